package dev.natsbroker.autoconfigure.client;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/**
 * Where NATS is, and how to be let in. A bean of this type takes the place of the properties {@code nats.servers} and those of
 * authentication, for the default connection or for all; everything else still comes from the properties.
 */
public interface NatsConnectionDetails extends ConnectionDetails {
    /** URLs of one or more servers of the same system, e.g. {@code nats://127.0.0.1:4222}. */
    List<String> getServers();

    /**
     * Whether named connections ({@code nats.connections.<name>}) go there too, in the same way, as is right for tests; by default
     * they go where their properties say.
     */
    default boolean isForAllConnections() {
        return false;
    }

    /** User name, for a user with a password; null without. */
    default @Nullable String getUsername() {
        return null;
    }

    /** Password of the user; null without. */
    default @Nullable String getPassword() {
        return null;
    }

    /** Token, for servers that want one; null without. */
    default @Nullable String getToken() {
        return null;
    }

    /** Seed of an NKey ({@code SU…}), alone or with {@link #getJwt()}; null without. */
    default @Nullable String getNkeySeed() {
        return null;
    }

    /** User JWT; null without. */
    default @Nullable String getJwt() {
        return null;
    }

    /** Text of a credentials file, which holds a JWT and a seed; null without. */
    default @Nullable String getCredentials() {
        return null;
    }

    /** Certificates for TLS; null for the JVM's own. */
    default @Nullable SslBundle getSslBundle() {
        return null;
    }
}
