package dev.natsbroker.broker.jetstream.store;

/**
 * A view of one stored message in the bytes of its record. Owned by the lane; valid until the next read through the same view, change of
 * the store, or task of the lane.
 */
public final class StoredMessage {
    private byte[] buffer = new byte[0];
    private long sequence;
    private long timeNanos;
    private int subjectOffset;
    private int subjectLength;
    private int headersLength;
    private int payloadLength;

    /** Shows the message whose subject, headers and payload lie one behind the other from {@code subjectOffset} on. */
    public void point(
            byte[] bytes,
            long messageSequence,
            long messageTimeNanos,
            int offset,
            int subjectSize,
            int headersSize,
            int payloadSize) {
        this.buffer = bytes;
        this.sequence = messageSequence;
        this.timeNanos = messageTimeNanos;
        this.subjectOffset = offset;
        this.subjectLength = subjectSize;
        this.headersLength = headersSize;
        this.payloadLength = payloadSize;
    }

    /** The bytes that hold everything. */
    public byte[] buffer() {
        return buffer;
    }

    /** The stream sequence. */
    public long sequence() {
        return sequence;
    }

    /** When it was stored, in nanoseconds since 1970. */
    public long timeNanos() {
        return timeNanos;
    }

    /** Where the subject starts. */
    public int subjectOffset() {
        return subjectOffset;
    }

    /** The length of the subject in bytes. */
    public int subjectLength() {
        return subjectLength;
    }

    /** Where the header block starts. */
    public int headersOffset() {
        return subjectOffset + subjectLength;
    }

    /** The length of the header block in bytes, 0 if there is none. */
    public int headersLength() {
        return headersLength;
    }

    /** Where the payload starts. */
    public int payloadOffset() {
        return subjectOffset + subjectLength + headersLength;
    }

    /** The length of the payload in bytes. */
    public int payloadLength() {
        return payloadLength;
    }
}
