package dev.natsbroker.broker;

/** The broker could not start. The message says what failed and is fit to be shown to an operator. */
public final class BrokerStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokerStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
