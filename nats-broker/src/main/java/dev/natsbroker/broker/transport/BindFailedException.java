package dev.natsbroker.broker.transport;

import org.jspecify.annotations.Nullable;

/** A port could not be opened. The message names the address and the system's reason. */
public final class BindFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private BindFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    static BindFailedException of(String host, int port, Throwable failure) {
        String address = host + ":" + port;
        return new BindFailedException(
                "Error listening on port: " + address + ", \"" + reason(address, failure) + "\"", failure);
    }

    /** The monitoring port could not be opened. */
    public static BindFailedException ofMonitoring(String host, int port, Throwable failure) {
        return ofMonitoring("can't listen to the monitor port: " + reason(host + ":" + port, failure), failure);
    }

    /** Monitoring could not start for another reason. */
    public static BindFailedException ofMonitoring(String reason, @Nullable Throwable failure) {
        return new BindFailedException("Can't start monitoring: " + reason, failure);
    }

    private static String reason(String address, Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String reason = String.valueOf(cause.getMessage());
        String detail = reason.contains("Address already in use") ? "address already in use" : reason;
        return "listen tcp " + address + ": bind: " + detail;
    }
}
