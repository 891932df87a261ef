package dev.natsbroker.autoconfigure.client;

import dev.natsbroker.spring.annotation.EnableNats;
import dev.natsbroker.spring.config.NatsListenerContainerFactory;
import dev.natsbroker.spring.core.NatsConnections;
import dev.natsbroker.spring.listener.MicrometerListenerObservation;
import dev.natsbroker.spring.listener.NatsListenerErrorHandler;
import dev.natsbroker.spring.observation.ProcessObservationConvention;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.validation.Validator;

/** Annotated listeners. */
@Configuration(proxyBeanMethods = false)
@EnableNats
class NatsListenersConfiguration {

    @Bean(NatsListenerContainerFactory.BEAN_NAME)
    @ConditionalOnMissingBean(name = NatsListenerContainerFactory.BEAN_NAME)
    NatsListenerContainerFactory natsListenerContainerFactory(
            NatsConnections connections,
            PayloadConverters converters,
            NatsProperties properties,
            Environment environment,
            ObjectProvider<Validator> validator,
            ObjectProvider<NatsListenerErrorHandler> errorHandler,
            ObjectProvider<ObservationRegistry> registry,
            ObjectProvider<ProcessObservationConvention> convention) {
        NatsListenerContainerFactory factory = new NatsListenerContainerFactory(connections, converters);
        apply(properties.getListener(), factory);
        factory.setValidator(validator.getIfUnique());
        factory.setErrorHandler(errorHandler.getIfUnique());
        factory.setObservation(MicrometerListenerObservation.of(
                registry.getIfUnique(() -> ObservationRegistry.NOOP), convention.getIfUnique()));
        if (Threading.VIRTUAL.isActive(environment)) {
            factory.setExecutor(new VirtualThreadTaskExecutor("nats-listener-"));
        }
        return factory;
    }

    private static void apply(ListenerProperties properties, NatsListenerContainerFactory factory) {
        factory.setAutoStartup(properties.isAutoStartup());
        factory.setQueue(properties.getQueue());
        factory.setConcurrency(properties.getConcurrency());
        factory.setTimeout(properties.getTimeout());
        factory.setShutdownTimeout(properties.getShutdownTimeout());
        factory.setPendingLimits(
                properties.getPendingMessages(), properties.getPendingBytes().toBytes());
    }
}
