package dev.natsbroker.autoconfigure.client;

import dev.natsbroker.spring.core.JetStreamTemplate;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.core.NatsTemplate;
import dev.natsbroker.spring.kv.KeyValueTemplate;
import dev.natsbroker.spring.object.ObjectStoreTemplate;
import dev.natsbroker.spring.reactive.ReactiveJetStreamTemplate;
import dev.natsbroker.spring.reactive.ReactiveKeyValueTemplate;
import dev.natsbroker.spring.reactive.ReactiveNatsTemplate;
import dev.natsbroker.spring.reactive.ReactiveObjectStoreTemplate;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.core.env.Environment;

/**
 * For each of {@code nats.connections.<name>}, reactive templates with the beans' names {@code <name>ReactiveNatsTemplate},
 * {@code <name>ReactiveJetStreamTemplate}, {@code <name>ReactiveKeyValueTemplate} and {@code <name>ReactiveObjectStoreTemplate};
 * see {@link NamedConnectionsRegistrar}.
 */
final class NamedReactiveTemplatesRegistrar implements BeanRegistrar {
    @Override
    public void register(BeanRegistry registry, Environment environment) {
        NamedConnectionsRegistrar.names(environment).forEach(name -> register(registry, name));
    }

    private static void register(BeanRegistry registry, String name) {
        registry.registerBean(
                name + "ReactiveNatsTemplate",
                ReactiveNatsTemplate.class,
                spec -> spec.fallback()
                        .lazyInit()
                        .supplier(beans -> new ReactiveNatsTemplate(
                                beans.bean(name + "NatsTemplate", NatsTemplate.class),
                                factory(beans, name),
                                beans.bean(PayloadConverters.class))));
        registry.registerBean(
                name + "ReactiveJetStreamTemplate",
                ReactiveJetStreamTemplate.class,
                spec -> spec.fallback()
                        .lazyInit()
                        .supplier(beans -> new ReactiveJetStreamTemplate(
                                beans.bean(name + "JetStreamTemplate", JetStreamTemplate.class),
                                factory(beans, name),
                                beans.bean(PayloadConverters.class))));
        registry.registerBean(
                name + "ReactiveKeyValueTemplate",
                ReactiveKeyValueTemplate.class,
                spec -> spec.fallback()
                        .lazyInit()
                        .supplier(beans -> new ReactiveKeyValueTemplate(
                                beans.bean(name + "KeyValueTemplate", KeyValueTemplate.class))));
        registry.registerBean(
                name + "ReactiveObjectStoreTemplate",
                ReactiveObjectStoreTemplate.class,
                spec -> spec.fallback()
                        .lazyInit()
                        .supplier(beans -> new ReactiveObjectStoreTemplate(
                                beans.bean(name + "ObjectStoreTemplate", ObjectStoreTemplate.class))));
    }

    private static NatsConnectionFactory factory(BeanRegistry.SupplierContext beans, String name) {
        return beans.bean(name + "NatsConnectionFactory", NatsConnectionFactory.class);
    }
}
