package dev.natsbroker.broker.transport;

import java.util.random.RandomGenerator;

/** A small random source (xorshift64*) for one thread: queue members are picked with it for each message. */
final class LoopRandom implements RandomGenerator {
    private long state;

    LoopRandom(long seed) {
        state = seed == 0 ? 0x9E3779B97F4A7C15L : seed;
    }

    @Override
    public long nextLong() {
        long x = state;
        x ^= x >>> 12;
        x ^= x << 25;
        x ^= x >>> 27;
        state = x;
        return x * 0x2545F4914F6CDD1DL;
    }
}
