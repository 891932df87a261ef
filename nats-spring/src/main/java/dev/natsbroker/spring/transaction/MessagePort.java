package dev.natsbroker.spring.transaction;

import io.nats.client.Message;

/** Where messages go after the commit: e.g. {@code connection::publish}, or JetStream, which waits until it is stored. */
@FunctionalInterface
public interface MessagePort {
    /**
     * Sends a message.
     *
     * @throws Exception if it could not be sent
     */
    void send(Message message) throws Exception;
}
