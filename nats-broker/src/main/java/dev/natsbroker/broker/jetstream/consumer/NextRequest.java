package dev.natsbroker.broker.jetstream.consumer;

import dev.natsbroker.broker.json.GoJsonException;
import dev.natsbroker.broker.json.GoJsonReader;
import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;
import dev.natsbroker.broker.message.Digits;
import dev.natsbroker.broker.subject.Subjects;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The payload of MSG.NEXT: nothing, a number, or JSON, read leniently as the reference does (spec 5.6, trap 62). JSON in the form
 * that clients write is read without detours; anything else by the common reader, which has the error texts.
 */
final class NextRequest {
    /** The fields are those of an embedded struct, so the reference's error texts do not name their type. */
    private static final JsonFields<NextRequest, NextRequest> FIELDS = JsonFields.<NextRequest, NextRequest>of("")
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
        private static final int EXPIRES = 0;
        private static final int BATCH = 1;
        private static final int MAX_BYTES = 2;
        private static final int HEARTBEAT = 3;
        private static final int MIN_PENDING = 4;
        private static final int MIN_ACK_PENDING = 5;
        private static final int PRIORITY = 6;
        private static final int NO_WAIT = 7;
        private static final int GROUP = 8;
        private static final int ID = 9;
        private static final byte[][] NAMES = {
            Ascii.of("expires"),
            Ascii.of("batch"),
            Ascii.of("max_bytes"),
            Ascii.of("idle_heartbeat"),
            Ascii.of("min_pending"),
            Ascii.of("min_ack_pending"),
            Ascii.of("priority"),
            Ascii.of("no_wait"),
            Ascii.of("group"),
            Ascii.of("id")
        };
        private static final byte[] TRUE = Ascii.of("true");
        private static final byte[] FALSE = Ascii.of("false");

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
            if (peek() != '"') {
                return false;
            }
            int start = at + 1;
            if (!skipText()) {
                return false;
            }
            int name = nameAt(start, at - 1 - start);
            if (name < 0 || peek() != ':') {
                return false;
            }
            at++;
            int first = peek();
            if (first == '"') {
                return setText(into, name);
            }
            return first == 't' || first == 'f' ? setFlag(into, name) : setNumber(into, name);
        }

        private int nameAt(int start, int length) {
            for (int i = 0; i < NAMES.length; i++) {
                byte[] name = NAMES[i];
                if (name.length == length && Subjects.equal(name, 0, bytes, start, length)) {
                    return i;
                }
            }
            return -1;
        }

        private boolean setText(NextRequest into, int name) {
            int start = at + 1;
            if (!skipText()) {
                return false;
            }
            String value = new String(bytes, start, at - 1 - start, StandardCharsets.ISO_8859_1);
            switch (name) {
                case GROUP -> into.group = value;
                case ID -> into.id = value;
                default -> {
                    return false;
                }
            }
            return true;
        }

        private boolean setFlag(NextRequest into, int name) {
            byte[] word = bytes[at] == 't' ? TRUE : FALSE;
            if (end - at < word.length || !Subjects.equal(word, 0, bytes, at, word.length)) {
                return false;
            }
            at += word.length;
            into.noWait = word == TRUE;
            return name == NO_WAIT;
        }

        private boolean setNumber(NextRequest into, int name) {
            int start = at;
            while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
                at++;
            }
            long value = Digits.parse(bytes, start, at - start);
            if (value < 0 || at - start > 1 && bytes[start] == '0') {
                return false;
            }
            switch (name) {
                case EXPIRES -> into.expiresNanos = value;
                case BATCH -> into.batch = value;
                case MAX_BYTES -> into.maxBytes = value;
                case HEARTBEAT -> into.heartbeatNanos = value;
                case MIN_PENDING -> into.minPending = value;
                case MIN_ACK_PENDING -> into.minAckPending = value;
                case PRIORITY -> into.priority = value;
                default -> {
                    return false;
                }
            }
            return true;
        }

        /** Moves behind a text without escapes, of ASCII only. */
        private boolean skipText() {
            at++;
            while (at < end && bytes[at] != '"') {
                if (bytes[at] == '\\' || bytes[at] < ' ') {
                    return false;
                }
                at++;
            }
            at++;
            return at <= end;
        }

        private int peek() {
            while (at < end && isBlank(bytes[at])) {
                at++;
            }
            return at < end ? bytes[at] : -1;
        }
    }
}
