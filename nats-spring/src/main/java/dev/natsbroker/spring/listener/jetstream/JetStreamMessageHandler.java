package dev.natsbroker.spring.listener.jetstream;

import io.nats.client.Message;

/** Handles single messages from a stream. Called by several threads at a time when the listener's concurrency is above 1. */
@FunctionalInterface
public interface JetStreamMessageHandler {
    /**
     * Handles a message. An exception makes it a failure: see {@link JetStreamErrorHandler}.
     *
     * @param ack for {@link AckMode#MANUAL}; with the other modes the container does it
     */
    void onMessage(Message message, Ack ack) throws Exception;
}
