package dev.natsbroker.broker.connection;

import static dev.natsbroker.broker.conformance.RawClient.lines;
import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.config.ConfigLoader;
import dev.natsbroker.broker.config.MappingCheck;
import dev.natsbroker.broker.conformance.RawClient;
import dev.natsbroker.broker.runtime.ManualClock;
import dev.natsbroker.broker.runtime.ServerLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The expected lines are those of nats-server 2.15.1 for the same bytes. */
class ProtocolTraceTest {
    private final CapturedLog log = new CapturedLog();
    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-02T03:04:05Z"));
    private NatsBroker broker;

    @AfterEach
    void stop() {
        broker.stop();
    }

    @Test
    void shouldTraceASession() {
        start("debug: true", "trace: true");

        session(lines("SUB foo 1", "PUB foo 2", "hi")
                + lines("CONNECT {\"verbose\":true,\"name\":\"n\",\"lang\":\"py\",\"version\":\"1.2\","
                        + "\"headers\":true,\"user\":\"u\",\"pass\":\"secret\"}")
                + lines("sub bar   q\t4", "SUB foo 2", "PUB foo  rep 0002", "hi", "PUB none 0", "")
                + lines("UNSUB 99", "UNSUB 2", "UNSUB 4 1", "PUB bar 1", "x", "PINGxyz", "PONG", "+OK"));

        assertThat(log.lines())
                .containsExactly(
                        "[DBG] C - Client connection created",
                        "[TRC] C - <<- [SUB foo 1]",
                        "[TRC] C - ->> [OK]",
                        "[TRC] C - <<- [PUB foo 2]",
                        "[TRC] C - <<- MSG_PAYLOAD: [\"hi\"]",
                        "[TRC] C - ->> [OK]",
                        "[TRC] C - ->> [MSG foo 1 2]",
                        "[TRC] C - ->> MSG_PAYLOAD: [\"hi\"]",
                        "[TRC] C - <<- [CONNECT {\"verbose\":true,\"name\":\"n\",\"lang\":\"py\",\"version\":\"1.2\","
                                + "\"headers\":true,\"user\":\"u\",\"pass\":\"[REDACTED]\"}]",
                        "[TRC] C - \"v1.2:py:n\" - \"$G/user:u\" - ->> [OK]",
                        "[TRC] C - \"v1.2:py:n\" - \"$G/user:u\" - <<- [SUB bar   q\t4]",
                        "[TRC] C - \"v1.2:py:n\" - \"$G/user:u\" - ->> [OK]",
                        "[TRC] C - \"v1.2:py:n\" - \"$G/user:u\" - <<- [SUB foo 2]",
                        "[TRC] C - \"v1.2:py:n\" - \"$G/user:u\" - ->> [OK]",
                        "[TRC] C - \"v1.2:py:n\" - \"$G/user:u\" - <<- [PUB foo  rep 0002]",
                        "[TRC] C - \"v1.2:py:n\" - \"$G/user:u\" - <<- MSG_PAYLOAD: [\"hi\"]",
                        "[TRC] C - \"v1.2:py:n\" - \"$G/user:u\" - ->> [OK]",
                        "[TRC] C - \"v1.2:py:n\" - \"$G/user:u\" - ->> [MSG foo 1 rep 0002]",
                        "[TRC] C - \"v1.2:py:n\" - \"$G/user:u\" - ->> MSG_PAYLOAD: [\"hi\"]",
                        "[TRC] C - \"v1.2:py:n\" - \"$G/user:u\" - ->> [MSG foo 2 rep 0002]",
                        "[TRC] C - \"v1.2:py:n\" - \"$G/user:u\" - ->> MSG_PAYLOAD: [\"hi\"]",
                        "[TRC] C - \"v1.2:py:n\" - \"$G/user:u\" - <<- [PUB none 0]",
                        "[TRC] C - \"v1.2:py:n\" - \"$G/user:u\" - ->> [OK]",
                        "[TRC] C - \"v1.2:py:n\" - \"$G/user:u\" - <<- [UNSUB 99]",
                        "[TRC] C - \"v1.2:py:n\" - \"$G/user:u\" - ->> [OK]",
                        "[TRC] C - \"v1.2:py:n\" - \"$G/user:u\" - <<- [UNSUB 2]",
                        "[TRC] C - \"v1.2:py:n\" - \"$G/user:u\" - ->> [OK]",
                        "[TRC] C - \"v1.2:py:n\" - \"$G/user:u\" - <-> [DELSUB 2]",
                        "[TRC] C - \"v1.2:py:n\" - \"$G/user:u\" - <<- [UNSUB 4 1]",
                        "[TRC] C - \"v1.2:py:n\" - \"$G/user:u\" - ->> [OK]",
                        "[TRC] C - \"v1.2:py:n\" - \"$G/user:u\" - <<- [PUB bar 1]",
                        "[TRC] C - \"v1.2:py:n\" - \"$G/user:u\" - <<- MSG_PAYLOAD: [\"x\"]",
                        "[TRC] C - \"v1.2:py:n\" - \"$G/user:u\" - ->> [OK]",
                        "[TRC] C - \"v1.2:py:n\" - \"$G/user:u\" - ->> [MSG bar 4 1]",
                        "[TRC] C - \"v1.2:py:n\" - \"$G/user:u\" - ->> MSG_PAYLOAD: [\"x\"]",
                        "[DBG] C - \"v1.2:py:n\" - \"$G/user:u\" - Auto-unsubscribe limit of 1 reached for sid '4'",
                        "[TRC] C - \"v1.2:py:n\" - \"$G/user:u\" - <-> [DELSUB 4]",
                        "[TRC] C - \"v1.2:py:n\" - \"$G/user:u\" - <<- [PING]",
                        "[TRC] C - \"v1.2:py:n\" - \"$G/user:u\" - ->> [PONG]",
                        "[TRC] C - \"v1.2:py:n\" - \"$G/user:u\" - <<- [PONG]",
                        "[DBG] C - \"v1.2:py:n\" - \"$G/user:u\" - Client connection closed: Client Closed",
                        "[TRC] C - \"v1.2:py:n\" - \"$G/user:u\" - <-> [DELSUB 1]");
    }

    @Test
    void shouldTraceHeadersAsEachReceiverGetsThem() {
        start("debug: true", "trace: true");
        String quiet = "CONNECT {\"verbose\":false,\"headers\":false}";
        try (RawClient plain = RawClient.open(broker.port())) {
            plain.send(lines(quiet, "SUB foo 1")).expectSilenceUntilPong();
            log.clear();

            session(lines(
                    "CONNECT {\"verbose\":false,\"headers\":true}",
                    "SUB foo 2",
                    "HPUB foo r 12 14",
                    "NATS/1.0",
                    "",
                    "hi",
                    "HPUB other 0 2",
                    "hi",
                    "UNSUB 2"));
        }

        assertThat(log.lines())
                .contains(
                        "[TRC] C - <<- [HPUB foo r 12 14]",
                        "[TRC] C - <<- MSG_PAYLOAD: [\"NATS/1.0\\r\\n\\r\\nhi\"]",
                        "[TRC] C - ->> [HMSG foo 2 r 12 14]",
                        "[TRC] C - ->> MSG_PAYLOAD: [\"NATS/1.0\\r\\n\\r\\nhi\"]",
                        "[TRC] C - ->> [MSG foo 1 r 2]",
                        "[TRC] C - ->> MSG_PAYLOAD: [\"hi\"]",
                        "[TRC] C - <<- [HPUB other 0 2]");
    }

    @Test
    void shouldTraceOnlyHeadersWhenThatIsWanted() {
        start("debug: true", "trace: true", "trace_headers: true", "mappings: { a: b }");

        session(lines(
                "CONNECT {\"verbose\":false,\"headers\":true}",
                "SUB b 1",
                "PUB a 5",
                "abcde",
                "HPUB a 18 20",
                "NATS/1.0",
                "A: b",
                "",
                "hi"));

        assertThat(log.lines())
                .containsExactly(
                        "[DBG] C - Client connection created",
                        "[TRC] C - <<- [CONNECT {\"verbose\":false,\"headers\":true}]",
                        "[TRC] C - <<- [SUB b 1]",
                        "[TRC] C - <<- [PUB a 5]",
                        "[TRC] C - <<- [MAPPING a -> b]",
                        "[TRC] C - ->> [MSG b 1 5]",
                        "[TRC] C - <<- [HPUB a 18 20]",
                        "[TRC] C - <<- [MAPPING a -> b]",
                        "[TRC] C - <<- MSG_PAYLOAD: [\"NATS/1.0\\r\\nA: b\"]",
                        "[TRC] C - ->> [HMSG b 1 18 20]",
                        "[TRC] C - ->> MSG_PAYLOAD: [\"NATS/1.0\\r\\nA: b\"]",
                        "[DBG] C - Client connection closed: Client Closed",
                        "[TRC] C - <-> [DELSUB 1]");
    }

    @Test
    void shouldCutLongPayloadsAndQuoteBytes() {
        start("trace: true", "max_traced_msg_len: 5");

        session(lines("CONNECT {\"verbose\":false}", "PUB foo 5", "abcde", "PUB foo 6", "ab\"\n\u0001\u0002"));

        assertThat(log.lines())
                .contains(
                        "[TRC] C - <<- MSG_PAYLOAD: [\"abcde\"]", "[TRC] C - <<- MSG_PAYLOAD: [\"ab\\\"\\n\\x01...\"]");
    }

    @Test
    void shouldTraceWhatIsRefused() {
        start(
                "debug: true",
                "trace: true",
                "authorization { users: [ {user: a, password: pw, permissions: "
                        + "{publish: {allow: [foo]}, subscribe: {deny: secret}}} ] }");

        session(lines(
                "CONNECT {\"user\":\"a\",\"pass\":\"pw\",\"verbose\":false,\"pedantic\":false}",
                "PUB no 1",
                "x",
                "PUB foo _R_.x 0",
                "",
                "SUB secret 1",
                "SUB secret q 2",
                "SUB a..b 3"));

        assertThat(log.lines())
                .containsExactly(
                        "[DBG] C - Client connection created",
                        "[TRC] C - <<- [CONNECT {\"user\":\"a\",\"pass\":\"[REDACTED]\",\"verbose\":false,"
                                + "\"pedantic\":false}]",
                        "[TRC] C - \"$G/user:a\" - <<- [PUB no 1]",
                        "[TRC] C - \"$G/user:a\" - <<- MSG_PAYLOAD: [\"x\"]",
                        "[TRC] C - \"$G/user:a\" - ->> [-ERR Permissions Violation for Publish to \"no\"]",
                        "[ERR] C - \"$G/user:a\" - Publish Violation - Subject \"no\"",
                        "[TRC] C - \"$G/user:a\" - <<- [PUB foo _R_.x 0]",
                        "[TRC] C - \"$G/user:a\" - ->> [-ERR Permissions Violation for Publish with Reply of \"_R_.x\"]",
                        "[ERR] C - \"$G/user:a\" - Publish Violation - Reply \"_R_.x\"",
                        "[TRC] C - \"$G/user:a\" - <<- [SUB secret 1]",
                        "[TRC] C - \"$G/user:a\" - ->> [-ERR Permissions Violation for Subscription to \"secret\"]",
                        "[ERR] C - \"$G/user:a\" - Subscription Violation - Subject \"secret\", SID 1",
                        "[TRC] C - \"$G/user:a\" - <<- [SUB secret q 2]",
                        "[TRC] C - \"$G/user:a\" - ->> [-ERR Permissions Violation for Subscription to \"secret\" "
                                + "using queue \"q\"]",
                        "[ERR] C - \"$G/user:a\" - Subscription Violation - Subject \"secret\", Queue: \"q\", SID 2",
                        "[TRC] C - \"$G/user:a\" - <<- [SUB a..b 3]",
                        "[TRC] C - \"$G/user:a\" - ->> [-ERR Invalid Subject]",
                        "[DBG] C - \"$G/user:a\" - Client connection closed: Client Closed");
    }

    @Test
    void shouldSayWhoFailedToLogInWithoutSecrets() {
        start("debug: true", "trace: true", "authorization { users: [ {user: a, password: pw} ] }");

        session(lines("CONNECT {\"user\":\"a\",\"pass\":\"wrong\",\"name\":\"n\",\"lang\":\"l\"}"));
        session(lines("CONNECT {\"auth_token\":\"bad\"}"));
        session(lines("PING"));

        assertThat(log.lines())
                .containsExactly(
                        "[DBG] C - Client connection created",
                        "[TRC] C - <<- [CONNECT {\"user\":\"a\",\"pass\":\"[REDACTED]\",\"name\":\"n\",\"lang\":\"l\"}]",
                        "[ERR] C - authentication error - User \"a\"",
                        "[TRC] C - ->> [-ERR Authorization Violation]",
                        "[DBG] C - Client connection closed: Authentication Failure",
                        "[DBG] C - Client connection created",
                        "[TRC] C - <<- [CONNECT {\"auth_token\":\"[REDACTED]\"}]",
                        "[ERR] C - authentication error - Token \"[REDACTED]\"",
                        "[TRC] C - ->> [-ERR Authorization Violation]",
                        "[DBG] C - Client connection closed: Authentication Failure",
                        "[DBG] C - Client connection created",
                        "[ERR] C - authentication error",
                        "[TRC] C - ->> [-ERR Authorization Violation]",
                        "[DBG] C - Client connection closed: Authentication Failure");
    }

    @Test
    void shouldTraceTheServersOwnPing() {
        start("debug: true", "trace: true");
        try (RawClient client = RawClient.open(broker.port())) {
            client.send(lines("CONNECT {\"verbose\":false}")).expectSilenceUntilPong();
            log.clear();

            clock.advance(Duration.ofSeconds(3));
            client.expect("PING\r\n");
        }

        assertThat(log.lines()).startsWith("[DBG] C - Client Ping Timer", "[TRC] C - ->> [PING]");
    }

    @Test
    void shouldWriteNothingAboutTheProtocolWhenTracingIsOff() {
        start("debug: true");

        session(lines("CONNECT {}", "SUB foo 1", "PUB foo 2", "hi"));

        assertThat(log.lines())
                .containsExactly(
                        "[DBG] C - Client connection created", "[DBG] C - Client connection closed: Client Closed");
    }

    private void start(String... conf) {
        BrokerOptions base = BrokerOptions.builder().host("127.0.0.1").port(0).build();
        BrokerOptions options = ConfigLoader.ofProcess(MappingCheck.NONE)
                .loadText(String.join("\n", conf), base)
                .options();
        broker = NatsBroker.builder().options(options).clock(clock).log(log).start();
        log.clear();
    }

    /** Sends this and waits until the server has closed the connection; then all is in the log. */
    private void session(String text) {
        try (RawClient client = RawClient.open(broker.port())) {
            client.send(text);
            client.shutdownOutput();
            client.readUntilClosed();
        }
    }

    /** Lines with {@code C} instead of address and number of the client. */
    private static final class CapturedLog implements ServerLog {
        private final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        public void write(Level level, String text) {
            lines.add("[" + level.label() + "] " + text.replaceFirst("127\\.0\\.0\\.1:\\d+ - cid:\\d+ - ", "C - "));
        }

        @Override
        public boolean isEnabled(Level level) {
            return true;
        }

        void clear() {
            lines.clear();
        }

        List<String> lines() {
            return List.copyOf(lines);
        }
    }
}
