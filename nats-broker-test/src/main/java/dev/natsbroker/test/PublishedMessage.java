package dev.natsbroker.test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message that a client published.
 *
 * @param subject the subject that it was published to, behind the account's mappings
 * @param replyTo the subject for replies; null without
 * @param headers values by header name, in the order of the message; names are those of the publisher, letter by letter
 * @param data the payload; not to be changed
 * @param client the name that the client gave itself; null without
 */
public record PublishedMessage(
        String subject,
        @Nullable String replyTo,
        Map<String, List<String>> headers,
        byte[] data,
        @Nullable String client) {

    private static final int SHOWN_CHARACTERS = 80;

    /** The payload as UTF-8 text. */
    public String text() {
        return new String(data, StandardCharsets.UTF_8);
    }

    /** The first value of a header; null without. */
    public @Nullable String header(String name) {
        List<String> values = headers.get(name);
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    /** Subject, headers and the beginning of the payload. */
    @Override
    public String toString() {
        String text = text();
        String shown = text.length() > SHOWN_CHARACTERS ? text.substring(0, SHOWN_CHARACTERS) + "…" : text;
        return subject + (headers.isEmpty() ? "" : " " + headers) + " \"" + shown + "\"";
    }
}
