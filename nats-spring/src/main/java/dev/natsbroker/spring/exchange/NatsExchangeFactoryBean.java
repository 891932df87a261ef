package dev.natsbroker.spring.exchange;

import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.core.NatsConnections;
import dev.natsbroker.spring.core.NatsOperations;
import dev.natsbroker.spring.core.NatsTemplate;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.util.Assert;

/** The bean of an exchange interface; made by a {@link NatsExchangeProxyFactory} bean if there is one. */
public final class NatsExchangeFactoryBean<T> implements FactoryBean<T>, BeanFactoryAware {
    private final Class<T> type;
    private @Nullable BeanFactory beanFactory;

    /** The bean of {@code type}; also called by what ahead-of-time processing generates next to the interface. */
    public NatsExchangeFactoryBean(Class<T> type) {
        this.type = type;
    }

    @Override
    public void setBeanFactory(BeanFactory beanFactory) {
        this.beanFactory = beanFactory;
    }

    @Override
    public T getObject() {
        BeanFactory beans = beanFactory;
        Assert.state(beans != null, "There is no bean factory");
        return beans.getBeanProvider(NatsExchangeProxyFactory.class)
                .getIfAvailable(() -> new NatsExchangeProxyFactory(
                        connection -> operations(beans, connection), text -> resolve(beans, text)))
                .createClient(type);
    }

    private static NatsOperations operations(BeanFactory beans, String connection) {
        if (connection.isEmpty()) {
            return beans.getBean(NatsOperations.class);
        }
        NatsConnections connections = beans.getBeanProvider(NatsConnections.class)
                .getIfAvailable(() -> new NatsConnections(((ListableBeanFactory) beans)
                        .getBeanProvider(NatsConnectionFactory.class)
                        .orderedStream()
                        .toList()));
        return new NatsTemplate(connections.get(connection), beans.getBean(PayloadConverters.class));
    }

    private static String resolve(BeanFactory beans, String text) {
        if (!(beans instanceof ConfigurableBeanFactory configurable)) {
            return text;
        }
        String resolved = new EmbeddedValueResolver(configurable).resolveStringValue(text);
        return resolved == null ? "" : resolved;
    }

    @Override
    public Class<?> getObjectType() {
        return type;
    }
}
