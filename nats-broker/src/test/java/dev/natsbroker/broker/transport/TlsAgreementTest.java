package dev.natsbroker.broker.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.broker.config.HandshakeFirst;
import dev.natsbroker.broker.config.TlsCertificate;
import dev.natsbroker.broker.config.TlsKeyMaterial;
import dev.natsbroker.broker.config.TlsOptions;
import dev.natsbroker.broker.config.TlsVersion;
import dev.natsbroker.broker.config.UserOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What server and client agree on: certificates of both sides, versions, cipher suites, key exchange. */
class TlsAgreementTest {
    // ---- the server's certificate ----

    @ParameterizedTest
    @CsvSource({
        "server-rsa, server-rsa-key.pem",
        "server-rsa, server-rsa-key-pkcs1.pem",
        "server-ec, server-ec-key.pem",
        "server-ec, server-ec-key-sec1.pem",
        "server-ed25519, server-ed25519-key.pem"
    })
    void shouldUseKeysInAllForms(String certificate, String keyFile) throws IOException {
        // given
        TlsOptions.Builder tls = TlsFiles.server(certificate).keyFile(TlsFiles.path(keyFile));

        try (TlsServer server = TlsServer.start(tls);
                TlsClient client = server.dial()) {
            // when
            client.readLine();
            client.startTls(TlsFiles.client(null));

            // then
            assertThat(client.ping()).isEqualTo("PONG\r\n");
            assertThat(client.session().getPeerCertificates()[0]).isEqualTo(TlsFiles.certificate(certificate));
        }
    }

    @Test
    void shouldUseKeyMaterialFromCode() throws IOException, GeneralSecurityException {
        // given
        TlsOptions.Builder tls = TlsOptions.builder()
                .keyMaterial(new TlsKeyMaterial(TlsFiles.keys("server-ec"), TlsFiles.trust()))
                .verify(true);

        try (TlsServer server = TlsServer.start(tls);
                TlsClient known = server.dial()) {
            // when
            known.readLine();
            known.startTls(TlsFiles.client("client"));

            // then
            assertThat(known.ping()).isEqualTo("PONG\r\n");
            assertThat(known.session().getPeerCertificates()[0]).isEqualTo(TlsFiles.certificate("server-ec"));
            assertThat(server.tlsOfClient().peerCertificates()).containsExactly(TlsFiles.certificate("client"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, server-rsa",
        "localhost, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, server-ec",
        "nats.example, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, server-named",
        "a.wild.example, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, server-named"
    })
    void shouldPickTheCertificateThatTheClientUnderstandsAndAsksFor(String host, String cipherSuite, String expected)
            throws IOException {
        // given
        TlsOptions.Builder tls = TlsOptions.builder().certs(pairs("server-rsa", "server-ec", "server-named"));

        try (TlsServer server = TlsServer.start(tls);
                TlsClient client = server.dial()) {
            // when
            client.readLine();
            client.startTls(TlsFiles.client(null), host, tls12(cipherSuite));

            // then
            assertThat(client.session().getPeerCertificates()[0]).isEqualTo(TlsFiles.certificate(expected));
        }
    }

    private static List<TlsCertificate> pairs(String... names) {
        return List.of(names).stream().map(TlsFiles::pair).toList();
    }

    private static Consumer<SSLParameters> tls12(String... cipherSuites) {
        return parameters -> {
            parameters.setProtocols(new String[] {"TLSv1.2"});
            parameters.setCipherSuites(cipherSuites);
        };
    }

    @Test
    void shouldUseNewCertificatesForNewConnectionsAfterAReload() throws IOException {
        try (TlsServer server = TlsServer.start(TlsFiles.server("server-rsa"));
                TlsClient before = server.dial()) {
            // given
            before.readLine();
            before.startTls(TlsFiles.client(null)).ping();

            // when
            server.reload(TlsFiles.server("server-ec"));

            // then
            try (TlsClient after = server.dial()) {
                after.readLine();
                after.startTls(TlsFiles.client(null));
                assertThat(after.session().getPeerCertificates()[0]).isEqualTo(TlsFiles.certificate("server-ec"));
            }
            assertThat(before.send("PING\r\n").readLine()).isEqualTo("PONG\r\n");
        }
    }

    @Test
    void shouldKeepWhatItHasWhenAReloadNamesABadFile() throws IOException {
        try (TlsServer server = TlsServer.start(TlsFiles.server("server-rsa"));
                TlsClient client = server.dial()) {
            // when
            assertThatThrownBy(() ->
                            server.reload(TlsFiles.server("server-rsa").keyFile(TlsFiles.path("server-ec-key.pem"))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("error parsing X509 certificate/key pair:"
                            + " tls: private key type does not match public key type");

            // then
            client.readLine();
            assertThat(client.startTls(TlsFiles.client(null)).ping()).isEqualTo("PONG\r\n");
            assertThat(Objects.requireNonNull(server.broker().options().tls()).keyFile())
                    .isEqualTo(TlsFiles.path("server-rsa-key.pem"));
        }
    }

    // ---- the client's certificate ----

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeAClientWithACertificateOfTheAuthority(boolean map) throws IOException {
        // given
        X509Certificate certificate = TlsFiles.certificate("client");
        TlsOptions.Builder tls = TlsFiles.verifyingServer().verify(!map).verifyAndMap(map);

        try (TlsServer server = TlsServer.start(tls);
                TlsClient client = server.dial()) {
            // when
            String info = client.readLine();
            String pong = client.startTls(TlsFiles.client("client")).ping();

            // then
            assertThat(info).contains("\"tls_required\":true,\"tls_verify\":true");
            assertThat(pong).isEqualTo("PONG\r\n");
            assertThat(server.tlsOfClient().peerCertificates()).containsExactly(certificate);
        }
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2, ", "TLSv1.3, ", "TLSv1.2, stranger", "TLSv1.3, stranger"})
    void shouldRefuseAClientWithoutACertificateOfTheAuthority(String version, String certificate) throws IOException {
        try (TlsServer server = TlsServer.start(TlsFiles.verifyingServer());
                TlsClient client = server.dial()) {
            // given
            client.readLine();

            // when
            assertThatThrownBy(() -> client.startTls(
                                    TlsFiles.client(certificate),
                                    "localhost",
                                    parameters -> parameters.setProtocols(new String[] {version}))
                            .ping())
                    .isInstanceOf(IOException.class);

            // then
            assertThat(server.closeReason()).isEqualTo("TLS Handshake Failure");
            assertThat(server.log())
                    .anyMatch(line -> line.startsWith("[ERR]") && line.contains("TLS handshake error: "));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "alice@nats.example, PONG",
        "alice.nats.example, PONG",
        "spiffe://nats.example/alice, PONG",
        "'CN=alice,O=NATS broker tests', PONG",
        "alice, -ERR 'Authorization Violation'"
    })
    void shouldLetTheCertificateNameTheUser(String user, String answer) throws IOException {
        // given
        TlsOptions.Builder tls = TlsFiles.verifyingServer().verifyAndMap(true);

        try (TlsServer server = TlsServer.start(tls, options -> options.users(UserOptions.of(user, null)));
                TlsClient client = server.dial()) {
            // when
            client.readLine();
            String line = client.startTls(TlsFiles.client("client")).ping();

            // then
            assertThat(line).isEqualTo(answer + "\r\n");
        }
    }

    @Test
    void shouldTakeAClientWithAPinnedKey() throws IOException {
        // given
        TlsOptions.Builder tls =
                TlsFiles.verifyingServer().pinnedCerts(Set.of("0".repeat(64), TlsFiles.keyDigest("client")));

        try (TlsServer server = TlsServer.start(tls);
                TlsClient client = server.dial()) {
            // when
            client.readLine();
            String pong = client.startTls(TlsFiles.client("client")).ping();

            // then
            assertThat(pong).isEqualTo("PONG\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"true, client", "false, "})
    void shouldRefuseAClientWithoutAPinnedKey(boolean verify, String certificate) throws IOException {
        // given
        TlsOptions.Builder tls = TlsFiles.verifyingServer().verify(verify).pinnedCerts(Set.of("0".repeat(64)));

        try (TlsServer server = TlsServer.start(tls);
                TlsClient client = server.dial()) {
            // when
            client.readLine();
            client.startTls(TlsFiles.client(certificate));

            // then
            assertThat(client.readToEnd()).isEmpty();
            assertThat(server.closeReason()).isEqualTo("TLS Handshake Failure");
            assertThat(server.log()).anyMatch(line -> line.endsWith("TLS handshake error: certificate not pinned"));
        }
    }

    // ---- versions, cipher suites, key exchange ----

    @ParameterizedTest
    @CsvSource({"TLS_1_2, TLSv1.2, true", "TLS_1_2, TLSv1.3, true", "TLS_1_3, TLSv1.2, false", "TLS_1_3, TLSv1.3, true"
    })
    void shouldKeepToTheMinimumVersion(TlsVersion minimum, String version, boolean agreed) throws IOException {
        assertAgreement(
                TlsFiles.server("server-rsa").minVersion(minimum),
                parameters -> parameters.setProtocols(new String[] {version}),
                agreed);
    }

    @ParameterizedTest
    @CsvSource({
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, true",
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, false",
        "TLS_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, false",
        "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256, true"
    })
    void shouldKeepToTheCipherSuites(String configured, String offered, boolean agreed) throws IOException {
        assertAgreement(
                TlsFiles.server("server-rsa").cipherSuites(List.of(configured)).allowInsecureCipherSuites(true),
                tls12(offered),
                agreed);
    }

    @Test
    void shouldNotOfferWeakCipherSuitesByDefault() throws IOException {
        assertAgreement(TlsFiles.server("server-rsa"), tls12("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256"), false);
    }

    @Test
    void shouldLeaveTheCipherSuitesOfTls13OnWhateverIsConfigured() throws IOException {
        assertAgreement(
                TlsFiles.server("server-rsa").cipherSuites(List.of("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")),
                parameters -> {
                    parameters.setProtocols(new String[] {"TLSv1.3"});
                    parameters.setCipherSuites(new String[] {"TLS_AES_256_GCM_SHA384"});
                },
                true);
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, CurveP384, CurveP384, true",
        "TLSv1.3, X25519, CurveP384, false",
        "TLSv1.2, CurveP384, CurveP384, true",
        "TLSv1.2, X25519, CurveP384, false",
        "TLSv1.3, X25519MLKEM768 X25519, X25519, true",
        "TLSv1.3, X25519 CurveP384, CurveP521 X25519, true"
    })
    void shouldKeepToTheCurvePreferences(String version, String configured, String offered, boolean agreed)
            throws IOException {
        assertAgreement(
                TlsFiles.server("server-rsa").curvePreferences(List.of(configured.split(" "))),
                parameters -> {
                    parameters.setProtocols(new String[] {version});
                    Objects.requireNonNull(KeyExchangeGroups.of(
                                    List.of(offered.split(" ")), List.of(TlsFiles.certificate("ca"))))
                            .applyTo(parameters);
                },
                agreed);
    }

    @Test
    void shouldUseACertificateWhoseCurveIsNotAmongTheCurvePreferences() throws IOException {
        assertAgreement(
                TlsFiles.server("server-ec").curvePreferences(List.of("X25519")),
                parameters -> parameters.setProtocols(new String[] {"TLSv1.3"}),
                true);
    }

    private static void assertAgreement(TlsOptions.Builder tls, Consumer<SSLParameters> client, boolean agreed)
            throws IOException {
        try (TlsServer server = TlsServer.start(tls.handshakeFirst(HandshakeFirst.ON));
                TlsClient connection = server.dial()) {
            if (agreed) {
                connection.startTls(TlsFiles.client(null), "localhost", client);
                assertThat(connection.readLine()).startsWith("INFO {");
            } else {
                assertThatThrownBy(() -> connection.startTls(TlsFiles.client(null), "localhost", client))
                        .isInstanceOf(SSLException.class);
                assertThat(server.closeReason()).isEqualTo("TLS Handshake Failure");
            }
        }
    }
}
