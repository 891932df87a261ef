package dev.natsbroker.spring.annotation;

import dev.natsbroker.spring.BrokerFixture;
import dev.natsbroker.spring.config.NatsListenerEndpointRegistry;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.listener.NatsListenerContainer;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;

/** An application with listeners on a broker, and nothing else. */
public final class ListenerContext implements AutoCloseable {
    private final AnnotationConfigApplicationContext context;

    private ListenerContext(AnnotationConfigApplicationContext context) {
        this.context = context;
    }

    /** A started application with beans of these classes. */
    public static ListenerContext start(BrokerFixture nats, Class<?>... beans) {
        return start(nats, Map.of(), context -> context.register(beans));
    }

    /** A started application with these properties, and what {@code beans} registers. */
    public static ListenerContext start(
            BrokerFixture nats, Map<String, Object> properties, Consumer<AnnotationConfigApplicationContext> beans) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
        context.registerBean("connectionFactory", NatsConnectionFactory.class, () -> nats.connectionFactory());
        context.register(Enabled.class);
        beans.accept(context);
        context.refresh();
        return new ListenerContext(context);
    }

    /** A bean. */
    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** The listeners. */
    public NatsListenerEndpointRegistry registry() {
        return bean(NatsListenerEndpointRegistry.class);
    }

    /** The only listener. */
    public NatsListenerContainer container() {
        return registry().getContainers().iterator().next();
    }

    /** The application. */
    public AnnotationConfigApplicationContext context() {
        return context;
    }

    @Override
    public void close() {
        context.close();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableNats
    static class Enabled {}
}
