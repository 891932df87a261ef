package dev.natsbroker.broker.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.config.HandshakeFirst;
import dev.natsbroker.broker.config.TlsOptions;
import dev.natsbroker.broker.runtime.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** What comes first on a connection: INFO, the handshake, or either; and what a client gets that does something else. */
class TlsModesTest {
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final String HANDSHAKE_FAILURE = "TLS Handshake Failure";

    private final SSLContext trusting = TlsFiles.client(null);

    // ---- tls {} ----

    @Test
    void shouldSendInfoBeforeTheHandshake() throws IOException {
        try (TlsServer server = TlsServer.start(TlsFiles.server("server-rsa"));
                TlsClient client = server.dial()) {
            // when
            String info = client.readLine();
            String pong = client.startTls(trusting).ping();

            // then
            assertThat(info).contains("\"tls_required\":true").doesNotContain("tls_available", "tls_verify");
            assertThat(pong).isEqualTo("PONG\r\n");
            assertThat(server.tlsOfClient().version()).isEqualTo("TLSv1.3");
            assertThat(server.tlsOfClient().cipherSuite())
                    .isEqualTo(client.session().getCipherSuite());
            assertThat(server.tlsOfClient().peerCertificates()).isEmpty();
            assertThat(server.tlsOfClient().first()).isFalse();
            assertThat(server.log())
                    .anyMatch(line -> line.startsWith("[DBG]") && line.endsWith("TLS handshake complete"));
        }
    }

    @Test
    void shouldCloseSilentlyWhenPlainBytesComeInsteadOfTheHandshake() throws IOException {
        try (TlsServer server = TlsServer.start(TlsFiles.server("server-rsa"));
                TlsClient client = server.dial()) {
            // given
            client.readLine();

            // when
            client.send("CONNECT {}\r\nPING\r\n");

            // then
            assertThat(client.readToEnd()).isEmpty();
            assertThat(server.closeReason()).isEqualTo(HANDSHAKE_FAILURE);
            assertThat(server.log())
                    .anyMatch(line -> line.startsWith("[DBG]")
                            && line.endsWith(
                                    "TLS handshake error: tls: first record does not look like a TLS handshake"));
        }
    }

    @Test
    void shouldCloseAClientThatNeverStartsTheHandshake() throws IOException {
        // given
        ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
        try (TlsServer server = TlsServer.start(TlsFiles.server("server-rsa"), options -> options, clock);
                TlsClient client = server.dial()) {
            client.readLine();

            // when
            clock.advance(Duration.ofSeconds(2));

            // then
            assertThat(client.readToEnd()).isEmpty();
            assertThat(server.closeReason()).isEqualTo(HANDSHAKE_FAILURE);
        }
    }

    @Test
    void shouldStartTheTimeForAuthenticationAfterTheHandshake() throws IOException {
        // given
        ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
        try (TlsServer server = TlsServer.start(
                        TlsFiles.server("server-rsa").timeout(Duration.ofMinutes(1)),
                        options -> options.token("secret")
                                .authorization(authorization -> authorization.timeout(Duration.ofSeconds(2))),
                        clock);
                TlsClient client = server.dial()) {
            client.readLine();

            // when
            clock.advance(Duration.ofSeconds(5));
            client.startTls(trusting);

            // then
            assertThat(server.closeReason(() -> clock.advance(Duration.ofSeconds(1))))
                    .isEqualTo("Authentication Timeout");
            assertThat(client.readToEnd()).isEqualTo("-ERR 'Authentication Timeout'\r\n");
        }
    }

    @Test
    void shouldCloseAClientThatStopsInTheMiddleOfTheHandshake() throws IOException {
        try (TlsServer server = TlsServer.start(TlsFiles.server("server-rsa").timeout(SHORT));
                TlsClient client = server.dial()) {
            // given
            client.readLine();

            // when
            client.send(new byte[] {0x16, 3, 1});

            // then
            client.readToEnd();
            assertThat(server.closeReason()).isEqualTo(HANDSHAKE_FAILURE);
        }
    }

    @Test
    void shouldCallItAHandshakeFailureWhenTheClientLeavesBeforeTheHandshake() throws IOException {
        try (TlsServer server = TlsServer.start(TlsFiles.server("server-rsa"))) {
            // when
            try (TlsClient client = server.dial()) {
                client.readLine();
            }

            // then
            assertThat(server.closeReason()).isEqualTo(HANDSHAKE_FAILURE);
        }
    }

    @Test
    void shouldEndTheConnectionWhenTheClientSaysGoodbyeInTls() throws IOException {
        try (TlsServer server = TlsServer.start(TlsFiles.server("server-rsa"));
                TlsClient client = server.dial()) {
            // given
            client.readLine();
            client.startTls(trusting).ping();

            // when
            client.finish();

            // then
            assertThat(server.closeReason()).isEqualTo("Client Closed");
        }
    }

    // ---- allow_non_tls ----

    @Test
    void shouldLetTheFirstByteDecideWhereTlsIsAChoice() throws IOException {
        try (TlsServer server = TlsServer.start(TlsFiles.server("server-rsa"), options -> options.allowNonTls(true));
                TlsClient plain = server.dial();
                TlsClient encrypted = server.dial()) {
            // when
            String info = plain.readLine();
            encrypted.readLine();

            // then
            assertThat(info).contains("\"tls_available\":true").doesNotContain("tls_required");
            assertThat(plain.ping()).isEqualTo("PONG\r\n");
            assertThat(encrypted.startTls(trusting).ping()).isEqualTo("PONG\r\n");
        }
    }

    @Test
    void shouldTakeASilentClientForAPlainOneWhereTlsIsAChoice() throws IOException {
        try (TlsServer server = TlsServer.start(
                        TlsFiles.server("server-rsa").timeout(SHORT),
                        options -> options.allowNonTls(true).timing(timing -> timing.pingInterval(SHORT)));
                TlsClient client = server.dial()) {
            // when
            client.readLine();

            // then
            assertThat(client.readLine()).as("what only a served client gets").isEqualTo("PING\r\n");
        }
    }

    // ---- handshake_first ----

    @Test
    void shouldSendInfoEncryptedAfterTheHandshake() throws IOException {
        try (TlsServer server = TlsServer.start(handshakeFirst(HandshakeFirst.ON));
                TlsClient client = server.dial()) {
            // when
            String info = client.startTls(trusting).readLine();

            // then
            assertThat(info).startsWith("INFO {").contains("\"tls_required\":true");
            assertThat(client.ping()).isEqualTo("PONG\r\n");
            assertThat(server.tlsOfClient().first()).isTrue();
        }
    }

    @Test
    void shouldSendNothingToAPlainClientWhereTheHandshakeComesFirst() throws IOException {
        try (TlsServer server =
                        TlsServer.start(handshakeFirst(HandshakeFirst.ON).timeout(SHORT));
                TlsClient client = server.dial()) {
            // when
            String all = client.readToEnd();

            // then
            assertThat(all).isEmpty();
            assertThat(server.closeReason()).isEqualTo(HANDSHAKE_FAILURE);
            assertThat(server.log())
                    .contains("[WRN] Clients that are not using \"TLS Handshake First\" option will fail to connect");
        }
    }

    @Test
    void shouldRequireTlsOfAllWhereTheHandshakeComesFirstEvenIfPlainTextIsAllowed() throws IOException {
        try (TlsServer server =
                        TlsServer.start(handshakeFirst(HandshakeFirst.ON), options -> options.allowNonTls(true));
                TlsClient plain = server.dial();
                TlsClient encrypted = server.dial()) {
            // when
            plain.send("PING\r\n");
            String info = encrypted.startTls(trusting).readLine();
            encrypted.send("CONNECT {\"verbose\":false,\"protocol\":1}\r\nPING\r\n");
            String pong = encrypted.readLine();
            String laterInfo = encrypted.readLine();

            // then
            assertThat(plain.readToEnd()).isEmpty();
            assertThat(info).contains("\"tls_required\":true,\"tls_available\":true");
            assertThat(pong).isEqualTo("PONG\r\n");
            assertThat(laterInfo).contains("\"tls_available\":true").doesNotContain("tls_required");
            assertThat(server.log()).contains("[INF] TLS required for client connections");
        }
    }

    @Test
    void shouldLetAnEagerClientBeginWithTheHandshakeInAutoMode() throws IOException {
        try (TlsServer server = TlsServer.start(handshakeFirst(HandshakeFirst.auto(Duration.ofMinutes(1))));
                TlsClient client = server.dial()) {
            // when
            String info = client.startTls(trusting).readLine();

            // then
            assertThat(info).startsWith("INFO {");
            assertThat(server.tlsOfClient().first()).isTrue();
        }
    }

    @Test
    void shouldFallBackToInfoFirstInAutoMode() throws IOException {
        try (TlsServer server = TlsServer.start(handshakeFirst(HandshakeFirst.auto(SHORT)));
                TlsClient client = server.dial()) {
            // when
            String info = client.readLine();
            String pong = client.startTls(trusting).ping();

            // then
            assertThat(info).contains("\"tls_required\":true");
            assertThat(pong).isEqualTo("PONG\r\n");
            assertThat(server.tlsOfClient().first()).isFalse();
            assertThat(server.log()).noneMatch(line -> line.contains("will fail to connect"));
        }
    }

    @Test
    void shouldRequireTlsAfterTheFallBackInAutoMode() throws IOException {
        try (TlsServer server = TlsServer.start(handshakeFirst(HandshakeFirst.auto(SHORT)));
                TlsClient client = server.dial()) {
            // given
            client.readLine();

            // when
            client.send("PING\r\n");

            // then
            assertThat(client.readToEnd()).isEmpty();
            assertThat(server.closeReason()).isEqualTo(HANDSHAKE_FAILURE);
        }
    }

    @Test
    void shouldFallBackToAChoiceInAutoModeWherePlainTextIsAllowed() throws IOException {
        try (TlsServer server = TlsServer.start(
                        handshakeFirst(HandshakeFirst.auto(SHORT)), options -> options.allowNonTls(true));
                TlsClient client = server.dial()) {
            // when
            String info = client.readLine();

            // then
            assertThat(info).contains("\"tls_available\":true").doesNotContain("tls_required");
            assertThat(client.ping()).isEqualTo("PONG\r\n");
        }
    }

    // ---- connections turned away ----

    @Test
    void shouldRefuseInPlainTextWhatIsBeyondTheRateOfHandshakes() throws IOException {
        // given
        ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
        try (TlsServer server = TlsServer.start(
                        TlsFiles.server("server-rsa").connectionRateLimit(1), options -> options, clock);
                TlsClient first = server.dial()) {
            first.readLine();
            first.startTls(trusting).ping();

            // when
            for (int i = 0; i < 2; i++) {
                try (TlsClient excess = server.dial()) {
                    // then
                    assertThat(excess.readLine()).startsWith("INFO {");
                    assertThat(excess.readToEnd())
                            .isEqualTo("-ERR 'Connection throttling is active. Please try again later.'\r\n");
                }
            }
            assertThat(server.closeReason()).isEqualTo("Maximum Connections Exceeded");
            clock.advance(Duration.ofSeconds(1));
            try (TlsClient next = server.dial()) {
                next.readLine();
                assertThat(next.startTls(trusting).ping()).isEqualTo("PONG\r\n");
            }
            assertThat(server.log())
                    .filteredOn(line -> line.contains("rate limiting"))
                    .containsExactly("[WRN] Rejected 2 connections due to TLS rate limiting");
        }
    }

    @Test
    void shouldRefuseWithoutInfoWhatIsBeyondTheRateWhereTheHandshakeComesFirst() throws IOException {
        // given
        ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
        try (TlsServer server = TlsServer.start(
                        handshakeFirst(HandshakeFirst.ON).connectionRateLimit(1), options -> options, clock);
                TlsClient first = server.dial()) {
            first.startTls(trusting).readLine();

            // when
            try (TlsClient second = server.dial()) {
                // then
                assertThat(second.readToEnd())
                        .isEqualTo("-ERR 'Connection throttling is active. Please try again later.'\r\n");
            }
        }
    }

    @Test
    void shouldRefuseInPlainTextWhenTheServerIsFull() throws IOException {
        try (TlsServer server = TlsServer.start(
                        TlsFiles.server("server-rsa"), options -> options.limits(limits -> limits.maxConnections(0)));
                TlsClient client = server.dial()) {
            // when
            String info = client.readLine();

            // then
            assertThat(info).startsWith("INFO {");
            assertThat(client.readToEnd()).isEqualTo("-ERR 'maximum connections exceeded'\r\n");
        }
    }

    private static TlsOptions.Builder handshakeFirst(HandshakeFirst mode) {
        return TlsFiles.server("server-rsa").handshakeFirst(mode);
    }
}
