package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.config.TlsOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Until when the server's certificate is valid. Reads the file once for each new set of options. Thread-safe. */
final class CertificateExpiry {
    private record Known(TlsOptions tls, @Nullable Instant notAfter) {}

    private volatile @Nullable Known known;

    /** The end of the certificate in {@code tls}; null without a certificate file, or while it cannot be read. */
    @Nullable
    Instant of(@Nullable TlsOptions tls) {
        if (tls == null) {
            return null;
        }
        Known before = known;
        if (before != null && before.tls == tls) {
            return before.notAfter;
        }
        Instant notAfter = read(tls.certFile());
        known = new Known(tls, notAfter);
        return notAfter;
    }

    private static @Nullable Instant read(@Nullable Path file) {
        if (file == null) {
            return null;
        }
        try (InputStream in = Files.newInputStream(file)) {
            X509Certificate own =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            return own.getNotAfter().toInstant();
        } catch (IOException | CertificateException e) {
            return null; // the listener reports a file that is of no use; monitoring only leaves the field out
        }
    }
}
