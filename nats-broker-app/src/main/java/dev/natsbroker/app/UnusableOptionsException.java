package dev.natsbroker.app;

import org.jspecify.annotations.Nullable;

/** The options cannot be read or contradict each other. The message is fit to be shown to an operator. */
final class UnusableOptionsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableOptionsException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
