package dev.natsbroker.broker.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines, verbs, separators, sizes and how bytes may be split. */
class FramingTest {
    @AutoClose
    private static final TestServer server = TestServer.start();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SUB foo 1\r\nPUB foo 2\r\nhi\r\nPING\r\n",
                "sub foo 1\r\npub foo 2\r\nhi\r\nping\r\n",
                "sUb foo 1\r\nPuB foo 2\r\nhi\r\npInG\r\n",
                "SUB foo 1\nPUB foo 2\nhi\r\nPING\n",
                "SUB foo 1 \r\nPUB foo 2 \r\nhi\r\nPING \r\n",
                "SUB\tfoo\t1\r\nPUB\tfoo\t2\r\nhi\r\nPING\t\r\n",
                "SUB  \t foo \t  1 \t \r\nPUB   foo \t 2\t\t\r\nhi\r\nPING\r\n",
                "SUB foo 1\r\nPONG\r\npong\r\n+OK\r\n+ok\r\nPUB foo 2\r\nhi\r\nPING\r\n",
                "SUB foo 1\r\nPONGxyz\r\n+OKxyz\r\nPUB foo 2\r\nhi\r\nPINGxyz\r\n",
                "SUB foo 1\r\nINFO {}\r\nINFO{\"max_payload\":1}\r\nPUB foo 2\r\nhi\r\nPING\r\n",
            })
    void shouldAcceptEverySpellingOfTheSameOperations(String operations) {
        try (RawClient client = server.connect()) {
            client.send(operations).expect("MSG foo 1 2\r\nhi\r\nPONG\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                "\n",
                " PING\r\n",
                "\tSUB foo 1\r\n",
                "FOO\r\n",
                "PUX foo 2\r\n",
                "PIXG\r\n",
                "SUBx foo 1\r\n",
                "SUB\r\n",
                "PUB\r\n",
                "HPUB\r\n",
                "UNSUB\r\n",
                "UNSUB\n",
                "CONNEXT {}\r\n",
                "INFX {}\r\n",
                "+OP\r\n",
                "-ERX 'x'\r\n",
                "-ERR\r\n",
                "-ERR'x'\r\n",
                "MSG foo 1 2\r\nhi\r\n",
                "HMSG foo 1 2 2\r\nhi\r\n",
                "RS+ $G foo\r\n",
                "RMSG $G foo 2\r\nhi\r\n",
                "LS+ foo\r\n",
                "A+ $G\r\n",
                "\u0000\u0001\u0002\r\n",
                "PUB foo 2\r\nhi\n",
                "PUB foo 2\r\nhixx\r\n",
                "PUB foo 2\r\nhi\rx",
                "PUB foo 2\r\nhi \r\n",
                "PUB foo 1\r\nhi\r\n",
                "PUB foo 0\r\nx\r\n",
            })
    void shouldCloseOnBytesThatAreNoOperation(String bytes) {
        try (RawClient client = server.connect("\"headers\":true")) {
            client.expectSilenceUntilPong();

            client.send(bytes);

            client.expect("-ERR 'Unknown Protocol Operation'\r\n").expectClosed();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SUB \r\n",
                "SUB foo\r\n",
                "SUB foo q 1 x\r\n",
                "SUB a b c d e f\r\n",
                "UNSUB \r\n",
                "UNSUB 1 2 3\r\n",
                "PUB \r\n",
                "PUB foo\r\n",
                "PUB foo bar baz 2\r\n",
                "PUB foo x\r\n",
                "PUB foo -1\r\n",
                "PUB foo +2\r\n",
                "PUB foo 2x\r\n",
                "PUB foo 0x2\r\n",
                "PUB foo 1234567890\r\n",
                "PUB foo 0000000002\r\n",
                "PUB foo 99999999999999999999\r\n",
                "HPUB \r\n",
                "HPUB foo 2\r\n",
                "HPUB foo bar baz 1 2\r\n",
                "HPUB foo 5 2\r\n",
                "HPUB foo -1 2\r\n",
                "HPUB foo 1 -2\r\n",
                "HPUB foo x 2\r\n",
                "HPUB foo 1 x\r\n",
                "HPUB foo 1234567890 2\r\n",
                "INFO {bad\r\n",
                "INFO \r\n",
                "-ERR 'your fault'\r\n",
                "-ERR \r\n",
            })
    void shouldCloseSilentlyOnMalformedArguments(String line) {
        try (RawClient client = server.connect("\"headers\":true")) {
            client.expectSilenceUntilPong();

            client.send(line);

            client.expectClosed();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "02", "0002", "000000002"})
    void shouldEchoTheSizeAsItWasSent(String size) {
        try (RawClient client = server.connect()) {
            client.send("SUB foo 1\r\nPUB foo " + size + "\r\nhi\r\n").expect("MSG foo 1 " + size + "\r\nhi\r\n");
        }
    }

    @Test
    void shouldEchoTheSizeAlsoBehindAReply() {
        try (RawClient client = server.connect()) {
            client.send("SUB foo 1\r\nPUB  foo\tre.ply  007 \r\nJames B\r\n")
                    .expect("MSG foo 1 re.ply 007\r\nJames B\r\n");
        }
    }

    @Test
    void shouldIgnoreAnyPaddingBehindPing() {
        String padding = "x".repeat(100_000);
        try (RawClient client = server.connect()) {
            client.send("PING" + padding + "\r\nPONG" + padding + "\r\n+OK" + padding + "\r\nPING\r\n");

            client.expect("PONG\r\nPONG\r\n");
        }
    }

    @Test
    void shouldKeepTheOrderOfDeliveriesAndAnswers() {
        try (RawClient client = server.connect("\"verbose\":true")) {
            client.expect("+OK\r\n");

            client.send("PING\r\nSUB a 1\r\nPUB a 1\r\nx\r\nPING\r\nUNSUB 1\r\nPUB a 1\r\ny\r\nPING\r\n");

            client.expect("PONG\r\n+OK\r\n+OK\r\nMSG a 1 1\r\nx\r\nPONG\r\n+OK\r\n+OK\r\nPONG\r\n");
        }
    }

    private static final String SCRIPT = RawClient.lines(
            "CONNECT {\"verbose\":false,\"pedantic\":false,\"headers\":true}",
            "SUB foo.* 1",
            "SUB bar q 22",
            "PING",
            "PUB foo.a 5\r\nhello",
            "PUB foo.b re 0\r\n",
            "HPUB foo.c 17 20\r\nNATS/1.0\r\nA:1\r\n\r\nxyz",
            "UNSUB 1",
            "PUB foo.a 1\r\nx",
            "PUB bar 3\r\n\r\n\n",
            "PING \t ");

    private static final String ANSWERS = RawClient.lines(
            "PONG",
            "MSG foo.a 1 5\r\nhello",
            "MSG foo.b 1 re 0\r\n",
            "HMSG foo.c 1 17 20\r\nNATS/1.0\r\nA:1\r\n\r\nxyz",
            "MSG bar 22 3\r\n\r\n\n",
            "PONG");

    @Test
    void shouldAcceptASessionByteByByte() {
        try (RawClient client = server.open()) {
            for (byte b : SCRIPT.getBytes(StandardCharsets.US_ASCII)) {
                client.send(new byte[] {b});
            }

            client.expect(ANSWERS);
        }
    }

    @Test
    void shouldAcceptASessionInAnyPieces() {
        long seed = System.nanoTime();
        System.out.println("FramingTest splits with seed " + seed);
        Random random = new Random(seed);
        byte[] script = SCRIPT.getBytes(StandardCharsets.US_ASCII);
        for (int round = 0; round < 20; round++) {
            try (RawClient client = server.open()) {
                int from = 0;
                while (from < script.length) {
                    int to = Math.min(script.length, from + 1 + random.nextInt(12));
                    client.send(new String(script, from, to - from, StandardCharsets.US_ASCII));
                    from = to;
                }

                client.expect(ANSWERS);
            }
        }
    }

    @Test
    void shouldCarryEveryByteInAPayload() {
        byte[] payload = new byte[256];
        for (int i = 0; i < payload.length; i++) {
            payload[i] = (byte) i;
        }
        try (RawClient client = server.connect()) {
            client.send("SUB foo 1\r\nPUB foo 256\r\n").send(payload).send("\r\n");

            client.expect("MSG foo 1 256\r\n");
            assertThat(client.receive(256)).isEqualTo(payload);
            client.expect("\r\n");
        }
    }

    @Test
    void shouldSendWhatIsPendingAfterTheClientClosedItsSide() {
        try (RawClient client = server.open()) {
            client.send("CONNECT {\"verbose\":false}\r\nSUB foo 1\r\nPUB foo 2\r\nhi\r\nPING\r\n");
            client.shutdownOutput();

            client.expect("MSG foo 1 2\r\nhi\r\nPONG\r\n").expectClosed();
        }
    }

    @Test
    void shouldNameTheReasonsOfTheEnd() {
        assertThat(reasonOfEndAfter("\r\n")).isEqualTo("Protocol Violation");
        assertThat(reasonOfEndAfter("SUB foo\r\n")).isEqualTo("Protocol Violation");
        assertThat(reasonOfEndAfter("PUB foo x\r\n")).isEqualTo("Protocol Violation");
        assertThat(reasonOfEndAfter("CONNECT {bad}\r\n")).isEqualTo("Protocol Violation");
        assertThat(reasonOfEndAfter("-ERR 'x'\r\n")).isEqualTo("Parse Error");
    }

    private static String reasonOfEndAfter(String bytes) {
        try (RawClient client = RawClient.dial(server.port())) {
            long id = client.readInfo().path("client_id").asLong();
            client.send(bytes).drainUntilClosed();
            return server.closeReason(id);
        }
    }

    @Test
    void shouldNameTheEndByTheClientItself() {
        try (RawClient client = RawClient.dial(server.port())) {
            long id = client.readInfo().path("client_id").asLong();

            client.shutdownOutput();
            client.expectClosed();

            assertThat(server.closeReason(id)).isEqualTo("Client Closed");
        }
    }
}
