package dev.natsbroker.broker.message;

/**
 * The way from a part of the server to the subscribers of one account: replies, deliveries, advisories. Owned by the thread that
 * it was made for, which flushes what was published at the end of its batch of work.
 */
public interface Publisher {
    /** Delivers {@code message}; returns how many receivers took it. */
    int publish(OutboundMessage message);

    /** Whether anybody listens to {@code subject}. */
    boolean hasInterest(byte[] subject, int offset, int length);

    /** Whether a member of queue group {@code queue} listens to {@code subject}. */
    boolean hasInterest(byte[] subject, byte[] queue);

    /** The pause that slow receivers asked for since the last call, 0 if none. */
    long takeStallNanos();
}
