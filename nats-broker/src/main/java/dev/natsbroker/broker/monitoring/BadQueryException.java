package dev.natsbroker.broker.monitoring;

/** A query parameter that makes no sense. The message is the body of the answer with status 400. */
final class BadQueryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadQueryException(String message) {
        super(message);
    }
}
