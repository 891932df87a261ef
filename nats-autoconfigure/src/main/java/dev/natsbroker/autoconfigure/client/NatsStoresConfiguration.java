package dev.natsbroker.autoconfigure.client;

import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.kv.KeyValueOperations;
import dev.natsbroker.spring.kv.KeyValueTemplate;
import dev.natsbroker.spring.lock.LockLostListener;
import dev.natsbroker.spring.lock.NatsLockRegistry;
import dev.natsbroker.spring.object.ObjectStoreOperations;
import dev.natsbroker.spring.object.ObjectStoreProtocolResolver;
import dev.natsbroker.spring.object.ObjectStoreTemplate;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * Key-value and object stores, and the locks on them. Lazy: few applications use all of them, and the locks have threads that only
 * those need who lock.
 */
@Configuration(proxyBeanMethods = false)
@Lazy
class NatsStoresConfiguration {

    @Bean
    @ConditionalOnMissingBean(KeyValueOperations.class)
    KeyValueTemplate natsKeyValueTemplate(NatsConnectionFactory connectionFactory, PayloadConverters converters) {
        return new KeyValueTemplate(connectionFactory, converters);
    }

    @Bean
    @ConditionalOnMissingBean(ObjectStoreOperations.class)
    ObjectStoreTemplate natsObjectStoreTemplate(NatsConnectionFactory connectionFactory) {
        return new ObjectStoreTemplate(connectionFactory);
    }

    /** Static, since it works on the bean factory before there are beans. */
    @Bean
    @ConditionalOnMissingBean
    static ObjectStoreProtocolResolver natsObjectStoreProtocolResolver(ObjectProvider<ObjectStoreOperations> stores) {
        return new ObjectStoreProtocolResolver(stores::getObject);
    }

    @Bean
    @ConditionalOnMissingBean
    NatsLockRegistry natsLockRegistry(
            KeyValueOperations keyValue, NatsProperties properties, ObjectProvider<LockLostListener> listener) {
        LockProperties lock = properties.getLock();
        return new NatsLockRegistry(
                keyValue, lock.getBucket(), lock.getLease(), listener.getIfUnique(() -> (lost, token) -> {}));
    }
}
