package dev.natsbroker.broker.conformance;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SUB: subjects, sids and matching. */
class SubscribeTest {
    @AutoClose
    private static final TestServer server = TestServer.start();

    @ParameterizedTest
    @CsvSource({
        "foo, foo, true",
        "foo, foo.bar, false",
        "foo, Foo, false",
        "foo.bar, foo.bar, true",
        "foo.bar, foo, false",
        "*, foo, true",
        "*, foo.bar, false",
        "foo.*, foo.bar, true",
        "foo.*, foo, false",
        "foo.*, foo.bar.baz, false",
        "*.bar, foo.bar, true",
        "*.*, foo.bar, true",
        "*.*, foo, false",
        "foo.*.baz, foo.bar.baz, true",
        "foo.*.baz, foo.bar.bax, false",
        ">, foo, true",
        ">, foo.bar.baz, true",
        "foo.>, foo.bar, true",
        "foo.>, foo.bar.baz, true",
        "foo.>, foo, false",
        "foo.>, foobar, false",
        "*.>, foo.bar, true",
        "*.>, foo, false",
        "foo*, foo*, true",
        "foo*, foobar, false",
        "fo*o.b>r, fo*o.b>r, true",
        "foo>, foo>, true",
        "foo>, foo.bar, false",
        "*>, *>, true",
        "*>, foo, false",
    })
    void shouldMatch(String subscribed, String published, boolean received) {
        try (RawClient client = server.connect()) {
            client.send("SUB " + subscribed + " 1\r\nPUB " + published + " 2\r\nhi\r\n");

            client.send("PING\r\n").expect(received ? "MSG " + published + " 1 2\r\nhi\r\nPONG\r\n" : "PONG\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {".foo", "foo.", "foo..bar", ".", "..", "foo.>.bar", ">.foo", ">.>", "foo.>.", "*..*"})
    void shouldRefuseInvalidSubjectsAndStay(String subject) {
        try (RawClient client = server.connect("\"verbose\":true")) {
            client.expect("+OK\r\n").send("SUB " + subject + " 1\r\n");

            client.expect("-ERR 'Invalid Subject'\r\n").expectSilenceUntilPong();
            client.send("SUB foo 1\r\nPUB foo 2\r\nhi\r\n").expect("+OK\r\n+OK\r\nMSG foo 1 2\r\nhi\r\n");
        }
    }

    @Test
    void shouldRefuseInvalidSubjectsAlsoWhenNotPedantic() {
        try (RawClient client = server.connect()) {
            client.send("SUB foo..bar 1\r\n")
                    .expect("-ERR 'Invalid Subject'\r\n")
                    .expectSilenceUntilPong();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\u0001", "\u007f", "a\u00e9\u65e5", "$", "_", "a\"b", "{}", "\\"})
    void shouldAcceptAnyOtherByteInATokenOfASubject(String subject) {
        try (RawClient client = server.connect()) {
            client.send("SUB " + subject + ".x 1\r\nPUB " + subject + ".x 2\r\nhi\r\n");

            client.expect("MSG " + subject + ".x 1 2\r\nhi\r\n");
        }
    }

    @Test
    void shouldAcceptBytesThatAreNoUtf8() {
        byte[] subscribe = {'S', 'U', 'B', ' ', (byte) 0xff, (byte) 0xc3, ' ', '1', '\r', '\n'};
        byte[] publish = {'P', 'U', 'B', ' ', (byte) 0xff, (byte) 0xc3, ' ', '0', '\r', '\n', '\r', '\n'};
        try (RawClient client = server.connect()) {
            client.send(subscribe).send(publish);

            client.expect("MSG ");
            client.receive(2);
            client.expect(" 1 0\r\n\r\n").expectSilenceUntilPong();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "0", "-7", "abc", "a.b.*", ">", "\u00e9", "99999999999999999999999", "1/2{}"})
    void shouldEchoAnySid(String sid) {
        try (RawClient client = server.connect()) {
            client.send("SUB foo " + sid + "\r\nPUB foo 2\r\nhi\r\n").expect("MSG foo " + sid + " 2\r\nhi\r\n");

            client.send("UNSUB " + sid + "\r\nPUB foo 2\r\nhi\r\n").expectSilenceUntilPong();
        }
    }

    @Test
    void shouldIgnoreASecondSubscriptionWithTheSameSid() {
        try (RawClient client = server.connect("\"verbose\":true")) {
            client.expect("+OK\r\n").send("SUB foo 1\r\nSUB bar 1\r\n").expect("+OK\r\n+OK\r\n");

            client.send("PUB bar 2\r\nno\r\nPUB foo 2\r\nhi\r\n");

            client.expect("+OK\r\n+OK\r\nMSG foo 1 2\r\nhi\r\n");
        }
    }

    @Test
    void shouldIgnoreADuplicateSidBeforeItLooksAtTheSubject() {
        try (RawClient client = server.connect("\"verbose\":true")) {
            client.expect("+OK\r\n").send("SUB foo 1\r\nSUB foo..bar 1\r\n").expect("+OK\r\n+OK\r\n");
        }
    }

    @Test
    void shouldDeliverOneCopyPerSubscription() {
        try (RawClient client = server.connect();
                RawClient publisher = server.connect()) {
            client.send("SUB foo.bar 1\r\nSUB foo.bar 1x\r\nSUB foo.* 12\r\n").expectSilenceUntilPong();

            publisher.send("PUB foo.bar 2\r\nhi\r\n").expectSilenceUntilPong();

            client.expectInAnyOrderUntilPong(
                    "MSG foo.bar 1 2\r\nhi\r\n", "MSG foo.bar 1x 2\r\nhi\r\n", "MSG foo.bar 12 2\r\nhi\r\n");
        }
    }

    @Test
    void shouldSeeSubjectsOfAllKindsWithTheFullWildcard() {
        try (RawClient client = server.connect()) {
            client.send("SUB > 1\r\nPUB $FOO.x 0\r\n\r\nPUB _INBOX.a 0\r\n\r\n");

            client.expect("MSG $FOO.x 1 0\r\n\r\nMSG _INBOX.a 1 0\r\n\r\n").expectSilenceUntilPong();
        }
    }

    @Test
    void shouldMatchSubjectsWithHundredsOfTokens() {
        String subject = "a.".repeat(499) + "b";
        String filter = "*.".repeat(499) + "b";
        try (RawClient client = server.connect()) {
            client.send("SUB " + subject + " 1\r\nPUB " + subject + " 2\r\nhi\r\n");
            client.expect("MSG " + subject + " 1 2\r\nhi\r\n");

            client.send("UNSUB 1\r\nSUB " + filter + " 2\r\nPUB " + subject + " 2\r\nhi\r\n");
            client.expect("MSG " + subject + " 2 2\r\nhi\r\n");
        }
    }

    @Test
    void shouldRefuseTheQueueGroupOfTheServer() {
        try (RawClient client = server.connect("\"verbose\":true")) {
            client.expect("+OK\r\n").send("SUB foo _sys_ 1\r\n");

            client.expect("-ERR 'Permissions Violation for Subscription to \"foo\" using queue \"_sys_\"'\r\n");
            client.send("PUB foo 2\r\nhi\r\n").expect("+OK\r\n").expectSilenceUntilPong();
        }
    }

    @Test
    void shouldSeeASubscriptionAtOnce() {
        try (RawClient subscriber = server.connect();
                RawClient publisher = server.connect()) {
            for (int i = 0; i < 200; i++) {
                subscriber.send("SUB foo " + i + "\r\n").expectSilenceUntilPong();
                publisher.send("PUB foo 1\r\nx\r\n").expectSilenceUntilPong();
                subscriber.expect("MSG foo " + i + " 1\r\nx\r\n");

                subscriber.send("UNSUB " + i + "\r\n").expectSilenceUntilPong();
                publisher.send("PUB foo 1\r\ny\r\n").expectSilenceUntilPong();
                subscriber.expectSilenceUntilPong();
            }
        }
    }

    @Test
    void shouldForgetSubscriptionsOfAClosedConnection() {
        try (RawClient publisher = server.connect("\"headers\":true", "\"no_responders\":true")) {
            publisher.send("SUB re 1\r\n");
            RawClient subscriber = server.connect();
            subscriber.send("SUB foo 1\r\n").expectSilenceUntilPong();
            publisher.send("PUB foo re 0\r\n\r\n").expectSilenceUntilPong();

            subscriber.shutdownOutput();
            subscriber.expect("MSG foo 1 re 0\r\n\r\n").expectClosed();
            subscriber.close();

            publisher.send("PUB foo re 0\r\n\r\n");
            publisher.expect("HMSG re 1 35 35\r\nNATS/1.0 503\r\nNats-Subject: foo\r\n\r\n\r\n");
        }
    }
}
