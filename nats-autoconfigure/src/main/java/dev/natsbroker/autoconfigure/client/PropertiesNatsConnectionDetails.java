package dev.natsbroker.autoconfigure.client;

import io.nats.client.Options;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.io.Resource;
import org.springframework.util.Assert;

/** Says what the properties say; another source of details overrides what it knows better. */
public class PropertiesNatsConnectionDetails implements NatsConnectionDetails {
    private final NatsConnectionProperties properties;
    private final @Nullable SslBundles sslBundles;

    /** Details from {@code properties}, with their SSL bundle from {@code sslBundles}. */
    public PropertiesNatsConnectionDetails(NatsConnectionProperties properties, @Nullable SslBundles sslBundles) {
        this.properties = properties;
        this.sslBundles = sslBundles;
    }

    @Override
    public List<String> getServers() {
        List<String> servers = properties.getServers();
        return servers.isEmpty() ? List.of(Options.DEFAULT_URL) : servers;
    }

    @Override
    public @Nullable String getUsername() {
        return properties.getUsername();
    }

    @Override
    public @Nullable String getPassword() {
        return properties.getPassword();
    }

    @Override
    public @Nullable String getToken() {
        return properties.getToken();
    }

    @Override
    public @Nullable String getNkeySeed() {
        return properties.getNkeySeed();
    }

    @Override
    public @Nullable String getJwt() {
        return properties.getJwt();
    }

    @Override
    public @Nullable String getCredentials() {
        Resource file = properties.getCredentialsFile();
        if (file == null) {
            return properties.getCredentials();
        }
        try {
            return file.getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new InvalidNatsPropertiesException(
                    "credentials-file", file.toString(), "it cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public @Nullable SslBundle getSslBundle() {
        String bundle = properties.getSsl().getBundle();
        if (bundle == null || bundle.isEmpty()) {
            return null;
        }
        Assert.state(sslBundles != null, () -> "SSL bundle '" + bundle + "' is set, but there are no SSL bundles");
        return sslBundles.getBundle(bundle);
    }
}
