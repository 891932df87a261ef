package dev.natsbroker.spring.core;

import io.nats.client.api.PublishAck;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Messages that a stream stores together or not at all (ADR-50). They are kept here until the commit. Not thread-safe. */
public interface AtomicBatch {
    /** Adds a message. */
    AtomicBatch add(String subject, @Nullable Object payload);

    /** Adds a message with more than a payload; its own {@code publish} must not be called. */
    AtomicBatch add(String subject, Consumer<StreamMessageSpec> message);

    /** How many messages there are. */
    int size();

    /**
     * Sends all messages and waits until the server has stored them.
     *
     * @return the confirmation, with the sequence of the last message and the size of the batch
     * @throws JetStreamException if the stream refuses one of them: then none is stored
     * @throws IllegalStateException if there is no message, or the batch was committed before
     */
    PublishAck commit();
}
