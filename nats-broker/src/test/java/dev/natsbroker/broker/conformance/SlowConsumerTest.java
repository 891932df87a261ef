package dev.natsbroker.broker.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that do not read what is sent to them. */
@Timeout(60)
class SlowConsumerTest {
    private static final int SMALL_BUFFER = 16 << 10;
    private static final String BLOCK = "PUB foo 65536\r\n" + "x".repeat(65536) + "\r\n";

    @Test
    void shouldCutOffAClientWithTooMuchPending() {
        try (TestServer server = TestServer.start("max_pending: 1MB");
                RawClient slow = RawClient.dial(server.port(), SMALL_BUFFER);
                RawClient healthy = server.connect();
                RawClient publisher = server.connect()) {
            long id = slow.readInfo().path("client_id").asLong();
            slow.sendConnect().send("SUB foo 1\r\n").expectSilenceUntilPong();
            healthy.send("SUB bar 1\r\n").expectSilenceUntilPong();

            publisher.send(BLOCK.repeat(300)).expectSilenceUntilPong();

            Await.until("a slow consumer", () -> server.slowConsumers() == 1);
            assertThat(server.closeReason(id)).isEqualTo("Slow Consumer (Pending Bytes)");
            assertThat(slow.drainUntilClosed()).isLessThan(300L * 65536);
            publisher.send("PUB bar 2\r\nhi\r\n").expectSilenceUntilPong();
            healthy.expect("MSG bar 1 2\r\nhi\r\n");
        }
    }

    @Test
    void shouldCutOffAClientThatDoesNotReadItsAnswers() {
        String pings = "PING\r\n".repeat(20_000);
        try (TestServer server = TestServer.start("max_pending: 1MB");
                RawClient slow = RawClient.dial(server.port(), SMALL_BUFFER)) {
            long id = slow.readInfo().path("client_id").asLong();
            byte[] bytes = pings.getBytes(StandardCharsets.US_ASCII);

            boolean taken = true;
            for (int i = 0; i < 1000 && taken && server.slowConsumers() == 0; i++) {
                taken = slow.trySend(bytes);
            }

            Await.until("a slow consumer", () -> server.slowConsumers() == 1);
            assertThat(server.closeReason(id)).isEqualTo("Slow Consumer (Pending Bytes)");
        }
    }

    @Test
    void shouldCutOffAClientThatTakesNothingForTheWriteDeadline() {
        Duration deadline = Duration.ofSeconds(1);
        try (TestServer server = TestServer.start("write_deadline: 1s");
                RawClient slow = RawClient.dial(server.port(), SMALL_BUFFER);
                RawClient publisher = server.connect()) {
            long id = slow.readInfo().path("client_id").asLong();
            slow.sendConnect().send("SUB foo 1\r\n").expectSilenceUntilPong();

            publisher.send(BLOCK.repeat(200)).expectSilenceUntilPong();

            Await.until("a slow consumer", () -> {
                server.advance(deadline);
                return server.slowConsumers() == 1;
            });
            assertThat(server.closeReason(id)).isEqualTo("Slow Consumer (Write Deadline)");
            assertThat(slow.drainUntilClosed()).isLessThan(200L * 65536);
        }
    }

    @Test
    void shouldDeliverEverythingToAClientThatReadsLate() {
        try (TestServer server = TestServer.start();
                RawClient late = RawClient.dial(server.port(), SMALL_BUFFER);
                RawClient publisher = server.connect()) {
            late.readInfo();
            late.sendConnect().send("SUB foo 1\r\n").expectSilenceUntilPong();

            publisher.send(BLOCK.repeat(320)).expectSilenceUntilPong(); // 20 MiB, far below max_pending

            for (int i = 0; i < 320; i++) {
                late.expect("MSG foo 1 65536\r\n");
                late.receive(65536 + 2);
            }
            late.expectSilenceUntilPong();
            assertThat(server.slowConsumers()).isZero();
        }
    }

    @Test
    void shouldDeliverEverythingOfAPublisherThatClosesItsSide() {
        try (TestServer server = TestServer.start();
                RawClient late = RawClient.dial(server.port(), SMALL_BUFFER);
                RawClient publisher = server.connect()) {
            late.readInfo();
            late.sendConnect().send("SUB foo 1\r\n").expectSilenceUntilPong();

            publisher.send(BLOCK.repeat(320)); // enough to be slowed down for the sake of the receiver
            publisher.shutdownOutput();

            publisher.expectClosed();
            for (int i = 0; i < 320; i++) {
                late.expect("MSG foo 1 65536\r\n");
                late.receive(65536 + 2);
            }
            late.expectSilenceUntilPong();
        }
    }

    @Test
    void shouldSendWhatIsPendingToAClientThatOnlyReads() {
        try (TestServer server = TestServer.start();
                RawClient client = RawClient.dial(server.port(), SMALL_BUFFER)) {
            client.readInfo();
            client.sendConnect().send("SUB foo 1\r\n").expectSilenceUntilPong();
            RawClient publisher = server.connect();
            publisher.send(BLOCK.repeat(160)).expectSilenceUntilPong();
            publisher.close();

            client.shutdownOutput();

            long whole = 160L * ("MSG foo 1 65536\r\n".length() + 65536 + 2);
            assertThat(client.drainUntilClosed()).isEqualTo(whole);
        }
    }
}
