package dev.natsbroker.autoconfigure.client;

import dev.natsbroker.spring.core.ConnectionSettings;
import dev.natsbroker.spring.core.DefaultNatsConnectionFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundles;

/** Puts together the factories of all connections in the same way. */
final class ConnectionAssembly {
    private final List<NatsOptionsCustomizer> customizers;
    private final NatsConnectionDetails defaultDetails;
    private final @Nullable SslBundles sslBundles;
    private final @Nullable String applicationName;

    ConnectionAssembly(
            List<NatsOptionsCustomizer> customizers,
            NatsConnectionDetails defaultDetails,
            @Nullable SslBundles sslBundles,
            @Nullable String applicationName) {
        this.customizers = customizers;
        this.defaultDetails = defaultDetails;
        this.sslBundles = sslBundles;
        this.applicationName = applicationName;
    }

    /** A named connection. */
    DefaultNatsConnectionFactory factory(String name, NatsConnectionProperties properties) {
        NatsConnectionDetails details = defaultDetails.isForAllConnections()
                ? defaultDetails
                : new PropertiesNatsConnectionDetails(properties, sslBundles);
        return factory(name, properties, details);
    }

    DefaultNatsConnectionFactory factory(
            String name, NatsConnectionProperties properties, NatsConnectionDetails details) {
        NatsOptionsMapper options = new NatsOptionsMapper(name, properties, details, customizers, applicationName);
        options.check();
        ConnectionSettings settings = new ConnectionSettings(
                properties.getStartup(),
                properties.getStartupTimeout(),
                properties.getReconnect().getDelay(),
                properties.getDrainTimeout());
        return new DefaultNatsConnectionFactory(name, options::options, settings);
    }
}
