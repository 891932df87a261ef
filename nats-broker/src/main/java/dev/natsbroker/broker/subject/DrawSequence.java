package dev.natsbroker.broker.subject;

import java.util.random.RandomGenerator;

/**
 * A quick source of draws that all event loops share without synchronisation (SplitMix64). Two loops that draw at the
 * same instant may get the same number, which does no harm to the shares of a mapping.
 */
final class DrawSequence implements RandomGenerator {
    private long state;

    DrawSequence(long seed) {
        this.state = seed;
    }

    @Override
    public long nextLong() {
        long next = state + 0x9E3779B97F4A7C15L;
        state = next;
        next = (next ^ (next >>> 30)) * 0xBF58476D1CE4E5B9L;
        next = (next ^ (next >>> 27)) * 0x94D049BB133111EBL;
        return next ^ (next >>> 31);
    }
}
