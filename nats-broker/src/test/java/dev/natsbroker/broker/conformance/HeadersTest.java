package dev.natsbroker.broker.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HPUB and HMSG. */
class HeadersTest {
    private static final String HEADERS = "NATS/1.0\r\nA: 1\r\n\r\n"; // 18 bytes

    @AutoClose
    private static final TestServer server = TestServer.start();

    @Test
    void shouldDeliverHeadersToAClientThatKnowsThem() {
        try (RawClient client = server.connect("\"headers\":true")) {
            client.send("SUB foo 1\r\nHPUB foo 18 20\r\n" + HEADERS + "hi\r\nHPUB foo re 18 18\r\n" + HEADERS + "\r\n");

            client.expect("HMSG foo 1 18 20\r\n" + HEADERS + "hi\r\nHMSG foo 1 re 18 18\r\n" + HEADERS + "\r\n");
        }
    }

    @Test
    void shouldStripHeadersForAClientThatDoesNotKnowThem() {
        try (RawClient publisher = server.connect("\"headers\":true");
                RawClient subscriber = server.connect()) {
            subscriber.send("SUB foo 1\r\n").expectSilenceUntilPong();

            publisher.send("HPUB foo 18 20\r\n" + HEADERS + "hi\r\nHPUB foo re 18 18\r\n" + HEADERS + "\r\n"
                    + "HPUB foo 018 0020\r\n" + HEADERS + "ho\r\n");

            subscriber.expect("MSG foo 1 2\r\nhi\r\nMSG foo 1 re 0\r\n\r\nMSG foo 1 2\r\nho\r\n");
        }
    }

    @Test
    void shouldDeliverPlainMessagesToAClientThatKnowsHeaders() {
        try (RawClient client = server.connect("\"headers\":true")) {
            client.send("SUB foo 1\r\nPUB foo 2\r\nhi\r\n").expect("MSG foo 1 2\r\nhi\r\n");
        }
    }

    @Test
    void shouldNotLookIntoHeaders() {
        try (RawClient client = server.connect("\"headers\":true")) {
            client.send("SUB foo 1\r\nHPUB foo 3 5\r\nhello\r\n").expect("HMSG foo 1 3 5\r\nhello\r\n");
            client.send("HPUB foo 2 2\r\n\u0000\u0001\r\n").expect("HMSG foo 1 2 2\r\n\u0000\u0001\r\n");
        }
    }

    @Test
    void shouldCarryEveryByteInHeaders() {
        byte[] header = new byte[256];
        for (int i = 0; i < header.length; i++) {
            header[i] = (byte) i;
        }
        try (RawClient client = server.connect("\"headers\":true")) {
            client.send("SUB foo 1\r\nHPUB foo 256 257\r\n")
                    .send(header)
                    .send("x\r\n")
                    .expect("HMSG foo 1 256 257\r\n");

            assertThat(client.receive(256)).isEqualTo(header);
            client.expect("x\r\n");
        }
    }

    @Test
    void shouldDeliverAnEmptyHeaderBlockAsAPlainMessage() {
        try (RawClient client = server.connect("\"headers\":true")) {
            client.send("SUB foo 1\r\nHPUB foo 0 5\r\nhello\r\nHPUB foo re 0 0\r\n\r\nHPUB foo 00 005\r\nhello\r\n");

            client.expect("MSG foo 1 5\r\nhello\r\nMSG foo 1 re 0\r\n\r\nMSG foo 1 005\r\nhello\r\n");
        }
    }

    @Test
    void shouldEchoSizesAsTheyWereSent() {
        try (RawClient client = server.connect("\"headers\":true")) {
            client.send("SUB foo 1\r\nHPUB \t foo   0018\t 020 \r\n" + HEADERS + "hi\r\n");

            client.expect("HMSG foo 1 0018 020\r\n" + HEADERS + "hi\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HPUB foo 18 20\r\n", "HPUB foo re 18 20\r\n", "HPUB foo x\r\n"})
    void shouldCloseSilentlyWhenTheClientDidNotAnnounceHeaders(String line) {
        try (RawClient client = server.connect()) {
            client.send(line).expectClosed();
        }
    }

    @Test
    void shouldSayThatHeadersAreSupported() {
        try (RawClient client = RawClient.dial(server.port())) {
            assertThat(client.readInfo().path("headers").asBoolean()).isTrue();
        }
    }

    @Test
    void shouldRefuseHeadersWhereTheyAreTurnedOff() {
        try (TestServer without = TestServer.start("no_header_support: true");
                RawClient client = RawClient.dial(without.port())) {
            assertThat(client.readInfo().path("headers")).hasToString("false");

            client.sendConnect("\"headers\":true").send("HPUB foo 18 20\r\n").expectClosed();
        }
    }

    @Test
    void shouldRefuseNoRespondersWhereHeadersAreTurnedOff() {
        try (TestServer without = TestServer.start("no_header_support: true");
                RawClient client = without.connect("\"headers\":true", "\"no_responders\":true")) {
            client.expect("-ERR 'no responders requires headers support'\r\n").expectClosed();
        }
    }
}
