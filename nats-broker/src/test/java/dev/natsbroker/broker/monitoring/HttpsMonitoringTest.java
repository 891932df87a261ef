package dev.natsbroker.broker.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.broker.BrokerStartException;
import dev.natsbroker.broker.config.TlsOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

/** Monitoring over HTTPS, with the certificate of the {@code tls} block. */
class HttpsMonitoringTest {
    private static Path resource(String name) {
        try {
            return Path.of(Objects.requireNonNull(HttpsMonitoringTest.class.getResource(name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static TlsOptions.Builder tls() {
        return TlsOptions.builder().certFile(resource("server-cert.pem")).keyFile(resource("server-key.pem"));
    }

    private static MonitoredBroker start(TlsOptions.Builder tls) {
        return MonitoredBroker.start(options ->
                options.tls(tls.build()).monitor(monitor -> monitor.httpPort(0).httpsPort(-1)));
    }

    private static HttpClient trusting(Path certificate) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            store.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    @Test
    void shouldServeHttpsWithoutAskingForAClientCertificate() throws Exception {
        TlsOptions.Builder verifying = tls().caFile(resource("server-cert.pem")).verify(true);
        try (MonitoredBroker broker = start(verifying)) {
            // given
            HttpClient browser = trusting(resource("server-cert.pem"));
            URI page = URI.create("https://127.0.0.1:" + broker.monitorPort() + "/varz");

            // when
            HttpResponse<String> response =
                    browser.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());

            // then
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body())
                    .contains("\"https_port\": -1,\n", "\"tls_cert_not_after\": \"2119-12-08T00:00:00Z\",\n")
                    .contains("\"tls_verify\": true,\n");
            assertThat(broker.logLines()).contains("[INF] Starting https monitor on 127.0.0.1:" + broker.monitorPort());
        }
    }

    @Test
    void shouldRefuseHttpsWithoutACertificate() {
        assertThatThrownBy(() -> MonitoredBroker.start(options ->
                        options.monitor(monitor -> monitor.httpPort(0).httpsPort(-1))))
                .isInstanceOf(BrokerStartException.class)
                .hasMessage("Can't start monitoring: TLS cert and key required for HTTPS");
    }

    @Test
    void shouldRefuseACertificateThatCannotBeRead() {
        assertThatThrownBy(() -> start(tls().certFile(resource("server-key.pem"))))
                .isInstanceOf(BrokerStartException.class)
                .hasMessageStartingWith("error parsing X509 certificate/key pair: ");
    }
}
