package dev.natsbroker.autoconfigure.client;

import io.nats.client.AuthHandler;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.util.StringUtils;

/** Makes options of the client library of the properties and details of one connection. Stateless but for these. */
final class NatsOptionsMapper {
    private static final String LIBRARY_PREFIX = "io.nats.client.";

    private final String connection;
    private final NatsConnectionProperties properties;
    private final NatsConnectionDetails details;
    private final List<NatsOptionsCustomizer> customizers;
    private final @Nullable String applicationName;

    NatsOptionsMapper(
            String connection,
            NatsConnectionProperties properties,
            NatsConnectionDetails details,
            List<NatsOptionsCustomizer> customizers,
            @Nullable String applicationName) {
        this.connection = connection;
        this.properties = properties;
        this.details = details;
        this.customizers = customizers;
        this.applicationName = applicationName;
    }

    /**
     * The options, made anew at each call: passwords and files may have changed.
     *
     * @throws InvalidNatsPropertiesException if they cannot work
     */
    Options options() {
        Options.Builder options = new Options.Builder();
        mapOtherOptions(options);
        mapProperties(options);
        mapReconnect(options);
        mapServers(options);
        mapAuthentication(options);
        mapSsl(options);
        customizers.forEach(customizer -> customizer.customize(connection, options));
        return options.build();
    }

    /**
     * Fails early, even if connecting happens in the background. Details that do not come from properties, such as those of an
     * embedded broker, may know their servers only later.
     *
     * @throws InvalidNatsPropertiesException if the properties cannot work
     */
    void check() {
        Options.Builder options = new Options.Builder();
        mapOtherOptions(options);
        mapReconnect(options);
        mapAuthentication(options);
        if (details instanceof PropertiesNatsConnectionDetails) {
            mapServers(options);
            mapSsl(options);
        }
    }

    private void mapOtherOptions(Options.Builder options) {
        if (properties.getOptions().isEmpty()) {
            // The library makes some seventy lambdas to find that out.
            return;
        }
        try {
            options.properties(otherOptions());
        } catch (IllegalArgumentException e) {
            throw new InvalidNatsPropertiesException(
                    "options",
                    "of " + properties.getOptions().keySet(),
                    "the client library refuses one: " + e.getMessage(),
                    e);
        }
    }

    private Properties otherOptions() {
        Properties others = new Properties();
        properties.getOptions().forEach((name, value) -> {
            // Most of the library's names have its prefix, but not all.
            others.setProperty(name, value);
            others.setProperty(LIBRARY_PREFIX + name, value);
        });
        return others;
    }

    private void mapProperties(Options.Builder options) {
        String name = properties.getConnectionName() == null ? applicationName : properties.getConnectionName();
        if (StringUtils.hasText(name)) {
            options.connectionName(name);
        }
        options.connectionTimeout(properties.getConnectTimeout())
                .pingInterval(properties.getPingInterval())
                .maxPingsOut(properties.getMaxPingsOut())
                .inboxPrefix(properties.getInboxPrefix());
        if (properties.isNoEcho()) {
            options.noEcho();
        }
    }

    private void mapReconnect(Options.Builder options) {
        NatsConnectionProperties.Reconnect reconnect = properties.getReconnect();
        options.maxReconnects(reconnect.getMaxAttempts())
                .reconnectWait(reconnect.getDelay())
                .reconnectJitter(jitter("reconnect.jitter", reconnect.getJitter()))
                .reconnectJitterTls(jitter("reconnect.jitter-tls", reconnect.getJitterTls()))
                .reconnectBufferSize(reconnect.getBufferSize().toBytes());
    }

    /** With a jitter of 0 the client library (2.26.3) fails in the middle of reconnecting, and never connects again. */
    private static Duration jitter(String property, Duration value) {
        if (value.isNegative()) {
            throw new InvalidNatsPropertiesException(property, value.toString(), "must not be negative", null);
        }
        return value.isZero() ? Duration.ofNanos(1) : value;
    }

    private void mapServers(Options.Builder options) {
        List<String> servers = details.getServers();
        try {
            options.servers(servers.toArray(String[]::new));
        } catch (IllegalArgumentException e) {
            throw new InvalidNatsPropertiesException(
                    "servers", servers.toString(), "each must be a URL such as nats://localhost:4222", e);
        }
    }

    private void mapAuthentication(Options.Builder options) {
        requireOneWay();
        if (details.getUsername() != null) {
            options.userInfo(details.getUsername(), details.getPassword() == null ? "" : details.getPassword());
        }
        if (details.getToken() != null) {
            options.token(details.getToken().toCharArray());
        }
        AuthHandler handler = authHandler();
        if (handler != null) {
            options.authHandler(handler);
        }
    }

    private void requireOneWay() {
        List<String> ways = new ArrayList<>();
        addIfSet(ways, "username", details.getUsername());
        addIfSet(ways, "token", details.getToken());
        addIfSet(ways, "nkey-seed", details.getNkeySeed());
        addIfSet(ways, "credentials", details.getCredentials());
        if (ways.size() > 1) {
            throw new InvalidNatsPropertiesException(
                    ways.get(0), "set", "so is " + ways.get(1) + ": a connection has one way to be let in", null);
        }
        if (details.getJwt() != null && details.getNkeySeed() == null) {
            throw new InvalidNatsPropertiesException(
                    "jwt", "set", "nkey-seed is not: a JWT is of no use without the seed of its key", null);
        }
    }

    private static void addIfSet(List<String> ways, String name, @Nullable String value) {
        if (value != null) {
            ways.add(name);
        }
    }

    private @Nullable AuthHandler authHandler() {
        String credentials = details.getCredentials();
        if (credentials != null) {
            requireCredentials(credentials);
            return Nats.staticCredentials(credentials.getBytes(StandardCharsets.UTF_8));
        }
        String seed = details.getNkeySeed();
        if (seed == null) {
            return null;
        }
        String jwt = details.getJwt();
        return new NkeyAuthHandler(seed, jwt);
    }

    private static void requireCredentials(String credentials) {
        if (!credentials.contains("BEGIN NATS USER JWT")) {
            throw new InvalidNatsPropertiesException(
                    "credentials",
                    "a text without a JWT",
                    "must be what a credentials file holds, such as 'nsc generate creds' prints",
                    null);
        }
    }

    private void mapSsl(Options.Builder options) {
        NatsConnectionProperties.Ssl ssl = properties.getSsl();
        SslBundle bundle = details.getSslBundle();
        if (bundle != null) {
            options.sslContext(bundle.createSslContext());
        } else if (ssl.isEnabled()) {
            useDefaultSsl(options);
        }
        if (ssl.isTlsFirst()) {
            options.tlsFirst();
        }
    }

    private static void useDefaultSsl(Options.Builder options) {
        try {
            options.secure();
        } catch (NoSuchAlgorithmException e) {
            throw new InvalidNatsPropertiesException("ssl.enabled", "true", "this JVM has no TLS", e);
        }
    }
}
