package dev.natsbroker.broker.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.config.HandshakeFirst;
import dev.natsbroker.broker.runtime.ManualClock;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages through TLS: whatever way the bytes are cut, all of them arrive in their order. */
@SuppressWarnings("try") // closing a client of jnats may be interrupted
class TlsTransferTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @ParameterizedTest
    @CsvSource({"TLSv1.2", "TLSv1.3"})
    void shouldCarryPayloadsOfAllSizesBothWays(String version) throws IOException {
        // given
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (TlsServer server = TlsServer.start(TlsFiles.server("server-ec"));
                TlsClient client = server.dial()) {
            client.readLine();
            client.startTls(
                    TlsFiles.client(null), "localhost", parameters -> parameters.setProtocols(new String[] {version}));
            client.ping();
            client.send("SUB echo 1\r\n");

            for (int size : new int[] {0, 1, 128, 16_384, 16_385, 65_536, 1_000_000}) {
                byte[] payload = new byte[size];
                random.nextBytes(payload);

                // when
                client.send("PUB echo " + size + "\r\n").send(payload).send("\r\n");

                // then
                assertThat(client.readLine()).isEqualTo("MSG echo 1 " + size + "\r\n");
                assertThat(client.read(size))
                        .as("payload of %d bytes, seed %d", size, seed)
                        .isEqualTo(payload);
                assertThat(client.readLine()).isEqualTo("\r\n");
            }
        }
    }

    @Test
    void shouldWaitForAReceiverThatReadsLate() throws IOException {
        // given
        int messages = 64;
        byte[] payload = new byte[256 << 10];
        ManualClock noPings =
                new ManualClock(Instant.EPOCH); // the server's PING after two seconds would get in between
        try (TlsServer server = TlsServer.start(TlsFiles.server("server-ec"), options -> options, noPings);
                TlsClient receiver = server.dial();
                TlsClient sender = server.dial()) {
            SSLContext trusting = TlsFiles.client(null);
            receiver.readLine();
            receiver.startTls(trusting).ping();
            receiver.send("SUB late 1\r\nPING\r\n").readLine();
            sender.readLine();
            sender.startTls(trusting).ping();

            // when
            for (int i = 0; i < messages; i++) {
                Arrays.fill(payload, (byte) i);
                sender.send("PUB late " + payload.length + "\r\n").send(payload).send("\r\n");
            }
            sender.send("PING\r\n").readLine();

            // then
            for (int i = 0; i < messages; i++) {
                assertThat(receiver.readLine()).isEqualTo("MSG late 1 " + payload.length + "\r\n");
                Arrays.fill(payload, (byte) i);
                assertThat(Arrays.equals(receiver.read(payload.length), payload))
                        .as("message %d", i)
                        .isTrue();
                assertThat(receiver.readLine()).isEqualTo("\r\n");
            }
        }
    }

    @Test
    void shouldServePlainAndEncryptedClientsOnOnePort() throws IOException {
        try (TlsServer server = TlsServer.start(TlsFiles.server("server-rsa"), options -> options.allowNonTls(true));
                TlsClient plain = server.dial();
                TlsClient encrypted = server.dial()) {
            // given
            plain.readLine();
            plain.ping();
            plain.send("SUB news 1\r\nPING\r\n").readLine();
            encrypted.readLine();
            encrypted.startTls(TlsFiles.client(null)).ping();

            // when
            encrypted.send("PUB news 5\r\nhello\r\n");

            // then
            assertThat(plain.readLine()).isEqualTo("MSG news 1 5\r\n");
            assertThat(plain.readLine()).isEqualTo("hello\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"OFF, false", "ON, true", "AUTO, true", "AUTO, false"})
    void shouldServeTheJavaClient(HandshakeFirst.Mode mode, boolean tlsFirst) throws Exception {
        // given
        HandshakeFirst first =
                new HandshakeFirst(mode, mode == HandshakeFirst.Mode.AUTO ? Duration.ofMillis(300) : Duration.ZERO);
        try (TlsServer server = TlsServer.start(TlsFiles.verifyingServer().handshakeFirst(first));
                Connection nats = Nats.connect(jnats(server, tlsFirst))) {
            Dispatcher answers =
                    nats.createDispatcher(request -> nats.publish(request.getReplyTo(), request.getData()));
            answers.subscribe("echo");
            nats.flush(PATIENCE);

            // when
            Message answer = nats.request("echo", "hello".getBytes(StandardCharsets.US_ASCII), PATIENCE);

            // then
            assertThat(answer).isNotNull();
            assertThat(answer.getData()).asString(StandardCharsets.US_ASCII).isEqualTo("hello");
            assertThat(server.tlsOfClient().first()).isEqualTo(tlsFirst);
            assertThat(server.tlsOfClient().peerCertificates()).hasSize(1);
        }
    }

    @Test
    void shouldTakeTheJavaClientBackAfterItsConnectionBroke() throws Exception {
        // given
        try (TlsServer server = TlsServer.start(TlsFiles.verifyingServer())) {
            CompletableFuture<String> reconnected = new CompletableFuture<>();
            Options options = new Options.Builder(jnats(server, false))
                    .reconnectWait(Duration.ofMillis(10))
                    .connectionListener((connection, event) -> {
                        if (event == ConnectionListener.Events.RECONNECTED) {
                            reconnected.complete("back");
                        }
                    })
                    .build();
            try (Connection nats = Nats.connect(options)) {
                // when
                nats.forceReconnect();

                // then
                assertThat(reconnected.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isEqualTo("back");
                nats.flush(PATIENCE);
            }
        }
    }

    private static Options jnats(TlsServer server, boolean tlsFirst) {
        Options.Builder options = new Options.Builder()
                .server("tls://localhost:" + server.port())
                .connectionTimeout(PATIENCE)
                .sslContext(TlsFiles.client("client"));
        return (tlsFirst ? options.tlsFirst() : options).build();
    }
}
