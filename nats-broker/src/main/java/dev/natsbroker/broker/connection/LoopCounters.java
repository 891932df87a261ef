package dev.natsbroker.broker.connection;

/**
 * Traffic counted by one event loop. Written by that loop only, without synchronisation; whoever sums the loops up sees
 * values that are at most a moment old (a 64-bit JVM reads and writes a {@code long} in one piece).
 */
public final class LoopCounters {
    long inMessages;
    long inBytes;
    long outMessages;
    long outBytes;

    /** Messages received from clients. */
    public long inMessages() {
        return inMessages;
    }

    /** Headers and payload received from clients, in bytes. */
    public long inBytes() {
        return inBytes;
    }

    /** Messages delivered to clients. */
    public long outMessages() {
        return outMessages;
    }

    /** Headers and payload delivered to clients, in bytes. */
    public long outBytes() {
        return outBytes;
    }
}
