package dev.natsbroker.broker.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Lame duck mode: the slow way to stop. */
@Timeout(60)
class LameDuckTest {
    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final String[] CONF = {"lame_duck_grace_period: 1s", "lame_duck_duration: 31s"}; // 30 s is the least

    @Test
    void shouldTellClientsAndServeThemDuringTheGracePeriod() {
        try (TestServer server = TestServer.start(CONF);
                RawClient client = server.connect("\"protocol\":1");
                RawClient old = server.connect("\"protocol\":0");
                RawClient silent = server.connect("\"protocol\":1")) {
            client.send("SUB foo 1\r\nPING\r\n").expect("PONG\r\n").readInfo();
            old.expectSilenceUntilPong();

            server.enterLameDuckMode();

            JsonNode info = client.readInfo();
            assertThat(info.path("ldm").asBoolean()).isTrue();
            assertThat(info.has("connect_info")).isFalse();
            old.expectSilenceUntilPong();
            silent.send("PING\r\n").expect("PONG\r\n").readInfo();
            client.send("PUB foo 2\r\nhi\r\n").expect("MSG foo 1 2\r\nhi\r\n").expectSilenceUntilPong();
            assertThatThrownBy(() -> RawClient.dial(server.port())).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void shouldCloseClientsOneByOneAndThenStop() {
        try (TestServer server = TestServer.start(CONF);
                RawClient first = server.connect("\"protocol\":1");
                RawClient second = server.connect("\"protocol\":1")) {
            first.send("PING\r\n").expect("PONG\r\n").readInfo();
            second.send("PING\r\n").expect("PONG\r\n").readInfo();

            server.enterLameDuckMode();

            first.readInfo();
            second.readInfo();
            first.expectSilenceUntilPong().expectSilenceUntilPong();
            server.advance(GRACE);
            Await.until("the end", () -> {
                server.advance(Duration.ofSeconds(1));
                return !server.hasManualClock() || server.awaitStopped(Duration.ZERO);
            });
            // time passed: PINGs are fine, an error is not
            assertThat(first.readUntilClosed()).doesNotContain("-ERR");
            assertThat(second.readUntilClosed()).doesNotContain("-ERR");
            assertThat(server.awaitStopped(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void shouldStopAtOnceWithoutClients() {
        try (TestServer server = TestServer.start(CONF)) {
            server.enterLameDuckMode();

            assertThat(server.awaitStopped(Duration.ofSeconds(10))).isTrue();
        }
    }
}
