package dev.natsbroker.broker.conformance;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** UNSUB, at once and after a number of messages. */
class UnsubscribeTest {
    @AutoClose
    private static final TestServer server = TestServer.start();

    private static final String ONE = "PUB foo 1\r\nx\r\n";
    private static final String GOT = "MSG foo 1 1\r\nx\r\n";

    @Test
    void shouldEndASubscriptionAtOnce() {
        try (RawClient client = server.connect("\"verbose\":true")) {
            client.expect("+OK\r\n").send("SUB foo 1\r\n" + ONE + "UNSUB 1\r\n" + ONE);

            client.expect("+OK\r\n+OK\r\n" + GOT + "+OK\r\n+OK\r\n").expectSilenceUntilPong();
        }
    }

    @Test
    void shouldIgnoreAnUnknownSid() {
        try (RawClient client = server.connect("\"verbose\":true")) {
            client.expect("+OK\r\n")
                    .send("UNSUB 7\r\nUNSUB 7 3\r\n")
                    .expect("+OK\r\n+OK\r\n")
                    .expectSilenceUntilPong();
        }
    }

    @Test
    void shouldLetASidBeUsedAgain() {
        try (RawClient client = server.connect()) {
            client.send("SUB bar 1\r\nUNSUB 1\r\nSUB foo 1\r\n" + ONE + "PUB bar 0\r\n\r\n");

            client.expect(GOT).expectSilenceUntilPong();
        }
    }

    @Test
    void shouldEndAfterTheGivenNumberOfMessages() {
        try (RawClient client = server.connect()) {
            client.send("SUB foo 1\r\nUNSUB 1 3\r\n" + ONE.repeat(5));

            client.expect(GOT.repeat(3)).expectSilenceUntilPong();
        }
    }

    @Test
    void shouldCountMessagesSinceTheSubscription() {
        try (RawClient client = server.connect()) {
            client.send("SUB foo 1\r\n" + ONE.repeat(2) + "UNSUB 1 3\r\n" + ONE.repeat(2));

            client.expect(GOT.repeat(3)).expectSilenceUntilPong();
        }
    }

    @Test
    void shouldEndAtOnceWhenTheNumberWasReachedBefore() {
        try (RawClient client = server.connect()) {
            client.send("SUB foo 1\r\n" + ONE.repeat(3) + "UNSUB 1 2\r\n" + ONE);

            client.expect(GOT.repeat(3)).expectSilenceUntilPong();
        }
    }

    @Test
    void shouldEndAtOnceWhenTheNumberIsReachedExactly() {
        try (RawClient client = server.connect()) {
            client.send("SUB foo 1\r\n" + ONE.repeat(2) + "UNSUB 1 2\r\n" + ONE);

            client.expect(GOT.repeat(2)).expectSilenceUntilPong();
        }
    }

    @Test
    void shouldStartToCountAnewWhenASidIsUsedAgain() {
        try (RawClient client = server.connect()) {
            client.send("SUB foo 1\r\nUNSUB 1 1\r\n" + ONE + "SUB foo 1\r\n" + ONE.repeat(3));

            client.expect(GOT.repeat(4)).expectSilenceUntilPong();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "-5", "x", "+3", "3x", "1.5", "10000000000"})
    void shouldEndAtOnceForANumberThatIsNone(String max) {
        try (RawClient client = server.connect()) {
            client.send("SUB foo 1\r\nUNSUB 1 " + max + "\r\n" + ONE).expectSilenceUntilPong();
        }
    }

    @Test
    void shouldAcceptLeadingZerosInTheNumber() {
        try (RawClient client = server.connect()) {
            client.send("SUB foo 1\r\nUNSUB 1 002\r\n" + ONE.repeat(3));

            client.expect(GOT.repeat(2)).expectSilenceUntilPong();
        }
    }

    @Test
    void shouldLetALaterNumberReplaceTheFirst() {
        try (RawClient client = server.connect()) {
            client.send("SUB foo 1\r\nUNSUB 1 2\r\n" + ONE + "UNSUB 1 4\r\n" + ONE.repeat(5));

            client.expect(GOT.repeat(4)).expectSilenceUntilPong();
        }
    }

    @Test
    void shouldEndAtOnceByAPlainUnsubscribeAfterANumber() {
        try (RawClient client = server.connect()) {
            client.send("SUB foo 1\r\nUNSUB 1 5\r\n" + ONE + "UNSUB 1\r\n" + ONE);

            client.expect(GOT).expectSilenceUntilPong();
        }
    }

    @Test
    void shouldSkipAQueueMemberThatGotItsNumber() {
        try (RawClient first = server.connect();
                RawClient second = server.connect();
                RawClient publisher = server.connect()) {
            first.send("SUB foo q 1\r\nUNSUB 1 1\r\n").expectSilenceUntilPong();
            second.send("SUB foo q 2\r\nUNSUB 2 1\r\n").expectSilenceUntilPong();

            publisher.send(ONE.repeat(5)).expectSilenceUntilPong();

            first.expect("MSG foo 1 1\r\nx\r\n").expectSilenceUntilPong();
            second.expect("MSG foo 2 1\r\nx\r\n").expectSilenceUntilPong();
        }
    }
}
