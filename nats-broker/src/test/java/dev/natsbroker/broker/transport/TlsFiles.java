package dev.natsbroker.broker.transport;

import dev.natsbroker.broker.config.TlsCertificate;
import dev.natsbroker.broker.config.TlsOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The certificates of {@code src/test/resources/tls}, for servers and clients. */
public final class TlsFiles {
    private TlsFiles() {}

    public static Path path(String name) {
        URL found = Objects.requireNonNull(TlsFiles.class.getResource("/tls/" + name), name);
        try {
            return Path.of(found.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The certificate {@code NAME.pem} with the key {@code NAME-key.pem}. */
    static TlsCertificate pair(String name) {
        return new TlsCertificate(path(name + ".pem"), path(name + "-key.pem"));
    }

    static X509Certificate certificate(String name) {
        return TlsKeyPair.certificates(PemFile.read(path(name + ".pem"))).get(0);
    }

    /** What make-certificates.sh wrote with OpenSSL: SHA-256 of the certificate's public key. */
    static String keyDigest(String name) {
        try {
            return Files.readString(path(name + "-key.sha256")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server with the certificate {@code NAME.pem}. */
    static TlsOptions.Builder server(String name) {
        TlsCertificate pair = pair(name);
        return TlsOptions.builder().certFile(pair.certFile()).keyFile(pair.keyFile());
    }

    /** The same, which asks clients for a certificate of the test authority. */
    static TlsOptions.Builder verifyingServer() {
        return server("server-rsa").verify(true).caFile(path("ca.pem"));
    }

    /** A client that trusts the test authority and shows the certificate {@code name}, if any. */
    public static SSLContext client(@Nullable String name) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(name == null ? null : keys(name).getKeyManagers(), trust().getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Keys as code would provide them, e.g. from a key store. */
    static KeyManagerFactory keys(String name) throws GeneralSecurityException, IOException {
        TlsKeyPair pair = TlsKeyPair.load(pair(name));
        char[] password = new char[0];
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("key", pair.key(), password, pair.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        return keys;
    }

    /** Trust in the test authority as code would provide it. */
    static TrustManagerFactory trust() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", certificate("ca"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        return trust;
    }
}
