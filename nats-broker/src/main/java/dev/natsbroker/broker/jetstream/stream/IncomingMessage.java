package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.store.NewMessage;
import dev.natsbroker.broker.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way into a stream: what will be stored, where the publisher waits, and what the checks found out. Reused; owned by
 * the lane.
 */
public final class IncomingMessage {
    /** Which older messages a message replaces. */
    public enum Rollup {
        /** None. */
        NONE,
        /** Those of its subject. */
        SUBJECT,
        /** All. */
        ALL
    }

    private static final byte[] NOTHING = {};

    private final NewMessage message = new NewMessage();
    private final PublishHeaders headers = new PublishHeaders();
    private final HeaderBlock rewritten = new HeaderBlock();
    private byte[] reply = NOTHING;
    private int replyOffset;
    private int replyLength;
    private boolean sourced;

    private Rollup rollup = Rollup.NONE;
    private long ttlSeconds;
    private @Nullable String counterTotal;
    private long duplicateOf;
    private long lastOfSubject;

    /** What a client published: points at its bytes, headers are scanned. */
    void take(Message published) {
        byte[] bytes = published.buffer();
        int body = published.bodyOffset();
        int headersLength = published.headersLength();
        message.subject(bytes, published.subjectOffset(), published.subjectLength());
        message.payload(bytes, body + headersLength, published.bodyLength() - headersLength);
        reply(bytes, published.replyOffset(), published.replyLength());
        begin(false);
        headers(bytes, body, headersLength);
    }

    /**
     * What the server itself puts into the stream; nobody waits for it.
     *
     * @param fromSource whether it comes from another stream, which has checked it
     */
    public void take(byte[] subject, byte[] headerBlock, byte[] payload, boolean fromSource) {
        message.subject(subject, 0, subject.length);
        message.payload(payload, 0, payload.length);
        reply(NOTHING, 0, 0);
        begin(fromSource);
        headers(headerBlock, 0, headerBlock.length);
    }

    /** What another stream has delivered: points at its bytes; nobody waits for it. */
    void takeCopy(Message delivered) {
        byte[] bytes = delivered.buffer();
        int body = delivered.bodyOffset();
        int headersLength = delivered.headersLength();
        message.subject(bytes, delivered.subjectOffset(), delivered.subjectLength());
        message.payload(bytes, body + headersLength, delivered.bodyLength() - headersLength);
        reply(NOTHING, 0, 0);
        begin(true);
        headers(bytes, body, headersLength);
    }

    private void begin(boolean fromSource) {
        sourced = fromSource;
        rollup = Rollup.NONE;
        ttlSeconds = 0;
        counterTotal = null;
        duplicateOf = 0;
        lastOfSubject = 0;
    }

    private void headers(byte[] bytes, int offset, int length) {
        message.headers(bytes, offset, length);
        if (length == 0) {
            headers.clear();
            return;
        }
        if (HeaderBlock.hasStatus(bytes, offset, length)) {
            rewrite(rewritten.copyWithoutStatus(bytes, offset, length));
        } else {
            headers.scan(bytes, offset, length);
        }
        if (headers.has(PublishHeader.REQUEST_INFO)) {
            rewrite(edit().remove(PublishHeader.REQUEST_INFO.headerName()));
        }
    }

    /** The headers as something to change; to be followed by {@link #rewrite}. */
    HeaderBlock edit() {
        if (message.headers == rewritten.bytes() && message.headersLength > 0) {
            return rewritten;
        }
        return rewritten.copy(message.headers, message.headersOffset, message.headersLength);
    }

    /** Stores {@code block} instead of the headers that came. */
    void rewrite(HeaderBlock block) {
        message.headers(block.bytes(), 0, block.length());
        headers.scan(block.bytes(), 0, block.length());
    }

    /** The sequence of the message before it on its subject, 0 for none; known when it is stored, if it is to be republished. */
    long lastOfSubject() {
        return lastOfSubject;
    }

    void lastOfSubject(long sequence) {
        lastOfSubject = sequence;
    }

    /** Where the publisher waits; length 0 for nowhere. */
    public void reply(byte[] bytes, int offset, int length) {
        this.reply = bytes;
        this.replyOffset = offset;
        this.replyLength = length;
    }

    /** What will be stored. */
    public NewMessage message() {
        return message;
    }

    /** What its headers say. */
    public PublishHeaders headers() {
        return headers;
    }

    /** The array with the subject on which the publisher waits. */
    public byte[] reply() {
        return reply;
    }

    /** Where that subject starts. */
    public int replyOffset() {
        return replyOffset;
    }

    /** The length of that subject, 0 for none. */
    public int replyLength() {
        return replyLength;
    }

    /** Whether it comes from another stream, which has checked it. */
    public boolean isSourced() {
        return sourced;
    }

    /** Which older messages it replaces. */
    public Rollup rollup() {
        return rollup;
    }

    void rollup(Rollup value) {
        this.rollup = value;
    }

    /** How long it stays; 0 for no limit of its own, -1 for ever. */
    public long ttlSeconds() {
        return ttlSeconds;
    }

    void ttlSeconds(long value) {
        this.ttlSeconds = value;
    }

    /** The new total of a counter, for the acknowledgement. */
    public @Nullable String counterTotal() {
        return counterTotal;
    }

    void counterTotal(String value) {
        this.counterTotal = value;
    }

    /** The sequence of the message that this one repeats. */
    public long duplicateOf() {
        return duplicateOf;
    }

    void duplicateOf(long value) {
        this.duplicateOf = value;
    }

    /** The length of headers and payload together. */
    long size() {
        return (long) message.headersLength + message.payloadLength;
    }
}
