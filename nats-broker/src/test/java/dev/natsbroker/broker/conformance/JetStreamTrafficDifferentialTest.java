package dev.natsbroker.broker.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same random traffic, from seeds, for our broker and a nats-server: what they answer is the same. Only what does not depend
 * on the time is asked for. The first seed and how many of them follow are {@code traffic.seed} and {@code traffic.seeds}.
 *
 * <p>What other seeds find has to be judged, for the reference errs too: among others, its consumers keep pending what a lowered
 * limit or a purge of a part has removed.
 */
@EnabledIfSystemProperty(named = TestServer.REFERENCE, matches = ".+")
class JetStreamTrafficDifferentialTest {
    @Test
    void shouldServeTheSameTrafficLikeTheReference(@TempDir Path ours, @TempDir Path theirs) {
        // given
        Path executable = Path.of(System.getProperty(TestServer.REFERENCE, ""));
        long first = Long.getLong("traffic.seed", 200);
        int seeds = Integer.getInteger("traffic.seeds", 10);
        try (TestServer reference = ReferenceServer.start(executable, conf(theirs));
                TestServer broker = EmbeddedServer.start(conf(ours))) {
            for (long seed = first; seed < first + seeds; seed++) {
                // when, then
                try (JetStreamWire expected = new JetStreamWire(reference);
                        JetStreamWire actual = new JetStreamWire(broker)) {
                    JetStreamTraffic traffic = new JetStreamTraffic(seed, expected, actual);
                    traffic.run();
                    assertThat(traffic.differences()).as("seed " + seed).isEmpty();
                }
            }
        }
    }

    private static String conf(Path directory) {
        return "server_name: s\njetstream { store_dir: \"" + directory + "\" }\n";
    }
}
