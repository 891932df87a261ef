package dev.natsbroker.autoconfigure.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.autoconfigure.ClientFixture;
import dev.natsbroker.spring.cache.NatsCache;
import dev.natsbroker.spring.cache.NatsCacheConfiguration;
import dev.natsbroker.spring.cache.NatsCacheManager;
import io.nats.client.Connection;
import java.io.Serializable;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

class NatsCacheAutoConfigurationTest {
    @RegisterExtension
    static final ClientFixture NATS = new ClientFixture();

    private final ApplicationContextRunner contextRunner = NATS.contextRunner(
                    NatsCacheAutoConfiguration.class, CacheAutoConfiguration.class)
            .withPropertyValues("nats.cache.enabled=true");

    private static NatsCacheConfiguration configurationOf(NatsCacheManager manager, String cache) {
        return ((NatsCache) Objects.requireNonNull(manager.getCache(cache))).getConfiguration();
    }

    @Test
    void shouldCacheInNats() {
        contextRunner.withUserConfiguration(CachingConfiguration.class).run(first -> {
            assertThat(first.getBean(Squares.class).of(7)).isEqualTo(new Square(7, 49));
            assertThat(first.getBean(Squares.class).of(7)).isEqualTo(new Square(7, 49));
            assertThat(first.getBean(Squares.class).calls()).isEqualTo(1);
            assertThat(first.getBean(Connection.class).keyValueManagement().getBucketNames())
                    .contains("cache");

            // Another instance of the application finds what the first has cached.
            contextRunner.withUserConfiguration(CachingConfiguration.class).run(second -> {
                assertThat(second.getBean(Squares.class).of(7)).isEqualTo(new Square(7, 49));
                assertThat(second.getBean(Squares.class).calls()).isZero();
            });
        });
    }

    @Test
    void shouldConfigureCaches() {
        contextRunner
                .withUserConfiguration(CachingConfiguration.class, CustomizersConfiguration.class)
                .withPropertyValues(
                        "nats.cache.bucket=mine",
                        "nats.cache.time-to-live=5s",
                        "nats.cache.cache-nulls=false",
                        "nats.cache.names=users,prices")
                .run(context -> {
                    NatsCacheManager manager = context.getBean(NatsCacheManager.class);
                    assertThat(manager.getCacheNames()).containsExactlyInAnyOrder("users", "prices", "added");
                    assertThat(configurationOf(manager, "users").bucket()).isEqualTo("mine");
                    assertThat(configurationOf(manager, "users").cacheNulls()).isFalse();
                    assertThat(configurationOf(manager, "prices").bucket()).isEqualTo("second");
                    assertThat(manager.getCache("others")).isNull();
                    assertThat(context.getBean(NatsCacheConfiguration.class)
                                    .timeToLive()
                                    .of("key", "value"))
                            .hasSeconds(5);
                });
    }

    @Test
    void shouldMakeAnyCacheWithoutNames() {
        contextRunner.withUserConfiguration(CachingConfiguration.class).run(context -> {
            NatsCacheManager manager = context.getBean(NatsCacheManager.class);
            assertThat(manager.getCache("whatever")).isNotNull();
            assertThat(configurationOf(manager, "whatever").cacheNulls()).isTrue();
        });
    }

    @Test
    void shouldLeaveCachesAloneUnlessEnabled() {
        contextRunner
                .withUserConfiguration(CachingConfiguration.class)
                .withPropertyValues("nats.cache.enabled=false")
                .run(context -> assertThat(context)
                        .doesNotHaveBean(NatsCacheManager.class)
                        .hasSingleBean(CacheManager.class)
                        .getBean(CacheManager.class)
                        .isInstanceOf(ConcurrentMapCacheManager.class));
    }

    @Test
    void shouldBackOffForACacheManagerOrConfigurationOfTheApplication() {
        contextRunner
                .withBean("mine", CacheManager.class, ConcurrentMapCacheManager::new)
                .run(context ->
                        assertThat(context).hasSingleBean(CacheManager.class).hasBean("mine"));
        contextRunner
                .withBean(
                        "mine",
                        NatsCacheConfiguration.class,
                        () -> NatsCacheConfiguration.defaults().withBucket("own"))
                .run(context -> {
                    assertThat(context).hasSingleBean(NatsCacheConfiguration.class);
                    assertThat(configurationOf(context.getBean(NatsCacheManager.class), "x")
                                    .bucket())
                            .isEqualTo("own");
                });
    }

    @Test
    void shouldStayAwayWithoutNats() {
        contextRunner
                .withPropertyValues("nats.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(NatsCacheManager.class));
        contextRunner
                .withClassLoader(new FilteredClassLoader(Connection.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(NatsCacheManager.class));
    }

    record Square(int root, int square) implements Serializable {}

    static class Squares {
        private final AtomicInteger calls = new AtomicInteger();

        public int calls() {
            return calls.get();
        }

        @Cacheable("squares")
        public Square of(int root) {
            calls.incrementAndGet();
            return new Square(root, root * root);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    static class CachingConfiguration {
        @Bean
        Squares squares() {
            return new Squares();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class CustomizersConfiguration {
        @Bean
        @Order(2)
        NatsCacheCustomizer second() {
            return (caches, defaults) -> caches.put("prices", defaults.withBucket("second"));
        }

        @Bean
        @Order(1)
        NatsCacheCustomizer first() {
            return (caches, defaults) -> {
                caches.put("prices", defaults.withBucket("first"));
                caches.put("added", defaults);
            };
        }
    }
}
