package dev.natsbroker.autoconfigure.client;

import dev.natsbroker.spring.core.JetStreamTemplate;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.core.NatsTemplate;
import dev.natsbroker.spring.observation.SendObservationConvention;
import dev.natsbroker.spring.observation.SendObservations;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/** Makes the templates of all connections in the same way. */
final class TemplateAssembly {
    private final PayloadConverters converters;
    private final ObservationRegistry registry;
    private final @Nullable SendObservationConvention convention;

    TemplateAssembly(
            PayloadConverters converters,
            ObservationRegistry registry,
            @Nullable SendObservationConvention convention) {
        this.converters = converters;
        this.registry = registry;
        this.convention = convention;
    }

    NatsTemplate natsTemplate(NatsConnectionFactory connectionFactory, NatsConnectionProperties properties) {
        return new NatsTemplate(
                connectionFactory, converters, properties.getRequestTimeout(), observations(connectionFactory));
    }

    JetStreamTemplate jetStreamTemplate(NatsConnectionFactory connectionFactory, NatsProperties.JetStream properties) {
        return new JetStreamTemplate(
                connectionFactory, converters, properties.getPublishTimeout(), observations(connectionFactory));
    }

    private SendObservations observations(NatsConnectionFactory connectionFactory) {
        return new SendObservations(registry, convention, connectionFactory.getName());
    }
}
