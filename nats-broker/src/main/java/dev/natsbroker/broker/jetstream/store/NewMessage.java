package dev.natsbroker.broker.jetstream.store;

/**
 * A message to be stored: where its parts lie. Reused; owned by the lane, which sets the fields before each append. Subject, headers
 * and payload may lie in different arrays, because a transform or a rewritten header replaces one of them.
 */
public final class NewMessage {
    /** The sequence that it gets: one more than the store's last. */
    public long sequence;
    /** When, in nanoseconds since 1970. */
    public long timeNanos;

    /** The array with the subject. */
    public byte[] subject = new byte[0];
    /** Where the subject starts. */
    public int subjectOffset;
    /** The length of the subject. */
    public int subjectLength;

    /** The array with the header block. */
    public byte[] headers = new byte[0];
    /** Where the header block starts. */
    public int headersOffset;
    /** The length of the header block, 0 for none. */
    public int headersLength;

    /** The array with the payload. */
    public byte[] payload = new byte[0];
    /** Where the payload starts. */
    public int payloadOffset;
    /** The length of the payload. */
    public int payloadLength;

    /** Points at the subject. */
    public void subject(byte[] bytes, int offset, int length) {
        this.subject = bytes;
        this.subjectOffset = offset;
        this.subjectLength = length;
    }

    /** Points at the header block. */
    public void headers(byte[] bytes, int offset, int length) {
        this.headers = bytes;
        this.headersOffset = offset;
        this.headersLength = length;
    }

    /** Points at the payload. */
    public void payload(byte[] bytes, int offset, int length) {
        this.payload = bytes;
        this.payloadOffset = offset;
        this.payloadLength = length;
    }
}
