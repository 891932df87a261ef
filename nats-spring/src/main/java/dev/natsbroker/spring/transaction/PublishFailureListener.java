package dev.natsbroker.spring.transaction;

import io.nats.client.Message;
import java.util.List;

/** Told of messages that could not be published although their transaction is committed. */
@FunctionalInterface
public interface PublishFailureListener {
    /**
     * Publishing has stopped at a message. What came before it is published; whether it is itself may not be known.
     *
     * @param unpublished that message and those behind it, in order
     */
    void notPublished(List<Message> unpublished, Exception cause);
}
