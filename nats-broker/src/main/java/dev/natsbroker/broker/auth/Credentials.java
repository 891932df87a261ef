package dev.natsbroker.broker.auth;

import dev.natsbroker.broker.config.ConnectionType;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** temp */
public record Credentials(
        @Nullable String user,
        @Nullable String pass,
        @Nullable String token,
        @Nullable String nkey,
        @Nullable String sig,
        @Nullable String jwt,
        @Nullable String proxySig,
        @Nullable String nonce,
        ConnectionType type,
        List<X509Certificate> certs) {}
