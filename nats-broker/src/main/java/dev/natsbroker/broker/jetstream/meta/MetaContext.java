package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.config.JetStreamOptions;
import dev.natsbroker.broker.lane.Lane;
import dev.natsbroker.broker.runtime.BrokerClock;
import java.util.function.Supplier;

/**
 * What the registries of all accounts share.
 *
 * @param lane the control lane, which owns the registries
 * @param clock the broker's clock
 * @param current the options of JetStream in force, which a reload may change
 * @param usage what all accounts together use, and may use
 * @param stores makes and deletes what streams are stored in
 * @param consumers makes consumers
 */
public record MetaContext(
        Lane lane,
        BrokerClock clock,
        Supplier<JetStreamOptions> current,
        StorageUsage usage,
        StreamStores stores,
        ConsumerFactory consumers) {
    /** The options of JetStream in force. */
    public JetStreamOptions options() {
        return current.get();
    }
}
