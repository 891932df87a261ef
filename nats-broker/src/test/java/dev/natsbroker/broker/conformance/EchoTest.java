package dev.natsbroker.broker.conformance;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Whether a connection hears itself. */
class EchoTest {
    @AutoClose
    private static final TestServer server = TestServer.start();

    @Test
    void shouldHearItselfByDefault() {
        try (RawClient client = server.connect()) {
            client.send("SUB foo 1\r\nPUB foo 2\r\nhi\r\n").expect("MSG foo 1 2\r\nhi\r\n");
        }
    }

    @Test
    void shouldNotHearItselfWithoutEcho() {
        try (RawClient client = server.connect("\"echo\":false");
                RawClient other = server.connect()) {
            other.send("SUB foo 1\r\n").expectSilenceUntilPong();
            client.send("SUB foo 1\r\nSUB foo q 2\r\nSUB > 3\r\nPUB foo 2\r\nhi\r\n")
                    .expectSilenceUntilPong();

            other.expect("MSG foo 1 2\r\nhi\r\n");
            other.send("PUB foo 2\r\nho\r\n").expect("MSG foo 1 2\r\nho\r\n");
            client.expectInAnyOrderUntilPong("MSG foo 1 2\r\nho\r\n", "MSG foo 2 2\r\nho\r\n", "MSG foo 3 2\r\nho\r\n");
        }
    }

    @Test
    void shouldTryOtherQueueMembersThanItself() {
        try (RawClient client = server.connect("\"echo\":false");
                RawClient other = server.connect()) {
            client.send("SUB foo q 1\r\nSUB foo q 2\r\nSUB foo q 3\r\n").expectSilenceUntilPong();
            other.send("SUB foo q 1\r\n").expectSilenceUntilPong();

            client.send("PUB foo 2\r\nhi\r\n".repeat(20)).expectSilenceUntilPong();

            other.expect("MSG foo 1 2\r\nhi\r\n".repeat(20));
        }
    }

    @Test
    void shouldTakeEchoFromALaterConnect() {
        try (RawClient client = server.connect("\"echo\":false")) {
            client.sendConnect("\"echo\":true")
                    .send("SUB foo 1\r\nPUB foo 2\r\nhi\r\n")
                    .expect("MSG foo 1 2\r\nhi\r\n");
        }
    }
}
