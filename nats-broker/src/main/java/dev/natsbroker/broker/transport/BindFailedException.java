package dev.natsbroker.broker.transport;

/** A port could not be opened. The message names the address and the system's reason. */
public final class BindFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private BindFailedException(String message, Throwable cause) {
        super(message, cause);
    }

    static BindFailedException of(String host, int port, Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String reason = String.valueOf(cause.getMessage());
        String detail = reason.contains("Address already in use") ? "address already in use" : reason;
        String address = host + ":" + port;
        return new BindFailedException(
                "Error listening on port: " + address + ", \"listen tcp " + address + ": bind: " + detail + "\"",
                failure);
    }
}
