package dev.natsbroker.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.natsbroker.spring.annotation.JetStreamListener;
import dev.natsbroker.spring.core.JetStreamOperations;
import dev.natsbroker.test.EmbeddedNats;
import dev.natsbroker.test.NatsAssertions;
import dev.natsbroker.test.NatsFaults;
import dev.natsbroker.test.NatsTestClock;
import io.nats.client.Connection;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/** What needs hours, or a fault at the right moment: with the test support of our broker only. */
@EmbeddedOnly
@SpringBootTest
@EmbeddedNats(virtualTime = true)
@TestPropertySource(
        properties = {
            "spring.main.banner-mode=off",
            "nats.jetstream.streams.SLOW.subjects=slow.*",
            "nats.jetstream.streams.DEAD.subjects=dead"
        })
class VirtualTimeTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @Autowired
    private JetStreamOperations jetStream;

    @Autowired
    private Connection connection;

    @Autowired
    private Slow slow;

    @Autowired
    private NatsAssertions nats;

    @Autowired
    private NatsTestClock clock;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Slow.class)
    static class Application {}

    static class Slow {
        final Queue<String> seen = new ConcurrentLinkedQueue<>();

        @JetStreamListener(
                stream = "SLOW",
                consumer = "hourly",
                subjects = "slow.hourly",
                maxAttempts = "3",
                retryDelay = "1h",
                retryMaxDelay = "2h",
                deadLetter = "dead")
        void hourly(String text) {
            seen.add(text);
            throw new IllegalStateException("not " + text);
        }

        @JetStreamListener(stream = "SLOW", consumer = "lossy", subjects = "slow.lossy", ackWait = "30s")
        void lossy(String text) {
            seen.add(text);
        }
    }

    private void awaitDeliveries(int count) throws Exception {
        await().atMost(LONG).until(() -> slow.seen.size() == count);
        connection.flush(LONG);
    }

    @Test
    void shouldTryAgainAfterHoursAndGiveUpInTheEnd() throws Exception {
        // given
        slow.seen.clear();
        jetStream.publish("slow.hourly", "now");
        awaitDeliveries(1);

        // when
        await().atMost(LONG).until(() -> {
            clock.advance(Duration.ofHours(1));
            return slow.seen.size() == 2;
        });
        await().atMost(LONG).until(() -> {
            clock.advance(Duration.ofHours(2));
            return slow.seen.size() == 3;
        });

        // then
        nats.deadLettered("dead").awaitCount(1).causeMessages().containsExactly("not now");
        nats.awaitIdle();
    }

    @Test
    void shouldSeeAgainWhatWasAcknowledgedInVain(@Autowired NatsFaults faults) throws Exception {
        // given
        slow.seen.clear();
        faults.loseAcks("SLOW", "lossy", 1);
        jetStream.publish("slow.lossy", "twice");
        awaitDeliveries(1);

        // when
        clock.advance(Duration.ofSeconds(30));

        // then
        await().atMost(LONG).untilAsserted(() -> assertThat(slow.seen).containsExactly("twice", "twice"));
        nats.awaitIdle();
    }
}
