package dev.natsbroker.broker.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The status 503 for a request that nobody hears. */
class NoRespondersTest {
    private static final String[] REQUESTER = {"\"headers\":true", "\"no_responders\":true"};

    @AutoClose
    private static final TestServer server = TestServer.start();

    private static String status(String reply, String sid, String subject) {
        int length = 32 + subject.length();
        return "HMSG " + reply + " " + sid + " " + length + " " + length + "\r\nNATS/1.0 503\r\nNats-Subject: "
                + subject + "\r\n\r\n\r\n";
    }

    @Test
    void shouldTellTheRequester() {
        try (RawClient client = server.connect(REQUESTER)) {
            client.send("SUB _INBOX.1 7\r\nPUB nobody _INBOX.1 2\r\nhi\r\n").expect(status("_INBOX.1", "7", "nobody"));
            client.send("HPUB nobody _INBOX.1 12 12\r\nNATS/1.0\r\n\r\n\r\n").expect(status("_INBOX.1", "7", "nobody"));
        }
    }

    @Test
    void shouldTellThroughAWildcardInbox() {
        try (RawClient client = server.connect(REQUESTER)) {
            client.send("SUB _INBOX.> 7\r\nPUB no.body _INBOX.1.2 0\r\n\r\n")
                    .expect(status("_INBOX.1.2", "7", "no.body"));
        }
    }

    @Test
    void shouldTellBeforeTheAnswerToALaterPing() {
        try (RawClient client = server.connect(REQUESTER)) {
            client.send("SUB re 1\r\nPING\r\nPUB nobody re 0\r\n\r\nPING\r\n");

            client.expect("PONG\r\n" + status("re", "1", "nobody") + "PONG\r\n");
        }
    }

    @Test
    void shouldTellOnceWhenSeveralSubscriptionsMatch() {
        try (RawClient client = server.connect(REQUESTER)) {
            client.send("SUB re 1\r\nSUB re 1\r\nSUB re 2\r\nSUB * 3\r\nPUB no.body re 0\r\n\r\n");

            String line = client.readLine();
            client.readLine();
            client.expect("Nats-Subject: no.body\r\n\r\n\r\n");
            assertThat(line).matches("HMSG re [123] 39 39");
            client.expectSilenceUntilPong();
        }
    }

    @Test
    void shouldStaySilentWhenSomebodyListens() {
        try (RawClient client = server.connect(REQUESTER);
                RawClient responder = server.connect()) {
            responder.send("SUB svc q 1\r\n").expectSilenceUntilPong();

            client.send("SUB re 1\r\nPUB svc re 0\r\n\r\n").expectSilenceUntilPong();

            responder.expect("MSG svc 1 re 0\r\n\r\n");
        }
    }

    @Test
    void shouldStaySilentWithoutAReply() {
        try (RawClient client = server.connect(REQUESTER)) {
            client.send("SUB re 1\r\nPUB nobody 0\r\n\r\n").expectSilenceUntilPong();
        }
    }

    @Test
    void shouldStaySilentWhenTheClientDidNotAsk() {
        try (RawClient client = server.connect("\"headers\":true")) {
            client.send("SUB re 1\r\nPUB nobody re 0\r\n\r\n").expectSilenceUntilPong();
        }
    }

    @Test
    void shouldStaySilentWhenOnlyAQueueSubscriptionMatchesTheReply() {
        try (RawClient client = server.connect(REQUESTER)) {
            client.send("SUB re q 1\r\nPUB nobody re 0\r\n\r\n").expectSilenceUntilPong();
        }
    }

    @Test
    void shouldStaySilentWhenAnotherConnectionOwnsTheInbox() {
        try (RawClient client = server.connect(REQUESTER);
                RawClient other = server.connect(REQUESTER)) {
            other.send("SUB re 1\r\n").expectSilenceUntilPong();

            client.send("PUB nobody re 0\r\n\r\n").expectSilenceUntilPong();
            other.expectSilenceUntilPong();
        }
    }

    @Test
    void shouldFindItsOwnInboxBehindThatOfAnother() {
        try (RawClient client = server.connect(REQUESTER);
                RawClient other = server.connect(REQUESTER)) {
            other.send("SUB re 1\r\nSUB * 2\r\n").expectSilenceUntilPong();

            client.send("SUB re 9\r\nPUB no.body re 0\r\n\r\n").expect(status("re", "9", "no.body"));
            other.expectSilenceUntilPong();
        }
    }

    @Test
    void shouldNotCountAgainstAutoUnsubscribe() {
        try (RawClient client = server.connect(REQUESTER)) {
            client.send("SUB re 1\r\nUNSUB 1 1\r\nPUB nobody re 0\r\n\r\nPUB nobody re 0\r\n\r\nPUB re 2\r\nhi\r\n");

            client.expect(status("re", "1", "nobody").repeat(2) + "MSG re 1 2\r\nhi\r\n");
            client.send("PUB nobody re 0\r\n\r\n").expectSilenceUntilPong();
        }
    }

    @Test
    void shouldTellWhenOnlyOwnSubscriptionsWithoutEchoMatch() {
        try (RawClient client = server.connect("\"headers\":true", "\"no_responders\":true", "\"echo\":false")) {
            client.send("SUB re 1\r\nSUB svc 2\r\nSUB svc q 3\r\nPUB svc re 0\r\n\r\n")
                    .expect(status("re", "1", "svc"));
            client.expectSilenceUntilPong();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a..b", ".a", "a.", "."})
    void shouldTellForAnInvalidSubject(String subject) {
        try (RawClient client = server.connect(REQUESTER)) {
            client.send("SUB re 1\r\nSUB > 2\r\nPUB " + subject + " re 0\r\n\r\n");

            String line = client.readLine();
            assertThat(line).startsWith("HMSG re ");
            client.expect("NATS/1.0 503\r\nNats-Subject: " + subject + "\r\n\r\n\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"_R_.x", "$JS.ACK.x"})
    void shouldStaySilentWhenThePublishWasRefused(String reply) {
        try (RawClient client = server.connect(REQUESTER)) {
            client.send("SUB > 1\r\nPUB nobody " + reply + " 0\r\n\r\n");

            client.expect("-ERR 'Permissions Violation for Publish with Reply of \"" + reply + "\"'\r\n");
            client.expectSilenceUntilPong();
        }
    }

    @Test
    void shouldAcknowledgeBeforeTheStatus() {
        try (RawClient client = server.connect("\"headers\":true", "\"no_responders\":true", "\"verbose\":true")) {
            client.expect("+OK\r\n").send("SUB re 1\r\nPUB nobody re 0\r\n\r\n");

            client.expect("+OK\r\n+OK\r\n" + status("re", "1", "nobody"));
        }
    }

    @Test
    void shouldTellAfterTheResponderLeft() {
        try (RawClient client = server.connect(REQUESTER);
                RawClient responder = server.connect()) {
            responder.send("SUB svc 1\r\nUNSUB 1 1\r\n").expectSilenceUntilPong();
            client.send("SUB re 1\r\nPUB svc re 0\r\n\r\n").expectSilenceUntilPong();

            client.send("PUB svc re 0\r\n\r\n").expect(status("re", "1", "svc"));
            responder.expect("MSG svc 1 re 0\r\n\r\n").expectSilenceUntilPong();
        }
    }
}
