package dev.natsbroker.broker.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The server's PINGs and connections that do not answer them. */
class LivenessTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void shouldPingTwoSecondsAfterConnectWhateverTheInterval() {
        try (TestServer server = TestServer.start();
                RawClient client = server.connect()) {
            settle(client);
            if (server.hasManualClock()) {
                server.advance(Duration.ofMillis(1999));
                settle(client);
            }

            server.advance(Duration.ofMillis(401));

            client.expect("PING\r\n");
        }
    }

    @Test
    void shouldPingSoonerWithAShortInterval() {
        try (TestServer server = TestServer.start("ping_interval: 1s", "ping_max: 2");
                RawClient client = server.connect()) {
            settle(client);

            server.advance(Duration.ofMillis(1200));

            client.expect("PING\r\n");
        }
    }

    @Test
    void shouldPingAClientWithoutConnectAfterOneInterval() {
        try (TestServer server = TestServer.start("ping_interval: 1s", "ping_max: 2");
                RawClient client = server.open()) {
            if (server.hasManualClock()) {
                server.advance(Duration.ofMillis(999));
                settle(client);
            }

            server.advance(Duration.ofMillis(1));

            client.expect("PING\r\n");
        }
    }

    @Test
    void shouldCloseAConnectionThatDoesNotAnswer() {
        try (TestServer server = TestServer.start("ping_interval: 1s", "ping_max: 2");
                RawClient client = RawClient.dial(server.port())) {
            long id = client.readInfo().path("client_id").asLong();
            settle(client.sendConnect());
            server.advance(Duration.ofMillis(1200));
            settle(client.expect("PING\r\n"));
            server.advance(SECOND);
            settle(client.expect("PING\r\n"));

            server.advance(SECOND);

            client.expect("-ERR 'Stale Connection'\r\n").expectClosed();
            assertThat(server.closeReason(id)).isEqualTo("Stale Connection");
        }
    }

    @Test
    void shouldKeepAConnectionThatAnswers() {
        try (TestServer server = TestServer.start("ping_interval: 1s", "ping_max: 1");
                RawClient client = server.connect()) {
            assumeTrue(server.hasManualClock());
            settle(client);
            server.advance(Duration.ofMillis(1200));

            for (int i = 0; i < 10; i++) {
                settle(client.expect("PING\r\n").send("PONG\r\n"));
                server.advance(Duration.ofSeconds(2)); // longer than an interval, so that what was sent does not count
            }

            client.expect("PING\r\n");
        }
    }

    @Test
    void shouldNotTakeOtherTrafficForAnAnswer() {
        try (TestServer server = TestServer.start("ping_interval: 1s", "ping_max: 1");
                RawClient client = server.connect()) {
            settle(client);
            server.advance(Duration.ofMillis(1200));
            settle(client.expect("PING\r\n").send("SUB foo 1\r\nPUB bar 0\r\n\r\n"));

            server.advance(SECOND);

            client.expect("-ERR 'Stale Connection'\r\n").expectClosed();
        }
    }

    @Test
    void shouldSkipPingsWhileTheClientIsActive() {
        try (TestServer server = TestServer.start("ping_interval: 1s", "ping_max: 1");
                RawClient client = server.connect()) {
            assumeTrue(server.hasManualClock());
            settle(client);
            server.advance(Duration.ofMillis(1200));
            client.expect("PING\r\n");
            server.advance(Duration.ofMillis(10)); // a round trip of zero would count as not measured
            settle(client.send("PONG\r\n"));

            for (int i = 0; i < 10; i++) {
                server.advance(Duration.ofMillis(500));
                settle(client.send("PUB foo 0\r\n\r\n"));
            }

            server.advance(SECOND);
            server.advance(SECOND);
            client.expect("PING\r\n");
        }
    }

    @Test
    void shouldMeasureTheRoundTripAnewAfterAnHour() {
        try (TestServer server = TestServer.start("ping_interval: \"10m\"", "ping_max: 1");
                RawClient client = server.connect()) {
            assumeTrue(server.hasManualClock());
            settle(client);
            server.advance(Duration.ofMillis(2400));
            client.expect("PING\r\n");
            server.advance(Duration.ofMillis(10));
            settle(client.send("PONG\r\n"));
            for (int i = 0; i < 11; i++) {
                server.advance(Duration.ofMinutes(5));
                settle(client);
            }

            server.advance(Duration.ofMinutes(5));
            server.advance(Duration.ofMinutes(5));
            server.advance(Duration.ofMinutes(5));

            client.expect("PING\r\n");
        }
    }

    /** Two barriers: the first may overtake a timer that is due, the second cannot. */
    private static void settle(RawClient client) {
        client.expectSilenceUntilPong().expectSilenceUntilPong();
    }
}
