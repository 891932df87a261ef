package dev.natsbroker.broker.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PUB: replies, sizes, subjects that are no good, and subjects that are not for clients. */
class PublishTest {
    @AutoClose
    private static final TestServer server = TestServer.start();

    @Test
    void shouldDeliverReplyAndEmptyPayload() {
        try (RawClient client = server.connect()) {
            client.send("SUB foo 1\r\nPUB foo re.ply 0\r\n\r\nPUB foo 0\r\n\r\n");

            client.expect("MSG foo 1 re.ply 0\r\n\r\nMSG foo 1 0\r\n\r\n");
        }
    }

    @Test
    void shouldDeliverToOtherConnections() {
        try (RawClient subscriber = server.connect();
                RawClient publisher = server.connect()) {
            subscriber.send("SUB foo.> sid-of-mine\r\n").expectSilenceUntilPong();

            publisher.send("PUB foo.bar 5\r\nhello\r\n").expectSilenceUntilPong();

            subscriber.expect("MSG foo.bar sid-of-mine 5\r\nhello\r\n");
        }
    }

    @Test
    void shouldAcknowledgeBeforeTheDeliveriesThatItCauses() {
        try (RawClient client = server.connect("\"verbose\":true")) {
            client.expect("+OK\r\n").send("SUB foo 1\r\nPUB foo 2\r\nhi\r\n");

            client.expect("+OK\r\n+OK\r\nMSG foo 1 2\r\nhi\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"foo.*", "*", "*.a", "a.*.b", "foo.>", ">", "a.>.b", "foo..a", ".foo", "foo.", ".", "..", "a..>"
            })
    void shouldComplainWhenPedanticAndRouteAllTheSame(String subject) {
        try (RawClient client = server.connect("\"pedantic\":true", "\"verbose\":true")) {
            client.expect("+OK\r\n").send("PUB " + subject + " 2\r\nhi\r\n");

            client.expect("-ERR 'Invalid Publish Subject'\r\n+OK\r\n").expectSilenceUntilPong();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo", "foo.a", "foo*", "f*o.a", "foo>", "*>", ">a.b", "foo.**", "foo.>>"})
    void shouldNotComplainOfWildcardCharactersInsideTokens(String subject) {
        try (RawClient client = server.connect("\"pedantic\":true")) {
            client.send("PUB " + subject + " 2\r\nhi\r\n").expectSilenceUntilPong();
        }
    }

    @Test
    void shouldNotCheckTheReplySubject() {
        try (RawClient client = server.connect("\"pedantic\":true")) {
            client.send("SUB foo 1\r\nPUB foo a..b 0\r\n\r\nPUB foo a.* 0\r\n\r\n");

            client.expect("MSG foo 1 a..b 0\r\n\r\nMSG foo 1 a.* 0\r\n\r\n");
        }
    }

    @Test
    void shouldDeliverAPedanticWildcardPublishAfterTheComplaint() {
        try (RawClient client = server.connect("\"pedantic\":true")) {
            client.send("SUB foo.* 1\r\nPUB foo.* 2\r\nhi\r\n");

            client.expect("-ERR 'Invalid Publish Subject'\r\nMSG foo.* 1 2\r\nhi\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "foo.*, foo.*, true",
        "foo.*, foo.bar, false",
        "foo.*, >, true",
        "foo.*, foo.>, true",
        "foo.*, *.*, true",
        "foo.>, foo.>, true",
        "foo.>, foo.*, true",
        "foo.>, foo.bar, false",
        "foo.>, foo.bar.baz, false",
        "*, foo, false",
        ">, foo, false",
        "*, *, true",
    })
    void shouldTakeWildcardsOfAPublishLiterally(String published, String subscribed, boolean received) {
        try (RawClient client = server.connect()) {
            client.send("SUB " + subscribed + " 1\r\nPUB " + published + " 2\r\nhi\r\n");

            client.send("PING\r\n").expect(received ? "MSG " + published + " 1 2\r\nhi\r\nPONG\r\n" : "PONG\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo..bar", ".foo", "foo.", ".", "..", "foo..", "..foo"})
    void shouldMatchNothingWithEmptyTokens(String subject) {
        try (RawClient client = server.connect()) {
            client.send("SUB > 1\r\nSUB foo.> 2\r\nSUB *.*.* 3\r\nSUB *.* 4\r\nSUB * 5\r\n");

            client.send("PUB " + subject + " 2\r\nhi\r\n").expectSilenceUntilPong();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"_GR_.x", "_GR_.abc.def", "$NRG.x", "$NRG.A.B"})
    void shouldRefuseSubjectsThatAreNotForClients(String subject) {
        try (RawClient client = server.connect("\"verbose\":true");
                RawClient other = server.connect()) {
            other.send("SUB > 1\r\n").expectSilenceUntilPong();
            client.expect("+OK\r\n").send("PUB " + subject + " 2\r\nhi\r\n");

            client.expect("-ERR 'Permissions Violation for Publish to \"" + subject + "\"'\r\n");
            client.expectSilenceUntilPong();
            other.expectSilenceUntilPong();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"_R_.x", "_R_.", "$JS.ACK.x", "$JS.ACK.a.b.c", "_GR_.x"})
    void shouldRefuseRepliesThatAreNotForClients(String reply) {
        try (RawClient client = server.connect("\"verbose\":true");
                RawClient other = server.connect()) {
            other.send("SUB foo 1\r\n").expectSilenceUntilPong();
            client.expect("+OK\r\n").send("PUB foo " + reply + " 2\r\nhi\r\n");

            client.expect("-ERR 'Permissions Violation for Publish with Reply of \"" + reply + "\"'\r\n");
            client.expectSilenceUntilPong();
            other.expectSilenceUntilPong();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"$JS.ACK.", "$JS.ACK", "_GR_.", "_GR_", "_R_", "_INBOX.a", "$JS.API.x", "$NRG.x"})
    void shouldAllowRepliesThatOnlyResembleThose(String reply) {
        try (RawClient client = server.connect()) {
            client.send("SUB foo 1\r\nPUB foo " + reply + " 2\r\nhi\r\n");

            client.expect("MSG foo 1 " + reply + " 2\r\nhi\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"$FOO.x", "_INBOX.a", "$JS.x", "_R_.a", "$SYS.x", "_GR_", "$NRG", "\u00fcml\u00e4ut.\u65e5\u672c"
            })
    void shouldTreatOtherSubjectsAsOrdinary(String subject) {
        try (RawClient client = server.connect()) {
            client.send("SUB > 1\r\nPUB " + subject + " 2\r\nhi\r\n");

            client.expect("MSG " + subject + " 1 2\r\nhi\r\n");
        }
    }

    @Test
    void shouldQuoteTheSubjectInAViolation() {
        try (RawClient client = server.connect()) {
            client.send("PUB _GR_.a\"b\\c\u0001\u00e9 0\r\n\r\n");

            client.expect("-ERR 'Permissions Violation for Publish to \"_GR_.a\\\"b\\\\c\\x01\u00e9\"'\r\n");
        }
    }

    @Test
    void shouldDeliverManyMessagesInOrder() {
        StringBuilder published = new StringBuilder("SUB foo 1\r\n");
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            String payload = Integer.toString(i);
            published
                    .append("PUB foo ")
                    .append(payload.length())
                    .append("\r\n")
                    .append(payload)
                    .append("\r\n");
            expected.append("MSG foo 1 ")
                    .append(payload.length())
                    .append("\r\n")
                    .append(payload)
                    .append("\r\n");
        }
        try (RawClient client = server.connect()) {
            client.send(published.toString()).expect(expected.toString());
        }
    }

    @Test
    void shouldDeliverAMegabyteInOnePiece() {
        String payload = "0123456789abcdef".repeat(1 << 16);
        try (RawClient subscriber = server.connect();
                RawClient publisher = server.connect()) {
            subscriber.send("SUB foo 1\r\n").expectSilenceUntilPong();

            publisher.send("PUB foo 1048576\r\n" + payload + "\r\n");

            subscriber.expect("MSG foo 1 1048576\r\n" + payload + "\r\n");
            assertThat(payload).hasSize(1 << 20);
        }
    }
}
