package dev.natsbroker.autoconfigure.broker;

import dev.natsbroker.autoconfigure.client.NatsConnectionDetails;
import dev.natsbroker.autoconfigure.client.NatsProperties;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * A broker for the application itself, such as during development: on a free local port, with JetStream in a temporary folder,
 * unless the properties or the configuration file say otherwise. The application's connection finds it by itself.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("nats.broker.embedded")
class EmbeddedBrokerConfiguration {

    @Bean
    TemporaryStore natsBrokerTemporaryStore() {
        return new TemporaryStore();
    }

    @Bean
    EmbeddedBrokerOptions embeddedNatsBrokerOptions(Environment environment, TemporaryStore store) {
        return new EmbeddedBrokerOptions(environment, store);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(NatsConnectionFactory.class)
    @EnableConfigurationProperties(NatsProperties.class)
    static class ClientConfiguration {

        @Bean
        @ConditionalOnMissingBean(NatsConnectionDetails.class)
        EmbeddedBrokerConnectionDetails embeddedNatsConnectionDetails(
                NatsBrokerLifecycle lifecycle, NatsProperties properties, ObjectProvider<SslBundles> sslBundles) {
            return new EmbeddedBrokerConnectionDetails(lifecycle, properties, sslBundles.getIfAvailable());
        }
    }
}
