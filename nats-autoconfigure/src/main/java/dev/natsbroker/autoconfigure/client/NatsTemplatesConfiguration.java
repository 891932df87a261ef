package dev.natsbroker.autoconfigure.client;

import dev.natsbroker.spring.core.JetStreamOperations;
import dev.natsbroker.spring.core.JetStreamTemplate;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.core.NatsOperations;
import dev.natsbroker.spring.core.NatsTemplate;
import dev.natsbroker.spring.observation.SendObservationConvention;
import dev.natsbroker.spring.support.converter.JacksonConverter;
import dev.natsbroker.spring.support.converter.PayloadConverter;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import tools.jackson.databind.json.JsonMapper;

/** Converters and templates. Lazy: an application that only listens does without templates. */
@Configuration(proxyBeanMethods = false)
@Lazy
class NatsTemplatesConfiguration {

    @Bean
    TemplateAssembly natsTemplateAssembly(
            PayloadConverters converters,
            ObjectProvider<ObservationRegistry> registry,
            ObjectProvider<SendObservationConvention> convention) {
        return new TemplateAssembly(
                converters, registry.getIfUnique(() -> ObservationRegistry.NOOP), convention.getIfUnique());
    }

    @Bean
    @ConditionalOnMissingBean(NatsOperations.class)
    NatsTemplate natsTemplate(
            TemplateAssembly assembly, NatsConnectionFactory connectionFactory, NatsProperties properties) {
        return assembly.natsTemplate(connectionFactory, properties);
    }

    @Bean
    @ConditionalOnMissingBean(JetStreamOperations.class)
    JetStreamTemplate jetStreamTemplate(
            TemplateAssembly assembly, NatsConnectionFactory connectionFactory, NatsProperties properties) {
        return assembly.jetStreamTemplate(connectionFactory, properties.getJetstream());
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(JsonMapper.class)
    static class JacksonConfiguration {

        @Bean
        @ConditionalOnMissingBean
        PayloadConverters natsPayloadConverters(
                ObjectProvider<PayloadConverter> converters, ObjectProvider<JsonMapper> mapper) {
            return new PayloadConverters(
                    converters.orderedStream().toList(),
                    List.of(new JacksonConverter(mapper.getIfAvailable(JsonMapper::shared))));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingClass("tools.jackson.databind.json.JsonMapper")
    static class PlainConfiguration {

        @Bean
        @ConditionalOnMissingBean
        PayloadConverters natsPayloadConverters(ObjectProvider<PayloadConverter> converters) {
            return new PayloadConverters(converters.orderedStream().toList(), List.of());
        }
    }
}
