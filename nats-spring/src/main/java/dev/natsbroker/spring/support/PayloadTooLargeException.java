package dev.natsbroker.spring.support;

import dev.natsbroker.spring.NatsException;

/** A message is larger than the server takes ({@code max_payload}). Nothing was sent. */
public class PayloadTooLargeException extends NatsException {
    private static final long serialVersionUID = 1L;

    private final long size;
    private final long limit;

    /** A message to {@code subject} of {@code size} bytes with its headers, where {@code limit} are allowed. */
    public PayloadTooLargeException(String subject, long size, long limit) {
        super("Message to '" + subject + "' has " + size + " bytes with its headers, but the server takes " + limit
                + " (max_payload); send less, put it into an object store and send its name, or raise max_payload");
        this.size = size;
        this.limit = limit;
    }

    /** Bytes of payload and headers. */
    public long getSize() {
        return size;
    }

    /** Bytes that the server takes. */
    public long getLimit() {
        return limit;
    }
}
