package dev.natsbroker.broker.jetstream.store;

/** Takes ranges of sequences. */
@FunctionalInterface
public interface RangeVisitor {
    /** One range, both ends inclusive. */
    void range(long from, long to);
}
