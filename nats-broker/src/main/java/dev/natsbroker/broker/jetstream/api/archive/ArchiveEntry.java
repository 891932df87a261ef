package dev.natsbroker.broker.jetstream.api.archive;

import java.nio.charset.StandardCharsets;

/**
 * One entry of an archive: a message, or a file of JSON.
 *
 * <pre>
 *   uvarint length of the name, varint time in nanoseconds, uvarint sequence,
 *   uvarint length of the headers, uvarint length of the payload, name, headers, payload
 * </pre>
 *
 * @param name the subject of a message, else the name of a file
 * @param timeNanos when it was stored, in nanoseconds since 1970
 * @param sequence the stream sequence; 0 for files
 * @param headers the header block of a message, or empty
 * @param payload the payload of a message, or the text of a file
 */
public record ArchiveEntry(byte[] name, long timeNanos, long sequence, byte[] headers, byte[] payload) {
    /** What the name of a consumer's file begins with. */
    public static final String CONSUMERS = "consumers/";
    /** The name of the file that tells the stream's state; it comes first. */
    public static final String STATE = "state.json";

    private static final byte[] NOTHING = {};

    /** A file. */
    public static ArchiveEntry file(String name, long timeNanos, byte[] json) {
        return new ArchiveEntry(name.getBytes(StandardCharsets.UTF_8), timeNanos, 0, NOTHING, json);
    }

    /** Whether it is a message. */
    public boolean isMessage() {
        return sequence != 0;
    }

    /** Whether it marks the end of the archive. */
    public boolean isEnd() {
        return name.length == 0 && sequence == 0;
    }

    /** The name as text. */
    public String text() {
        return new String(name, StandardCharsets.UTF_8);
    }
}
