package dev.natsbroker.autoconfigure.client;

import dev.natsbroker.spring.cache.NatsCacheConfiguration;
import dev.natsbroker.spring.cache.NatsCacheManager;
import dev.natsbroker.spring.kv.KeyValueOperations;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.cache.CacheManager;
import org.springframework.context.annotation.Bean;

/** Caches in NATS, in place of those that Spring Boot would set up. */
@AutoConfiguration(
        after = NatsAutoConfiguration.class,
        beforeName = "org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration")
@ConditionalOnClass({CacheManager.class, KeyValueOperations.class})
@ConditionalOnBean(KeyValueOperations.class)
@ConditionalOnBooleanProperty("nats.cache.enabled")
public final class NatsCacheAutoConfiguration {

    /** The configuration of caches that {@link NatsCacheCustomizer} gives none of their own. */
    @Bean
    @ConditionalOnMissingBean
    NatsCacheConfiguration natsCacheConfiguration(NatsProperties properties) {
        CacheProperties cache = properties.getCache();
        NatsCacheConfiguration configuration = NatsCacheConfiguration.defaults().withBucket(cache.getBucket());
        if (cache.getTimeToLive() != null) {
            configuration = configuration.withTimeToLive(cache.getTimeToLive());
        }
        return cache.isCacheNulls() ? configuration : configuration.withoutNulls();
    }

    @Bean
    @ConditionalOnMissingBean(CacheManager.class)
    NatsCacheManager cacheManager(
            KeyValueOperations keyValue,
            PayloadConverters converters,
            NatsCacheConfiguration defaults,
            NatsProperties properties,
            ObjectProvider<NatsCacheCustomizer> customizers) {
        Map<String, NatsCacheConfiguration> caches = properties.getCache().getNames().stream()
                .collect(Collectors.toMap(Function.identity(), name -> defaults));
        customizers.orderedStream().forEach(customizer -> customizer.customize(caches, defaults));
        NatsCacheManager manager = new NatsCacheManager(keyValue, converters, defaults, caches);
        manager.setDynamic(properties.getCache().getNames().isEmpty());
        return manager;
    }
}
