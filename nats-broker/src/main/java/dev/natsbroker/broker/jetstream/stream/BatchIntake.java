package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.ApiError;
import dev.natsbroker.broker.jetstream.model.JetStreamError;

/** Takes messages that belong to a batch, instead of the stream (spec 4.4 and 4.5). Called on the lane. */
public interface BatchIntake {
    /** What a stream without batches does: it refuses them. */
    static BatchIntake refusing(Ingest ingest) {
        return new BatchIntake() {
            @Override
            public void atomic(IncomingMessage message) {
                answer(message, JetStreamError.ATOMIC_PUBLISH_DISABLED.toError());
            }

            @Override
            public void fast(IncomingMessage message) {
                answer(message, JetStreamError.BATCH_PUBLISH_DISABLED.toError());
            }

            private void answer(IncomingMessage message, ApiError error) {
                ingest.refuse(message, error);
            }
        };
    }

    /** Takes a message with {@code Nats-Batch-Id}. The message is valid during the call only. */
    void atomic(IncomingMessage message);

    /** Takes a message whose reply subject ends with {@code .$FI}. The message is valid during the call only. */
    void fast(IncomingMessage message);

    /** The stream's configuration has changed. */
    default void streamUpdated() {}

    /** The stream ends: open batches are dropped. */
    default void close() {}
}
