package dev.natsbroker.spring.listener;

import dev.natsbroker.spring.NatsException;
import dev.natsbroker.spring.listener.method.InvalidMessageException;

/** A listener failed on a message; the cause is what its method threw, or an {@link InvalidMessageException}. */
public class ListenerExecutionException extends NatsException {
    private static final long serialVersionUID = 1L;

    private final String listenerId;
    private final Throwable failure;

    /** A failure of the listener {@code listenerId} on a message with this subject. */
    public ListenerExecutionException(String listenerId, String subject, Throwable failure) {
        super("Listener '" + listenerId + "' failed on a message on '" + subject + "': " + failure, failure);
        this.listenerId = listenerId;
        this.failure = failure;
    }

    /** Id of the listener. */
    public String getListenerId() {
        return listenerId;
    }

    /** What the method threw, or why it was not called; the same as {@link #getCause()}, but never null. */
    public Throwable getFailure() {
        return failure;
    }

    /** Whether the message could not become the method's arguments, so that it will fail every time. */
    public boolean isInvalidMessage() {
        return failure instanceof InvalidMessageException;
    }
}
