package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.config.TlsCertificate;
import dev.natsbroker.broker.config.TlsKeyMaterial;
import dev.natsbroker.broker.config.TlsOptions;
import dev.natsbroker.broker.config.TlsVersion;
import dev.natsbroker.broker.transport.BindFailedException;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.File;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The TLS of the monitoring port: the certificate of the client listener, but no question for the caller's own. */
final class MonitoringTls {
    private MonitoringTls() {}

    /** @throws BindFailedException if the certificate or its key is missing or of no use */
    static SslContext context(TlsOptions tls) {
        try {
            return builder(tls)
                    .protocols(protocols(tls.minVersion()))
                    .clientAuth(ClientAuth.NONE)
                    .build();
        } catch (SSLException | IllegalArgumentException e) {
            throw BindFailedException.ofMonitoring("error loading X509 certificate/key pair: " + e.getMessage(), e);
        }
    }

    private static SslContextBuilder builder(TlsOptions tls) {
        TlsKeyMaterial material = tls.keyMaterial();
        if (material != null) {
            return SslContextBuilder.forServer(material.keys());
        }
        TlsCertificate further = tls.certs().isEmpty() ? null : tls.certs().get(0);
        File certificate = file(tls.certFile(), further == null ? null : further.certFile());
        File key = file(tls.keyFile(), further == null ? null : further.keyFile());
        return SslContextBuilder.forServer(certificate, key);
    }

    private static File file(@Nullable Path first, @Nullable Path second) {
        Path file = first == null ? second : first;
        if (file == null) {
            throw new IllegalArgumentException("TLS cert and key required for HTTPS");
        }
        return file.toFile();
    }

    private static String[] protocols(TlsVersion minimum) {
        return minimum == TlsVersion.TLS_1_3 ? new String[] {"TLSv1.3"} : new String[] {"TLSv1.3", "TLSv1.2"};
    }
}
