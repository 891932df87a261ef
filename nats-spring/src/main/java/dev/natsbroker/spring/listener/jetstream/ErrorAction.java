package dev.natsbroker.spring.listener.jetstream;

import java.time.Duration;

/** What is done about a message whose handler failed. */
public sealed interface ErrorAction {
    /**
     * It is delivered again.
     *
     * @param delay after which the server delivers it again
     */
    record Retry(Duration delay) implements ErrorAction {}

    /** It goes to the dead letter subject, and without one is terminated with an error in the log. */
    record DeadLetter() implements ErrorAction {}

    /**
     * It is terminated and forgotten.
     *
     * @param reason for the server's advisory
     */
    record Discard(String reason) implements ErrorAction {}
}
