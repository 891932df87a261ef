package dev.natsbroker.broker.jetstream.meta;

import org.junit.jupiter.api.Test;

/** Nothing that was acknowledged is lost, whenever the server or its machine ends. More seeds: {@code -Dnatsbroker.jetstream.seeds=N}. */
class EngineSimulationTest {
    @Test
    void shouldKeepWhatItHasAcknowledged() {
        long first = Long.getLong("natsbroker.jetstream.seed", 1);
        long count = Long.getLong("natsbroker.jetstream.seeds", 150);
        for (long seed = first; seed < first + count; seed++) {
            run(seed);
        }
    }

    private static void run(long seed) {
        try {
            new EngineSimulation(seed).run();
        } catch (Throwable e) {
            throw new AssertionError("Seed " + seed + ": " + e.getMessage(), e);
        }
    }
}
