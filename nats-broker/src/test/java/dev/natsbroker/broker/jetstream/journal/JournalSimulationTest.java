package dev.natsbroker.broker.jetstream.journal;

import org.junit.jupiter.api.Test;

/** Random histories on the simulated disk; {@code -Dnatsbroker.journal.seeds=n} makes more of them. */
class JournalSimulationTest {
    @Test
    void shouldLoseNothingConfirmedAndInventNothing() throws Exception {
        int seeds = Integer.getInteger("natsbroker.journal.seeds", 60);
        long first = Long.getLong("natsbroker.journal.seed", 0);
        for (long seed = first; seed < first + seeds; seed++) {
            try {
                new JournalSimulation(seed).run();
            } catch (Exception | AssertionError e) {
                throw new AssertionError(
                        "Fails with -Dnatsbroker.journal.seeds=1 -Dnatsbroker.journal.seed=" + seed, e);
            }
        }
    }
}
