package dev.natsbroker.autoconfigure.client;

import dev.natsbroker.spring.core.JetStreamOperations;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.core.NatsOperations;
import dev.natsbroker.spring.kv.KeyValueOperations;
import dev.natsbroker.spring.object.ObjectStoreOperations;
import dev.natsbroker.spring.reactive.ReactiveJetStreamOperations;
import dev.natsbroker.spring.reactive.ReactiveJetStreamTemplate;
import dev.natsbroker.spring.reactive.ReactiveKeyValueOperations;
import dev.natsbroker.spring.reactive.ReactiveKeyValueTemplate;
import dev.natsbroker.spring.reactive.ReactiveNatsOperations;
import dev.natsbroker.spring.reactive.ReactiveNatsTemplate;
import dev.natsbroker.spring.reactive.ReactiveObjectStoreOperations;
import dev.natsbroker.spring.reactive.ReactiveObjectStoreTemplate;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import reactor.core.publisher.Flux;

/**
 * The templates for those who use Reactor. Lazy: they load hundreds of Reactor's classes, and Reactor is often there without being
 * used.
 */
@Configuration(proxyBeanMethods = false)
@Lazy
@ConditionalOnClass(Flux.class)
@Import(NamedReactiveTemplatesRegistrar.class)
class NatsReactiveConfiguration {

    @Bean
    @ConditionalOnMissingBean(ReactiveNatsOperations.class)
    ReactiveNatsTemplate reactiveNatsTemplate(
            NatsOperations nats, NatsConnectionFactory connectionFactory, PayloadConverters converters) {
        return new ReactiveNatsTemplate(nats, connectionFactory, converters);
    }

    @Bean
    @ConditionalOnMissingBean(ReactiveJetStreamOperations.class)
    ReactiveJetStreamTemplate reactiveJetStreamTemplate(
            JetStreamOperations jetStream, NatsConnectionFactory connectionFactory, PayloadConverters converters) {
        return new ReactiveJetStreamTemplate(jetStream, connectionFactory, converters);
    }

    @Bean
    @ConditionalOnMissingBean(ReactiveKeyValueOperations.class)
    ReactiveKeyValueTemplate reactiveKeyValueTemplate(KeyValueOperations keyValue) {
        return new ReactiveKeyValueTemplate(keyValue);
    }

    @Bean
    @ConditionalOnMissingBean(ReactiveObjectStoreOperations.class)
    ReactiveObjectStoreTemplate reactiveObjectStoreTemplate(ObjectStoreOperations stores) {
        return new ReactiveObjectStoreTemplate(stores);
    }
}
