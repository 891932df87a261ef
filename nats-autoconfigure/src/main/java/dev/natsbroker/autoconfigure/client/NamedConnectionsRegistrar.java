package dev.natsbroker.autoconfigure.client;

import dev.natsbroker.spring.core.ConnectionProxy;
import dev.natsbroker.spring.core.DefaultNatsConnectionFactory;
import dev.natsbroker.spring.core.JetStreamTemplate;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.core.NatsConnections;
import dev.natsbroker.spring.core.NatsTemplate;
import dev.natsbroker.spring.kv.KeyValueTemplate;
import dev.natsbroker.spring.object.ObjectStoreTemplate;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.nats.client.Connection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.boot.context.properties.bind.BindResult;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * For each of {@code nats.connections.<name>}, a connection and templates with the beans' names
 * {@code <name>NatsConnectionFactory}, {@code <name>NatsConnection}, {@code <name>NatsTemplate},
 * {@code <name>JetStreamTemplate}, {@code <name>KeyValueTemplate} and {@code <name>ObjectStoreTemplate}, to be injected by
 * qualifier. Injection by type alone gets those of the default connection.
 */
final class NamedConnectionsRegistrar implements BeanRegistrar {
    @Override
    public void register(BeanRegistry registry, Environment environment) {
        names(environment).forEach(name -> register(registry, name));
    }

    static Set<String> names(Environment environment) {
        BindResult<Map<String, NatsConnectionProperties>> connections = Binder.get(environment)
                .bind("nats.connections", Bindable.mapOf(String.class, NatsConnectionProperties.class));
        return connections.isBound() ? connections.get().keySet() : Set.of();
    }

    private static void register(BeanRegistry registry, String name) {
        if (name.equals(NatsConnections.DEFAULT)) {
            throw new InvalidNatsPropertiesException(
                    "connections.default",
                    "set",
                    "the options of the default connection stand directly below nats",
                    null);
        }
        String factoryName = name + "NatsConnectionFactory";
        registry.registerBean(
                factoryName,
                DefaultNatsConnectionFactory.class,
                spec -> spec.fallback()
                        .supplier(
                                beans -> beans.bean(ConnectionAssembly.class).factory(name, properties(beans, name))));
        registry.registerBean(
                name + "NatsTemplate",
                NatsTemplate.class,
                spec -> spec.fallback()
                        .lazyInit()
                        .supplier(beans -> beans.bean(TemplateAssembly.class)
                                .natsTemplate(factory(beans, factoryName), properties(beans, name))));
        registry.registerBean(
                name + "JetStreamTemplate",
                JetStreamTemplate.class,
                spec -> spec.fallback()
                        .lazyInit()
                        .supplier(beans -> beans.bean(TemplateAssembly.class)
                                .jetStreamTemplate(
                                        factory(beans, factoryName),
                                        beans.bean(NatsProperties.class).getJetstream())));
        registry.registerBean(
                name + "KeyValueTemplate",
                KeyValueTemplate.class,
                spec -> spec.fallback()
                        .lazyInit()
                        .supplier(beans -> new KeyValueTemplate(
                                factory(beans, factoryName), beans.bean(PayloadConverters.class))));
        registry.registerBean(
                name + "ObjectStoreTemplate",
                ObjectStoreTemplate.class,
                spec -> spec.fallback()
                        .lazyInit()
                        .supplier(beans -> new ObjectStoreTemplate(factory(beans, factoryName))));
        registry.registerBean(
                name + "NatsConnection",
                Connection.class,
                spec -> spec.fallback().lazyInit().supplier(beans -> ConnectionProxy.of(factory(beans, factoryName))));
    }

    private static NatsConnectionProperties properties(BeanRegistry.SupplierContext beans, String name) {
        return Objects.requireNonNull(
                beans.bean(NatsProperties.class).getConnections().get(name));
    }

    private static NatsConnectionFactory factory(BeanRegistry.SupplierContext beans, String factoryName) {
        return beans.bean(factoryName, NatsConnectionFactory.class);
    }
}
