package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.account.AccountPublishers;
import dev.natsbroker.broker.lane.LaneReceiver;

/**
 * Stands between JetStream and the rest of the broker, for tests that lose messages on their way. It is asked while the parts are
 * put together, so that nothing is in the way of messages unless it wants to be. Thread-safe.
 */
public interface JetStreamInterceptor {
    /** Stands nowhere. */
    JetStreamInterceptor NONE = new JetStreamInterceptor() {};

    /** What takes messages in place of {@code receiver}: a stream, the acknowledgements or requests of a consumer, the API. */
    default LaneReceiver receiver(LaneReceiver receiver) {
        return receiver;
    }

    /** The way to the clients in place of {@code publishers}: deliveries, acknowledgements, answers, advisories. */
    default AccountPublishers publishers(AccountPublishers publishers) {
        return publishers;
    }
}
