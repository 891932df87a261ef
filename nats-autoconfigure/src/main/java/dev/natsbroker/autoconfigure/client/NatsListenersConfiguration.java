package dev.natsbroker.autoconfigure.client;

import dev.natsbroker.spring.annotation.EnableNats;
import dev.natsbroker.spring.config.JetStreamListenerDefaults;
import dev.natsbroker.spring.config.NatsListenerContainerFactory;
import dev.natsbroker.spring.core.NatsConnections;
import dev.natsbroker.spring.listener.MicrometerListenerObservation;
import dev.natsbroker.spring.listener.NatsListenerErrorHandler;
import dev.natsbroker.spring.listener.jetstream.JetStreamErrorHandler;
import dev.natsbroker.spring.listener.jetstream.ListenerSettings;
import dev.natsbroker.spring.listener.jetstream.RetrySettings;
import dev.natsbroker.spring.observation.ProcessObservationConvention;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import dev.natsbroker.spring.topology.Topology;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.PropertyMapper;
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
            Topology topology,
            Environment environment,
            ObjectProvider<Validator> validator,
            ObjectProvider<NatsListenerErrorHandler> errorHandler,
            ObjectProvider<JetStreamErrorHandler> jetStreamErrorHandler,
            ObjectProvider<ObservationRegistry> registry,
            ObjectProvider<ProcessObservationConvention> convention) {
        NatsListenerContainerFactory factory = new NatsListenerContainerFactory(connections, converters);
        apply(properties.getListener(), factory);
        factory.setValidator(validator.getIfUnique());
        factory.setErrorHandler(errorHandler.getIfUnique());
        factory.getJetStream().setErrorHandler(jetStreamErrorHandler.getIfUnique());
        ObservationRegistry observations = registry.getIfUnique();
        if (observations != null) {
            factory.setObservation(MicrometerListenerObservation.of(observations, convention.getIfUnique()));
        }
        applyJetStream(properties, topology, factory.getJetStream());
        if (Threading.VIRTUAL.isActive(environment)) {
            VirtualThreadTaskExecutor executor = new VirtualThreadTaskExecutor("nats-listener-");
            factory.setExecutor(executor);
            factory.getJetStream().setExecutor(executor);
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

    private static void applyJetStream(
            NatsProperties properties, Topology topology, JetStreamListenerDefaults defaults) {
        JetStreamListenerProperties listener = properties.getJetstream().getListener();
        JetStreamListenerProperties.Retry retry = listener.getRetry();
        defaults.setStreamDefinitions(topology::findStream);
        defaults.setRetry(new RetrySettings(
                retry.getMaxAttempts(),
                retry.getInitialDelay(),
                retry.getMultiplier(),
                retry.getMaxDelay(),
                RetrySettings.DEFAULT.terminal()));
        defaults.setSettings(settings -> apply(listener, settings));
        defaults.setConsumer(consumer -> {
            consumer.provision(listener.getProvision());
            PropertyMapper.get().from(listener::getAckWait).to(consumer::ackWait);
        });
    }

    private static void apply(JetStreamListenerProperties listener, ListenerSettings.Builder settings) {
        settings.ackMode(listener.getAckMode())
                .startupFailurePolicy(listener.getStartupFailurePolicy())
                .deadLetterSubject(listener.getDeadLetterSubject());
        PropertyMapper.get().from(listener::getPrefetch).to(settings::prefetch);
    }
}
