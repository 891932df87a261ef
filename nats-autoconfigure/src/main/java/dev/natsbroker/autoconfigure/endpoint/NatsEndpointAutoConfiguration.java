package dev.natsbroker.autoconfigure.endpoint;

import dev.natsbroker.autoconfigure.client.NatsAutoConfiguration;
import dev.natsbroker.spring.config.NatsListenerEndpointRegistry;
import dev.natsbroker.spring.core.NatsConnections;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The endpoint {@code /actuator/nats}. */
@AutoConfiguration(after = NatsAutoConfiguration.class)
@ConditionalOnClass({NatsConnections.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean(NatsConnections.class)
@ConditionalOnAvailableEndpoint(NatsEndpoint.class)
public final class NatsEndpointAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    NatsEndpoint natsEndpoint(NatsConnections connections, NatsListenerEndpointRegistry listeners) {
        return new NatsEndpoint(connections, listeners);
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
    NatsEndpointWebExtension natsEndpointWebExtension(NatsEndpoint endpoint) {
        return new NatsEndpointWebExtension(endpoint);
    }
}
