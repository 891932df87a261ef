package dev.natsbroker.broker.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.natsbroker.broker.BrokerStartException;
import dev.natsbroker.broker.config.TlsCertificate;
import dev.natsbroker.broker.config.TlsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** TLS options that cannot be used are one clear line at the start; the words are nats-server's where it has some. */
class TlsSetupTest {
    private static final String PAIR = "error parsing X509 certificate/key pair: ";

    static Stream<Arguments> badOptions() {
        return Stream.of(
                arguments(TlsOptions.builder(), "missing 'cert_file' in TLS configuration"),
                arguments(
                        TlsOptions.builder().certFile(path("server-rsa.pem")),
                        "missing 'key_file' in TLS configuration"),
                arguments(
                        TlsOptions.builder().keyFile(path("server-rsa-key.pem")),
                        "missing 'cert_file' in TLS configuration"),
                arguments(
                        files("server-rsa.pem", "server-rsa-key.pem").certs(List.of(TlsFiles.pair("server-ec"))),
                        "error parsing tls config, cannot combine 'cert_file' option with 'certs' option"),
                arguments(
                        files("server-rsa.pem", "server-named-key.pem"),
                        PAIR + "tls: private key does not match public key"),
                arguments(
                        files("server-rsa.pem", "server-ec-key.pem"),
                        PAIR + "tls: private key type does not match public key type"),
                arguments(
                        files("server-ec.pem", "client-key.pem"), PAIR + "tls: private key does not match public key"),
                arguments(
                        files("server-rsa-key.pem", "server-rsa-key.pem"),
                        PAIR + "tls: failed to find certificate PEM data in certificate input, but did find a private"
                                + " key; PEM inputs may have been switched"),
                arguments(
                        files("server-rsa.pem", "server-rsa.pem"),
                        PAIR + "tls: found a certificate rather than a key in the PEM for the private key"),
                arguments(
                        files("make-certificates.sh", "server-rsa-key.pem"),
                        PAIR + "tls: failed to find any PEM data in certificate input"),
                arguments(
                        files("server-rsa.pem", "make-certificates.sh"),
                        PAIR + "tls: failed to find any PEM data in key input"),
                arguments(
                        TlsOptions.builder()
                                .certs(List.of(
                                        TlsFiles.pair("server-ec"),
                                        new TlsCertificate(path("server-rsa.pem"), path("server-ec-key.pem")))),
                        "error parsing X509 certificate/key pair 2/2:"
                                + " tls: private key type does not match public key type"),
                arguments(
                        TlsFiles.server("server-rsa").verify(true).caFile(path("server-rsa-key.pem")),
                        "failed to parse root ca certificate"),
                arguments(
                        TlsFiles.server("server-rsa").cipherSuites(List.of("TLS_FOO")), "unrecognized cipher TLS_FOO"),
                arguments(
                        TlsFiles.server("server-rsa")
                                .cipherSuites(List.of(
                                        "TLS_RSA_WITH_AES_128_CBC_SHA",
                                        "TLS_AES_128_GCM_SHA256",
                                        "TLS_RSA_WITH_RC4_128_SHA")),
                        "insecure cipher suites configured without 'allow_insecure_cipher_suites' option set:"
                                + " TLS_RSA_WITH_AES_128_CBC_SHA, TLS_RSA_WITH_RC4_128_SHA"),
                arguments(
                        TlsFiles.server("server-rsa").curvePreferences(List.of("CurveP256", "P-256")),
                        "unrecognized curve preference P-256"));
    }

    @ParameterizedTest
    @MethodSource("badOptions")
    void shouldRefuseBadOptionsInOneLine(TlsOptions.Builder options, String message) {
        assertThatThrownBy(() -> TlsServer.start(options).close())
                .isInstanceOf(BrokerStartException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @MethodSource("encryptedKeys")
    void shouldSayThatAKeyIsEncrypted(Path key) {
        assertThatThrownBy(() -> start(TlsFiles.path("server-rsa.pem"), key))
                .isInstanceOf(BrokerStartException.class)
                .hasMessageStartingWith(
                        PAIR + "tls: failed to parse private key: " + key + " is encrypted with a password;");
    }

    static Stream<Path> encryptedKeys() {
        return Stream.of(path("server-rsa-key-encrypted.pem"), path("server-rsa-key-pkcs1-encrypted.pem"));
    }

    @Test
    void shouldNameAFileThatIsNotThere(@TempDir Path folder) {
        // given
        Path missing = folder.resolve("missing.pem");
        Path key = path("server-rsa-key.pem");

        // then
        assertThatThrownBy(() -> start(missing, key))
                .hasMessage(PAIR + "open " + missing + ": no such file or directory");
        assertThatThrownBy(() -> start(folder, key)).hasMessage(PAIR + "read " + folder + ": is a directory");
        assertThatThrownBy(() -> TlsServer.start(
                        TlsFiles.server("server-rsa").verify(true).caFile(missing)))
                .hasMessage("open " + missing + ": no such file or directory");
    }

    @Test
    void shouldNameADamagedFile(@TempDir Path folder) throws IOException {
        // given
        Path certificate = folder.resolve("damaged.pem");
        Files.writeString(certificate, "-----BEGIN CERTIFICATE-----\nMIIBmzCC\n-----END CERTIFICATE-----\n");
        Path key = folder.resolve("damaged-key.pem");
        Files.writeString(key, "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----\n");

        // then
        assertThatThrownBy(() -> start(certificate, path("server-ec-key.pem")))
                .hasMessage(PAIR + "x509: malformed certificate in " + certificate);
        assertThatThrownBy(() -> start(path("server-ec.pem"), key))
                .hasMessageStartingWith(PAIR + "tls: failed to parse private key: " + key);
    }

    @Test
    void shouldPassOverCipherSuitesThatTheJdkHasSwitchedOff() {
        // given
        Set<String> supported = Set.of("TLS_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");

        // when
        List<String> selected = CipherSuites.select(
                List.of("TLS_RSA_WITH_RC4_128_SHA", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"), true, supported);

        // then
        assertThat(selected).containsExactly("TLS_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
        assertThatThrownBy(() -> CipherSuites.select(List.of("TLS_RSA_WITH_RC4_128_SHA"), true, supported))
                .hasMessageContaining("jdk.tls.disabledAlgorithms");
    }

    @Test
    void shouldKnowTheOldNamesOfCipherSuites() {
        assertThat(CipherSuites.select(
                        List.of("TLS_RSA_WITH_3DES_EDE_CBC_SHA"), true, Set.of("SSL_RSA_WITH_3DES_EDE_CBC_SHA")))
                .containsExactly("SSL_RSA_WITH_3DES_EDE_CBC_SHA");
    }

    @Test
    void shouldSayThatHybridKeyExchangeAloneIsNotEnough() {
        assertThatThrownBy(() -> KeyExchangeGroups.of(List.of("X25519MLKEM768"), List.of()))
                .hasMessageContaining("add X25519, CurveP256, CurveP384 or CurveP521");
    }

    private static void start(Path certificate, Path key) {
        TlsServer.start(TlsOptions.builder().certFile(certificate).keyFile(key)).close();
    }

    private static TlsOptions.Builder files(String certificate, String key) {
        return TlsOptions.builder().certFile(path(certificate)).keyFile(path(key));
    }

    private static Path path(String name) {
        return TlsFiles.path(name);
    }
}
