package dev.natsbroker.spring.annotation;

import dev.natsbroker.spring.config.NatsListenerEndpointRegistry;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.type.AnnotationMetadata;

/** Registers the infrastructure for annotated listeners, unless it is there. */
public final class NatsListenerBootstrap implements ImportBeanDefinitionRegistrar {
    private static final String PREFIX = "dev.natsbroker.spring.";

    /** Made by Spring when it reads {@code @Import}. */
    public NatsListenerBootstrap() {}

    @Override
    public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
        register(registry, NatsListenerEndpointRegistry.BEAN_NAME, NatsListenerEndpointRegistry.class);
        register(
                registry,
                PREFIX + "natsListenerAnnotationBeanPostProcessor",
                NatsListenerAnnotationBeanPostProcessor.class);
    }

    private static void register(BeanDefinitionRegistry registry, String name, Class<?> type) {
        if (!registry.containsBeanDefinition(name)) {
            RootBeanDefinition definition = new RootBeanDefinition(type);
            definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
            registry.registerBeanDefinition(name, definition);
        }
    }
}
