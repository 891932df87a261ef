package dev.natsbroker.broker.message;

import org.jspecify.annotations.Nullable;

/**
 * One message in the bytes in which it was received: a view, not a copy.
 *
 * <p>Owned by the thread that decodes; the same object shows one message after the other, so whoever wants to keep anything
 * beyond the call copies the bytes. Layout of the viewed bytes:
 *
 * <pre>
 *   PUB subject [reply] size CRLF payload CRLF
 *               '------------ tail -----------'      HPUB: [reply] headers-size total-size CRLF headers payload CRLF
 * </pre>
 *
 * <p>The tail is what every receiver gets unchanged behind {@code MSG subject sid }, so a delivery copies it in one piece.
 */
public final class Message {
    private byte[] buffer = new byte[0];
    private int subjectOffset;
    private int subjectLength;
    private int replyOffset;
    private int replyLength;
    private int bodyOffset;
    private int headersLength;
    private int bodyLength;
    private byte[] tailBuffer = buffer;
    private int tailOffset;
    private int tailLength;
    private @Nullable MessageOrigin origin;

    /** Points the view at the subject, reply ({@code replyLength} 0: none) and body in {@code buffer}. */
    public void point(byte[] buffer, int subjectOffset, int subjectLength, int replyOffset, int replyLength) {
        if (this.buffer != buffer) { // it nearly never changes, and storing a reference costs the collector's mark
            this.buffer = buffer;
        }
        this.subjectOffset = subjectOffset;
        this.subjectLength = subjectLength;
        this.replyOffset = replyOffset;
        this.replyLength = replyLength;
    }

    /** Points at headers ({@code headersLength} 0: none) and payload, {@code bodyLength} bytes together. */
    public void body(int bodyOffset, int headersLength, int bodyLength) {
        this.bodyOffset = bodyOffset;
        this.headersLength = headersLength;
        this.bodyLength = bodyLength;
    }

    /** Points at the bytes that follow {@code MSG subject sid } in a delivery, up to the final CRLF. */
    public void tail(byte[] tailBuffer, int tailOffset, int tailLength) {
        if (this.tailBuffer != tailBuffer) {
            this.tailBuffer = tailBuffer;
        }
        this.tailOffset = tailOffset;
        this.tailLength = tailLength;
    }

    /** Says who published what the view shows from now on. */
    public void origin(@Nullable MessageOrigin sender) {
        if (this.origin != sender) {
            this.origin = sender;
        }
    }

    /** Who published it, or null if it was the server itself. */
    public @Nullable MessageOrigin origin() {
        return origin;
    }

    /** The bytes that hold subject, reply, headers and payload. */
    public byte[] buffer() {
        return buffer;
    }

    /** Where the subject starts. */
    public int subjectOffset() {
        return subjectOffset;
    }

    /** The length of the subject in bytes. */
    public int subjectLength() {
        return subjectLength;
    }

    /** Where the reply subject starts. */
    public int replyOffset() {
        return replyOffset;
    }

    /** The length of the reply subject in bytes, 0 if there is none. */
    public int replyLength() {
        return replyLength;
    }

    /** Whether the publisher asked for a reply. */
    public boolean hasReply() {
        return replyLength > 0;
    }

    /** Where headers and payload start. */
    public int bodyOffset() {
        return bodyOffset;
    }

    /** The length of the header block in bytes, 0 if there is none. */
    public int headersLength() {
        return headersLength;
    }

    /** The length of headers and payload in bytes. */
    public int bodyLength() {
        return bodyLength;
    }

    /** The bytes that hold the tail. */
    public byte[] tailBuffer() {
        return tailBuffer;
    }

    /** Where the tail starts. */
    public int tailOffset() {
        return tailOffset;
    }

    /** The length of the tail in bytes. */
    public int tailLength() {
        return tailLength;
    }
}
