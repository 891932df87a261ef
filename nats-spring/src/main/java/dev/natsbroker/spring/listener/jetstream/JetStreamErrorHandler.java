package dev.natsbroker.spring.listener.jetstream;

import io.nats.client.Message;

/** Decides what is done about messages whose handler failed; {@link RetrySettings} is the usual one. Thread-safe. */
@FunctionalInterface
public interface JetStreamErrorHandler {
    /**
     * Decides. Called on the thread of the handler.
     *
     * @param failure what the handler threw
     * @param deliveries how many times the server has delivered the message, this one included
     */
    ErrorAction onFailure(Message message, Throwable failure, long deliveries);
}
