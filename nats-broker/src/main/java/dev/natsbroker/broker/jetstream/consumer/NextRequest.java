package dev.natsbroker.broker.jetstream.consumer;

import dev.natsbroker.broker.json.GoJsonException;
import dev.natsbroker.broker.json.GoJsonReader;
import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;
import dev.natsbroker.broker.message.Digits;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The payload of MSG.NEXT: nothing, a number, or JSON, read leniently as the reference does (spec 5.6, trap 62). JSON in the form
 * that clients write is read without detours; anything else by the common reader, which has the error texts.
 */
final class NextRequest {
    private static final JsonFields<NextRequest, NextRequest> FIELDS = JsonFields.<NextRequest, NextRequest>of(
                    "JSApiConsumerGetNextRequest")
            .optional("expires", JsonType.DURATION, r -> r.expiresNanos, (r, value) -> r.expiresNanos = value)
            .optional("batch", JsonType.INT, r -> r.batch, (r, value) -> r.batch = value)
            .optional("max_bytes", JsonType.INT, r -> r.maxBytes, (r, value) -> r.maxBytes = value)
            .optional("no_wait", JsonType.BOOL, r -> r.noWait, (r, value) -> r.noWait = value)
            .optional(
                    "idle_heartbeat", JsonType.DURATION, r -> r.heartbeatNanos, (r, value) -> r.heartbeatNanos = value)
            .optional("group", JsonType.TEXT, r -> r.group, (r, value) -> r.group = value)
            .optional("min_pending", JsonType.INT64, r -> r.minPending, (r, value) -> r.minPending = value)
            .optional("min_ack_pending", JsonType.INT64, r -> r.minAckPending, (r, value) -> r.minAckPending = value)
            .optional("id", JsonType.TEXT, r -> r.id, (r, value) -> r.id = value)
            .optional("priority", JsonType.INT, r -> r.priority, (r, value) -> r.priority = value)
            .build();

    long expiresNanos;
    long batch;
    long maxBytes;
    boolean noWait;
    long heartbeatNanos;
    /** Whether it came as JSON, which is what the rules of priority groups apply to. */
    boolean hasGroup;

    String group = "";
    long minPending;
    long minAckPending;
    String id = "";
    long priority;

    private NextRequest() {}

    /**
     * Reads a payload.
     *
     * @throws GoJsonException with the text for the status line
     */
    static NextRequest read(byte[] bytes, int offset, int length) {
        int start = offset;
        int end = offset + length;
        while (start < end && isBlank(bytes[start])) {
            start++;
        }
        while (end > start && isBlank(bytes[end - 1])) {
            end--;
        }
        NextRequest request = new NextRequest();
        if (start < end && bytes[start] == '{') {
            request.hasGroup = true;
            if (!new FlatJson(bytes, start, end).read(request)) {
                request.readAnyJson(Arrays.copyOfRange(bytes, start, end));
            }
            if (request.heartbeatNanos > 0 && request.heartbeatNanos > request.expiresNanos / 2) {
                throw new GoJsonException("heartbeat value too large");
            }
        } else {
            request.batch = number(bytes, start, end);
        }
        return request;
    }

    private void readAnyJson(byte[] json) {
        expiresNanos = 0;
        batch = 0;
        maxBytes = 0;
        noWait = false;
        heartbeatNanos = 0;
        group = "";
        minPending = 0;
        minAckPending = 0;
        id = "";
        priority = 0;
        GoJsonReader.read(json, GoJsonReader.Unknown.IGNORE, FIELDS, this);
    }

    private static long number(byte[] bytes, int start, int end) {
        try {
            return Long.parseLong(new String(bytes, start, end - start, StandardCharsets.ISO_8859_1));
        } catch (NumberFormatException e) {
            return 1;
        }
    }

    private static boolean isBlank(byte value) {
        return value == ' ' || value >= '\t' && value <= '\r';
    }

    /** An object of plain names, whole numbers, plain texts and booleans. */
    private static final class FlatJson {
        private final byte[] bytes;
        private final int end;
        private int at;

        FlatJson(byte[] bytes, int start, int end) {
            this.bytes = bytes;
            this.at = start + 1;
            this.end = end;
        }

        /** Returns false if it is something else; the request is half filled then. */
        boolean read(NextRequest into) {
            if (peek() == '}') {
                return at + 1 == end;
            }
            while (true) {
                if (!readMember(into)) {
                    return false;
                }
                int next = peek();
                at++;
                if (next == '}') {
                    return at == end;
                }
                if (next != ',') {
                    return false;
                }
            }
        }

        private boolean readMember(NextRequest into) {
            String name = peek() == '"' ? text() : null;
            if (name == null || peek() != ':') {
                return false;
            }
            at++;
            int first = peek();
            if (first == '"') {
                String value = text();
                return value != null && setText(into, name, value);
            }
            if (first == 't' || first == 'f') {
                return setFlag(into, name);
            }
            return setNumber(into, name);
        }

        private boolean setText(NextRequest into, String name, String value) {
            switch (name) {
                case "group" -> into.group = value;
                case "id" -> into.id = value;
                default -> {
                    return false;
                }
            }
            return true;
        }

        private boolean setFlag(NextRequest into, String name) {
            boolean value = bytes[at] == 't';
            String word = value ? "true" : "false";
            for (int i = 0; i < word.length(); i++, at++) {
                if (at >= end || bytes[at] != word.charAt(i)) {
                    return false;
                }
            }
            into.noWait = value;
            return name.equals("no_wait");
        }

        private boolean setNumber(NextRequest into, String name) {
            int start = at;
            while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
                at++;
            }
            long value = Digits.parse(bytes, start, at - start);
            if (value < 0 || at - start > 1 && bytes[start] == '0') {
                return false;
            }
            switch (name) {
                case "expires" -> into.expiresNanos = value;
                case "batch" -> into.batch = value;
                case "max_bytes" -> into.maxBytes = value;
                case "idle_heartbeat" -> into.heartbeatNanos = value;
                case "min_pending" -> into.minPending = value;
                case "min_ack_pending" -> into.minAckPending = value;
                case "priority" -> into.priority = value;
                default -> {
                    return false;
                }
            }
            return true;
        }

        private @Nullable String text() {
            int start = ++at;
            while (at < end && bytes[at] != '"') {
                if (bytes[at] == '\\' || bytes[at] < ' ') { // escapes, and all that is not ASCII
                    return null;
                }
                at++;
            }
            if (at >= end) {
                return null;
            }
            return new String(bytes, start, at++ - start, StandardCharsets.ISO_8859_1);
        }

        private int peek() {
            while (at < end && isBlank(bytes[at])) {
                at++;
            }
            return at < end ? bytes[at] : -1;
        }
    }
}
