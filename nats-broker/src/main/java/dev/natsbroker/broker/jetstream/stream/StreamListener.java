package dev.natsbroker.broker.jetstream.stream;

/** A consumer as its stream sees it. Called on the lane. */
public interface StreamListener {
    /** Messages up to {@code sequence} may be delivered: they are durable. Called once for many messages. */
    void committed(long sequence);

    /** A message has left the stream (limits, age, delete). The subject's bytes are valid during the call only. */
    void removed(long sequence, byte[] subject, int subjectOffset, int subjectLength);

    /** Messages that match {@code filter} between the two sequences (inclusive) were purged; the stream starts at {@code first} now. */
    void purged(byte[] filter, long fromSequence, long toSequence, long first);

    /** Whether a message with this subject concerns the consumer: its filter matches. For interest retention. */
    boolean isInterestedIn(byte[] subject, int offset, int length);

    /** Whether the consumer still needs message {@code sequence}, whose subject concerns it: it is not acknowledged yet. */
    boolean needs(long sequence);

    /** The stream's configuration has changed. */
    void streamUpdated();

    /** The stream is deleted, or the server stops ({@code deleted} false): waiting requests are told. */
    void streamClosed(boolean deleted);
}
