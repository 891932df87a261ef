package dev.natsbroker.autoconfigure.metrics;

import dev.natsbroker.autoconfigure.client.NatsAutoConfiguration;
import dev.natsbroker.spring.config.NatsListenerEndpointRegistry;
import dev.natsbroker.spring.core.NatsConnections;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Meters of connections and listeners. */
@AutoConfiguration(
        after = NatsAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration"
        })
@ConditionalOnClass({NatsConnections.class, MeterRegistry.class})
@ConditionalOnBean({NatsConnections.class, MeterRegistry.class})
public final class NatsMetricsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    NatsConnectionMeters natsConnectionMeters(NatsConnections connections) {
        return new NatsConnectionMeters(connections.getAll());
    }

    @Bean
    @ConditionalOnMissingBean
    NatsListenerMeters natsListenerMeters(NatsListenerEndpointRegistry listeners, MeterRegistry registry) {
        return new NatsListenerMeters(listeners, registry);
    }
}
