package dev.natsbroker.spring.reactive;

import dev.natsbroker.spring.NatsException;

/** A subscriber was slower than its messages came, until the buffer was full. The subscription is ended. */
public class SubscriberOverflowException extends NatsException {
    private static final long serialVersionUID = 1L;

    /** What the subscriber was subscribed to, and how many messages were waiting. */
    public SubscriberOverflowException(String source, int buffer, Throwable cause) {
        super(
                "The subscriber of " + source + " was too slow: " + buffer + " messages wait for it and the next came."
                        + " Messages from now on are missed; request more at a time, work in parallel, allow a larger"
                        + " buffer, or use a JetStream consumer, which waits",
                cause);
    }
}
