package dev.natsbroker.broker.jetstream.model;

import dev.natsbroker.broker.json.GoJsonException;
import java.util.function.Supplier;

/** Reads bodies of requests. */
public final class Requests {
    private Requests() {}

    /**
     * What the reader returns.
     *
     * @throws JetStreamException with error 10025 in place of {@link GoJsonException}
     */
    public static <T> T read(Supplier<T> reader) {
        try {
            return reader.get();
        } catch (GoJsonException e) {
            throw JetStreamError.INVALID_JSON.toException(String.valueOf(e.getMessage()));
        }
    }
}
