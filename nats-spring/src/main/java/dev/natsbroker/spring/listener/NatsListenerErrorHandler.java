package dev.natsbroker.spring.listener;

import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;

/**
 * Decides what becomes of a message whose handler failed, or that could not become its arguments. Called on the thread that ran
 * the handler, or on the one that completed its result. Implementations are thread-safe.
 */
@FunctionalInterface
public interface NatsListenerErrorHandler {
    /**
     * Handles a failure. Throwing, be it the failure itself, means that it could not be handled: it is logged, and a caller that
     * waits gets an error reply.
     *
     * @param message what was received
     * @param failure what went wrong; see {@link ListenerExecutionException#getFailure()}
     * @return the reply for a caller that waits; null if there is none, then the caller gets an error reply
     */
    @Nullable
    Object handleError(Message<?> message, ListenerExecutionException failure) throws Exception;
}
