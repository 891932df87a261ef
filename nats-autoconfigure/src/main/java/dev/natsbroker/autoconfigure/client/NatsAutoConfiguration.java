package dev.natsbroker.autoconfigure.client;

import dev.natsbroker.spring.core.ConnectionProxy;
import dev.natsbroker.spring.core.DefaultNatsConnectionFactory;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.core.NatsConnections;
import io.nats.client.Connection;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/** Connections to NATS, and what works on them: templates, declared streams, listeners. */
@AutoConfiguration(
        after = SslAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
            "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
            "org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration"
        })
@ConditionalOnClass({Connection.class, NatsConnectionFactory.class})
@ConditionalOnBooleanProperty(name = "nats.enabled", matchIfMissing = true)
@EnableConfigurationProperties(NatsProperties.class)
@Import({
    NamedConnectionsRegistrar.class,
    NatsTemplatesConfiguration.class,
    NatsTopologyConfiguration.class,
    NatsStoresConfiguration.class,
    NatsReactiveConfiguration.class,
    NatsTransactionConfiguration.class,
    NatsListenersConfiguration.class
})
public final class NatsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(NatsConnectionDetails.class)
    PropertiesNatsConnectionDetails natsConnectionDetails(
            NatsProperties properties, ObjectProvider<SslBundles> sslBundles) {
        return new PropertiesNatsConnectionDetails(properties, sslBundles.getIfAvailable());
    }

    @Bean
    ConnectionAssembly natsConnectionAssembly(
            ObjectProvider<NatsOptionsCustomizer> customizers,
            NatsConnectionDetails details,
            ObjectProvider<SslBundles> sslBundles,
            Environment environment) {
        return new ConnectionAssembly(
                customizers.orderedStream().toList(),
                details,
                sslBundles.getIfAvailable(),
                applicationName(environment));
    }

    private static @Nullable String applicationName(Environment environment) {
        return environment.getProperty("spring.application.name");
    }

    @Bean
    @ConditionalOnMissingBean(NatsConnectionFactory.class)
    DefaultNatsConnectionFactory natsConnectionFactory(
            ConnectionAssembly assembly, NatsProperties properties, NatsConnectionDetails details) {
        return assembly.factory(NatsConnections.DEFAULT, properties, details);
    }

    @Bean
    @ConditionalOnMissingBean
    NatsConnections natsConnections(ObjectProvider<NatsConnectionFactory> factories) {
        return new NatsConnections(factories.stream().toList());
    }

    /** Injected where the client library itself is wanted; the factory closes it. Lazy, since that is seldom. */
    @Bean(destroyMethod = "")
    @Lazy
    @ConditionalOnMissingBean
    Connection natsConnection(NatsConnectionFactory factory) {
        return ConnectionProxy.of(factory);
    }
}
