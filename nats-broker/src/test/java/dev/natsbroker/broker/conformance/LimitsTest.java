package dev.natsbroker.broker.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** max_payload, max_control_line, max_subscriptions, max_sub_tokens and max_connections. */
class LimitsTest {
    @Test
    void shouldTakeAPayloadOfExactlyTheLimit() {
        try (TestServer server = TestServer.start("max_payload: 10");
                RawClient client = server.connect("\"headers\":true")) {
            client.send("SUB foo 1\r\nPUB foo 10\r\n0123456789\r\n").expect("MSG foo 1 10\r\n0123456789\r\n");
            client.send("HPUB foo 4 10\r\n0123456789\r\n").expect("HMSG foo 1 4 10\r\n0123456789\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUB foo 11\r\n", "PUB foo re 999999999\r\n", "HPUB foo 1 11\r\n", "HPUB foo 11 11\r\n"})
    void shouldRefuseALargerPayloadBeforeItArrives(String line) {
        try (TestServer server = TestServer.start("max_payload: 10");
                RawClient client = RawClient.dial(server.port())) {
            long id = client.readInfo().path("client_id").asLong();
            client.sendConnect("\"headers\":true");

            client.send(line);

            client.expect("-ERR 'Maximum Payload Violation'\r\n").expectClosed();
            assertThat(server.closeReason(id)).isEqualTo("Maximum Message Payload Exceeded");
        }
    }

    @Test
    void shouldLimitPayloadsToOneMebibyteByDefault() {
        try (TestServer server = TestServer.start();
                RawClient client = server.connect()) {
            client.send("PUB foo 1048577\r\n")
                    .expect("-ERR 'Maximum Payload Violation'\r\n")
                    .expectClosed();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SUB @ 1          | 2",
                "SUB foo @        | 4",
                "SUB foo q @      | 6",
                "UNSUB @          | 0",
                "PUB @ 0          | 2",
                "PUB foo @ 0      | 6",
                "HPUB @ 0 0       | 4",
            })
    void shouldCountTheArgumentsOfALineOnly(String pattern, int others) {
        try (TestServer server = TestServer.start()) {
            String fits = pattern.strip().replace("@", "x".repeat(4096 - others)) + "\r\n";
            String tooLong = pattern.strip().replace("@", "x".repeat(4097 - others)) + "\r\n";
            try (RawClient client = server.connect("\"headers\":true")) {
                client.send(fits);
                if (fits.contains("PUB")) {
                    client.send("\r\n");
                }
                client.expectSilenceUntilPong();
            }
            try (RawClient client = server.connect("\"headers\":true")) {
                client.send(tooLong)
                        .expect("-ERR 'maximum control line exceeded'\r\n")
                        .expectClosed();
            }
        }
    }

    @Test
    void shouldCountTheJsonOfConnect() {
        try (TestServer server = TestServer.start()) {
            String start = "CONNECT {\"verbose\":true,\"jwt\":\"";
            String end = "\"}";
            int rest = 4096 - (start.length() - "CONNECT ".length()) - end.length();
            try (RawClient client = server.open()) {
                client.send(start + "j".repeat(rest) + end + "\r\n").expect("+OK\r\n");
            }
            try (RawClient client = RawClient.dial(server.port())) {
                long id = client.readInfo().path("client_id").asLong();

                client.send(start + "j".repeat(rest + 1) + end + "\r\n");

                client.expect("-ERR 'maximum control line exceeded'\r\n").expectClosed();
                assertThat(server.closeReason(id)).isEqualTo("Maximum Control Line Exceeded");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SUB ", "PUB ", "HPUB ", "UNSUB ", "CONNECT ", "INFO ", "-ERR "})
    void shouldNotWaitForTheEndOfALineThatIsTooLong(String verb) {
        try (TestServer server = TestServer.start();
                RawClient client = server.connect("\"headers\":true")) {
            client.send(verb + "x".repeat(4096)).send("yyyy");

            client.expect("-ERR 'maximum control line exceeded'\r\n").expectClosed();
        }
    }

    @Test
    void shouldFollowTheConfiguredControlLine() {
        try (TestServer server = TestServer.start("max_control_line: 64");
                RawClient client = server.connect()) {
            client.send("SUB " + "x".repeat(62) + " 1\r\n").expectSilenceUntilPong();
            client.send("SUB " + "x".repeat(63) + " 1\r\n");

            client.expect("-ERR 'maximum control line exceeded'\r\n").expectClosed();
        }
    }

    @Test
    void shouldRefuseASubscriptionTooManyAndStay() {
        try (TestServer server = TestServer.start("max_subscriptions: 2");
                RawClient client = server.connect("\"verbose\":true")) {
            client.expect("+OK\r\n").send("SUB a 1\r\nSUB b 2\r\nSUB c 3\r\n");

            client.expect("+OK\r\n+OK\r\n-ERR 'maximum subscriptions exceeded'\r\n");
            client.send("UNSUB 1\r\nSUB c 3\r\nPUB c 0\r\n\r\n").expect("+OK\r\n+OK\r\n+OK\r\nMSG c 3 0\r\n\r\n");
        }
    }

    @Test
    void shouldLookAtTheLimitBeforeDuplicateSidsAndSubjects() {
        try (TestServer server = TestServer.start("max_subscriptions: 1");
                RawClient client = server.connect("\"verbose\":true")) {
            client.expect("+OK\r\n").send("SUB a 1\r\n").expect("+OK\r\n");

            client.send("SUB a 1\r\nSUB a..b 2\r\n");

            client.expect("-ERR 'maximum subscriptions exceeded'\r\n".repeat(2));
        }
    }

    @Test
    void shouldLimitTheTokensOfASubscriptionOnly() {
        try (TestServer server = TestServer.start("max_sub_tokens: 3", "max_subscriptions: 1");
                RawClient client = server.connect("\"verbose\":true")) {
            client.expect("+OK\r\n").send("SUB a.b.> 1\r\nSUB a.b.c.d 1\r\nSUB a.*.c.> 2\r\n");

            client.expect("+OK\r\n");
            client.expect("-ERR 'Permissions Violation for Subscription to \"a.b.c.d\", too many tokens'\r\n");
            client.expect("-ERR 'Permissions Violation for Subscription to \"a.*.c.>\", too many tokens'\r\n");
            client.send("PUB a.b.c.d.e 0\r\n\r\n").expect("+OK\r\nMSG a.b.c.d.e 1 0\r\n\r\n");
        }
    }

    @Test
    void shouldTurnAwayAClientTooMany() {
        try (TestServer server = TestServer.start("max_connections: 2");
                RawClient first = server.connect();
                RawClient second = server.connect()) {
            try (RawClient third = RawClient.dial(server.port())) {
                long id = third.readInfo().path("client_id").asLong();
                third.expect("-ERR 'maximum connections exceeded'\r\n").expectClosed();
                assertThat(server.closeReason(id)).isEqualTo("Maximum Connections Exceeded");
            }
            first.expectSilenceUntilPong();
            second.shutdownOutput();
            second.expectClosed();

            try (RawClient next = server.connect()) {
                next.expectSilenceUntilPong();
            }
        }
    }

    @Test
    void shouldTurnEveryoneAwayWithALimitOfZero() {
        try (TestServer server = TestServer.start("max_connections: 0");
                RawClient client = server.open()) {
            client.expect("-ERR 'maximum connections exceeded'\r\n").expectClosed();
        }
    }
}
