package dev.natsbroker.spring.listener;

import dev.natsbroker.spring.NatsException;
import org.jspecify.annotations.Nullable;

/** A listener could not be started; the cause says why. */
public class ListenerStartException extends NatsException {
    private static final long serialVersionUID = 1L;

    private final String listenerId;

    /** The listener {@code listenerId} could not be started because of {@code cause}. */
    public ListenerStartException(String listenerId, @Nullable Throwable cause) {
        super("Listener '" + listenerId + "' could not be started: " + cause, cause);
        this.listenerId = listenerId;
    }

    /** Id of the listener. */
    public String getListenerId() {
        return listenerId;
    }
}
