package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.config.JetStreamOptions;
import dev.natsbroker.broker.lane.Lane;
import dev.natsbroker.broker.runtime.BrokerClock;

/**
 * What the registries of all accounts share.
 *
 * @param lane the control lane, which owns the registries
 * @param clock the broker's clock
 * @param options the options of JetStream
 * @param usage what all accounts together use, and may use
 * @param stores makes and deletes what streams are stored in
 * @param consumers makes consumers
 */
public record MetaContext(
        Lane lane,
        BrokerClock clock,
        JetStreamOptions options,
        StorageUsage usage,
        StreamStores stores,
        ConsumerFactory consumers) {}
