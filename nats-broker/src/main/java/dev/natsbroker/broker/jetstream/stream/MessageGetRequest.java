package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.json.GoJsonReader;
import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which messages somebody asks for, in {@code STREAM.MSG.GET} and {@code DIRECT.GET} (ADR-31). Filled by the reader, then not changed.
 */
public final class MessageGetRequest {
    private static final JsonFields<MessageGetRequest, MessageGetRequest> FIELDS =
            JsonFields.<MessageGetRequest, MessageGetRequest>of("server.JSApiMsgGetRequest")
                    .optional("seq", JsonType.UINT64, request -> request.sequence, (r, value) -> r.sequence = value)
                    .optional(
                            "last_by_subj",
                            JsonType.TEXT,
                            request -> request.lastBySubject,
                            (r, value) -> r.lastBySubject = value)
                    .optional(
                            "next_by_subj",
                            JsonType.TEXT,
                            request -> request.nextBySubject,
                            (r, value) -> r.nextBySubject = value)
                    .optional("batch", JsonType.INT, request -> request.batch, (r, value) -> r.batch = value)
                    .optional("max_bytes", JsonType.INT, request -> request.maxBytes, (r, value) -> r.maxBytes = value)
                    .optional(
                            "start_time",
                            JsonType.pointerTo(JsonType.TIME),
                            request -> request.startTime,
                            (r, value) -> r.startTime = value)
                    .optional(
                            "multi_last",
                            JsonType.TEXTS,
                            request -> request.multiLast,
                            (r, value) -> r.multiLast = value)
                    .optional(
                            "up_to_seq",
                            JsonType.UINT64,
                            request -> request.upToSequence,
                            (r, value) -> r.upToSequence = value)
                    .optional(
                            "up_to_time",
                            JsonType.pointerTo(JsonType.TIME),
                            request -> request.upToTime,
                            (r, value) -> r.upToTime = value)
                    .optional("no_hdr", JsonType.BOOL, request -> request.noHeaders, (r, value) -> r.noHeaders = value)
                    .build();

    private long sequence;
    private String lastBySubject = "";
    private String nextBySubject = "";
    private long batch;
    private long maxBytes;
    private @Nullable Instant startTime;
    private List<String> multiLast = List.of();
    private long upToSequence;
    private @Nullable Instant upToTime;
    private boolean noHeaders;

    private MessageGetRequest() {}

    /**
     * Reads a request.
     *
     * @throws dev.natsbroker.broker.json.GoJsonException with the text for the client
     */
    public static MessageGetRequest read(byte[] json, GoJsonReader.Unknown unknown) {
        return GoJsonReader.read(json, unknown, FIELDS, new MessageGetRequest());
    }

    /** A request for the last message of a subject, which may have wildcards. */
    static MessageGetRequest lastOf(String subject) {
        MessageGetRequest request = new MessageGetRequest();
        request.lastBySubject = subject;
        return request;
    }

    /** Whether it names nothing to get. */
    boolean isEmpty() {
        return sequence == 0
                && lastBySubject.isEmpty()
                && nextBySubject.isEmpty()
                && multiLast.isEmpty()
                && startTime == null;
    }

    /** Whether it has selectors that exclude each other, for a single message as well as for a direct get. */
    private boolean isContradictory() {
        boolean last = !lastBySubject.isEmpty();
        return sequence != 0 && last
                || sequence != 0 && startTime != null
                || startTime != null && last
                || last && !nextBySubject.isEmpty();
    }

    /** Whether {@code STREAM.MSG.GET} refuses it with 10003. */
    boolean isBadForMessageGet() {
        boolean nothing = sequence == 0 && lastBySubject.isEmpty() && nextBySubject.isEmpty() && startTime == null;
        return batch > 0 || maxBytes > 0 || nothing || isContradictory();
    }

    /** Whether a direct get refuses it. */
    boolean isBadForDirectGet() {
        boolean multi = !multiLast.isEmpty();
        return isContradictory()
                || !lastBySubject.isEmpty() && (batch > 0 || multi)
                || !nextBySubject.isEmpty() && multi
                || upToSequence != 0 && upToTime != null;
    }

    /** Whether it says more than a direct get whose subject names the message may say. */
    boolean isBadForLastBySubject() {
        return !isEmpty() || batch != 0 || upToSequence != 0 || upToTime != null;
    }

    /** The sequence to start at, 0 if not given. */
    long sequence() {
        return sequence;
    }

    /** The subject whose last message is wanted, or empty. */
    String lastBySubject() {
        return lastBySubject;
    }

    /** The subject whose next message is wanted, or empty. */
    String nextBySubject() {
        return nextBySubject;
    }

    /** How many messages at most, 0 for one without the ceremony of a batch. */
    long batch() {
        return batch;
    }

    /** How many bytes at most, 0 for the server's choice. */
    long maxBytes() {
        return maxBytes;
    }

    /** The time to start at. */
    @Nullable
    Instant startTime() {
        return startTime;
    }

    /** The subjects whose last messages are wanted. */
    List<String> multiLast() {
        return multiLast;
    }

    /** The last sequence that counts, 0 for all. */
    long upToSequence() {
        return upToSequence;
    }

    /** The last time that counts. */
    @Nullable
    Instant upToTime() {
        return upToTime;
    }

    /** Whether payloads are wanted without headers. */
    boolean isWithoutHeaders() {
        return noHeaders;
    }
}
