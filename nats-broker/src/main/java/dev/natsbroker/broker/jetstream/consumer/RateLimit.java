package dev.natsbroker.broker.jetstream.consumer;

/** A bucket of bytes that fills at the rate of {@code rate_limit_bps} (spec 5.5). Owned by the lane. */
final class RateLimit {
    private static final double NANOS_PER_SECOND = 1e9;

    private double bytesPerNano;
    private double capacity;
    private double level;
    private long filledNanos;

    /** Sets the rate; a new rate begins with a full bucket. */
    void configure(long bitsPerSecond, long burstBytes, long nowNanos) {
        double rate = (bitsPerSecond >>> 3) / NANOS_PER_SECOND;
        if (rate != bytesPerNano || burstBytes != capacity) {
            bytesPerNano = rate;
            capacity = burstBytes;
            level = capacity;
            filledNanos = nowNanos;
        }
    }

    boolean isSet() {
        return bytesPerNano > 0;
    }

    /** How long a message of that size has to wait, 0 if it may go. One larger than the bucket waits for a full one. */
    long waitNanos(long size, long nowNanos) {
        level = Math.min(capacity, level + (nowNanos - filledNanos) * bytesPerNano);
        filledNanos = nowNanos;
        double missing = Math.min(size, capacity) - level;
        return missing <= 0 ? 0 : (long) Math.ceil(missing / bytesPerNano);
    }

    /** A message of that size goes. */
    void take(long size) {
        level -= size;
    }
}
