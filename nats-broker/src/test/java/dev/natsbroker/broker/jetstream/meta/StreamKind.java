package dev.natsbroker.broker.jetstream.meta;

/** What a stream is for. */
enum StreamKind {
    PLAIN,
    /** Messages have times to live, and leave delete markers. */
    EXPIRING,
    /** Messages add to totals. */
    COUNTING,
    /** Messages publish others when their time has come. */
    SCHEDULING,
    /** A work queue without limits, whose messages nobody takes but a gathering stream. */
    QUEUED,
    /** The mirror of another stream. */
    MIRROR,
    /** Gathers the messages of others, and has its own. */
    GATHERING;

    /** Whether messages come from other streams. */
    boolean copies() {
        return this == MIRROR || this == GATHERING;
    }

    /** Whether messages may remove others. A gathering stream would do so for what it gathers, too. */
    boolean rollsUp() {
        return this == PLAIN || this == EXPIRING || this == SCHEDULING;
    }

    /** Whether there is something to wait for when nobody does anything. */
    boolean comesLater() {
        return copies() || this == SCHEDULING;
    }
}
