package dev.natsbroker.spring.listener;

import dev.natsbroker.spring.NatsException;
import java.time.Duration;

/** A handler did not end within the time that its listener allows, and was interrupted. */
public class ListenerTimeoutException extends NatsException {
    private static final long serialVersionUID = 1L;

    /** A handler of the listener {@code listenerId} that took longer than {@code timeout}. */
    public ListenerTimeoutException(String listenerId, Duration timeout) {
        super("Listener '" + listenerId + "' did not handle a message within " + timeout.toMillis()
                + " ms and was interrupted; raise its timeout if it may take longer");
    }
}
