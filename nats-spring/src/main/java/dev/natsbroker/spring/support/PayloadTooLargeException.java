package dev.natsbroker.spring.support;

import dev.natsbroker.spring.NatsException;

/** A message is larger than the server takes ({@code max_payload}). Nothing was sent. */
public class PayloadTooLargeException extends NatsException {
    private static final long serialVersionUID = 1L;

    private final long size;
    private final long limit;

    /** {@code what}, the beginning of the message, has {@code size} bytes with its headers, where {@code limit} are allowed. */
    public PayloadTooLargeException(String what, long size, long limit) {
        super(what + " has " + size + " bytes and the server takes at most " + limit
                + " per message; send less, put it into an object store, or raise the server's max_payload");
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
