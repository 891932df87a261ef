package dev.natsbroker.spring.config;

import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.listener.method.ListenerMethod;
import java.lang.reflect.Method;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/** What listeners of all kinds have. */
abstract class AbstractNatsListenerEndpoint implements NatsListenerEndpoint {
    private final String id;
    private String connection = "";
    private @Nullable Object bean;
    private @Nullable Method method;
    private @Nullable Duration timeout;
    private @Nullable Boolean autoStartup;

    AbstractNatsListenerEndpoint(String id) {
        this.id = id;
    }

    @Override
    public final String getId() {
        return id;
    }

    /** Name of the connection; empty means the default one. */
    public final void setConnection(String connection) {
        this.connection = connection;
    }

    /** How long the handler may take; null means what the container factory says. */
    public final void setTimeout(@Nullable Duration timeout) {
        this.timeout = timeout;
    }

    /** Whether it starts with the application; null means what the container factory says. */
    public final void setAutoStartup(@Nullable Boolean autoStartup) {
        this.autoStartup = autoStartup;
    }

    final void setBeanMethod(Object bean, Method method) {
        this.bean = bean;
        this.method = method;
    }

    final NatsConnectionFactory connection(NatsListenerContainerFactory defaults) {
        return defaults.getConnections().get(connection);
    }

    final @Nullable Duration timeout(NatsListenerContainerFactory defaults) {
        return timeout == null ? defaults.getTimeout() : timeout;
    }

    final boolean autoStartup(NatsListenerContainerFactory defaults) {
        return autoStartup == null ? defaults.isAutoStartup() : autoStartup;
    }

    final Method method() {
        Assert.state(method != null, () -> "Listener '" + id + "' has no handler and no method");
        return method;
    }

    /** The bean's method as a listener, which may have arguments of these types beside those of all listeners. */
    final ListenerMethod listenerMethod(NatsListenerContainerFactory defaults, Class<?>... providedTypes) {
        Method called = method();
        Assert.state(bean != null, () -> "Listener '" + id + "' has no bean for its method");
        return defaults.createMethodFactory().create(bean, called, providedTypes);
    }
}
