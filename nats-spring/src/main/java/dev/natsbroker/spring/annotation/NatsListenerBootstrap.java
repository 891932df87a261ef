package dev.natsbroker.spring.annotation;

import dev.natsbroker.spring.config.ListenerAnnotationHandler;
import dev.natsbroker.spring.config.NatsListenerEndpointRegistry;
import dev.natsbroker.spring.service.NatsServiceAnnotationHandler;
import java.util.List;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.type.AnnotationMetadata;

/** Registers the infrastructure for annotated listeners, unless it is there. */
public final class NatsListenerBootstrap implements ImportBeanDefinitionRegistrar {
    private static final String PREFIX = "dev.natsbroker.spring.";
    private static final List<Class<? extends ListenerAnnotationHandler>> HANDLERS = List.of(
            SubscribeAnnotationHandler.class,
            JetStreamListenerAnnotationHandler.class,
            KeyValueListenerAnnotationHandler.class,
            NatsServiceAnnotationHandler.class);

    /** Made by Spring when it reads {@code @Import}. */
    public NatsListenerBootstrap() {}

    @Override
    public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
        register(registry, NatsListenerEndpointRegistry.BEAN_NAME, NatsListenerEndpointRegistry.class);
        register(
                registry,
                PREFIX + "natsListenerAnnotationBeanPostProcessor",
                NatsListenerAnnotationBeanPostProcessor.class);
        HANDLERS.forEach(handler -> register(registry, PREFIX + handler.getSimpleName(), handler));
    }

    private static void register(BeanDefinitionRegistry registry, String name, Class<?> type) {
        if (!registry.containsBeanDefinition(name)) {
            RootBeanDefinition definition = new RootBeanDefinition(type);
            definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
            registry.registerBeanDefinition(name, definition);
        }
    }
}
