package dev.natsbroker.broker.config;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keys and trust that code provides in place of files, for instance from a Spring SSL bundle.
 *
 * @param keys an initialised factory for the server's key
 * @param trust an initialised factory for the trust in client certificates; null for the system's
 */
public record TlsKeyMaterial(
        KeyManagerFactory keys, @Nullable TrustManagerFactory trust) {}
