package dev.natsbroker.broker.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A message that a part of the server writes, in the bytes in which it is delivered. Reused for one message after the other;
 * owned by the thread that fills it.
 *
 * <p>Filled in this order: {@link #to}, perhaps {@link #shownAs}, perhaps {@link #reply}, {@link #openBody}, {@link #put} as
 * often as needed, {@link #close}.
 */
public final class OutboundMessage {
    private static final byte[] HMSG = "HMSG ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = {};

    private final Message view = new Message();
    private byte[] bytes = new byte[1024];
    private int length;
    private int subjectLength;
    private int replyOffset;
    private int replyLength;
    private int tailOffset;
    private int bodyOffset;
    private int headersLength;
    private int payloadLength;
    private byte @Nullable [] head;
    private byte[] lastHead = NOTHING;

    /** Begins a message that is routed to {@code subject}. */
    public OutboundMessage to(byte[] subject, int offset, int subjectSize) {
        length = 0;
        head = null;
        replyLength = 0;
        ensure(subjectSize + 1);
        put(subject, offset, subjectSize);
        subjectLength = subjectSize;
        tailOffset = length;
        replyOffset = length;
        return this;
    }

    /** The same for a whole array. */
    public OutboundMessage to(byte[] subject) {
        return to(subject, 0, subject.length);
    }

    /** Shows receivers another subject than the one that it is routed by. */
    public OutboundMessage shownAs(byte[] subject, int offset, int size) {
        byte[] last = lastHead;
        if (last.length != HMSG.length + size + 1
                || !Arrays.equals(last, HMSG.length, HMSG.length + size, subject, offset, offset + size)) {
            last = new byte[HMSG.length + size + 1];
            System.arraycopy(HMSG, 0, last, 0, HMSG.length);
            System.arraycopy(subject, offset, last, HMSG.length, size);
            last[last.length - 1] = ' ';
            lastHead = last;
        }
        head = last;
        return this;
    }

    /** Asks receivers to reply to {@code subject}. */
    public OutboundMessage reply(byte[] subject, int offset, int size) {
        replyLength = size;
        if (size > 0) {
            put(subject, offset, size);
            ensure(1);
            bytes[length++] = ' ';
        }
        return this;
    }

    /** Begins the body: {@code headers} bytes of a header block (0: none) and {@code payload} bytes follow by {@link #put}. */
    public OutboundMessage openBody(int headers, int payload) {
        headersLength = headers;
        payloadLength = payload;
        if (headers > 0) {
            putNumber(headers);
            ensure(1);
            bytes[length++] = ' ';
        }
        putNumber((long) headers + payload);
        ensure(headers + payload + 4);
        bytes[length++] = '\r';
        bytes[length++] = '\n';
        bodyOffset = length;
        return this;
    }

    /** Appends bytes of what was begun last. */
    public OutboundMessage put(byte[] source, int offset, int size) {
        ensure(size);
        System.arraycopy(source, offset, bytes, length, size);
        length += size;
        return this;
    }

    /** Appends all of {@code source}. */
    public OutboundMessage put(byte[] source) {
        return put(source, 0, source.length);
    }

    /** Ends the message. */
    public OutboundMessage close() {
        if (length != bodyOffset + headersLength + payloadLength) {
            throw new IllegalStateException("Body has " + (length - bodyOffset) + " bytes, announced were "
                    + headersLength + " of headers and " + payloadLength + " of payload");
        }
        ensure(2);
        bytes[length++] = '\r';
        bytes[length++] = '\n';
        view.point(bytes, 0, subjectLength, replyOffset, replyLength);
        view.body(bodyOffset, headersLength, headersLength + payloadLength);
        view.tail(bytes, tailOffset, length - tailOffset);
        return this;
    }

    /** A whole message with headers (empty: none) and payload. */
    public OutboundMessage body(byte[] headers, byte[] payload) {
        return openBody(headers.length, payload.length)
                .put(headers)
                .put(payload)
                .close();
    }

    /** The message, valid until the next {@link #to}. */
    public Message view() {
        return view;
    }

    /** {@code "HMSG subject "} for the subject to show, or null for the one that it is routed by. */
    public byte @Nullable [] head() {
        return head;
    }

    /** Appends {@code value} (not negative) as digits; {@link Digits#count} tells how many. */
    public OutboundMessage putNumber(long value) {
        ensure(Digits.LENGTH_MAX);
        length = Digits.write(value, bytes, length);
        return this;
    }

    private void ensure(int room) {
        if (bytes.length - length < room) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + room));
        }
    }
}
