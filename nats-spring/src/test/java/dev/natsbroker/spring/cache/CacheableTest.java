package dev.natsbroker.spring.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.spring.BrokerFixture;
import dev.natsbroker.spring.core.NatsConnectionException;
import dev.natsbroker.spring.kv.KeyValueTemplate;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.CachingConfigurer;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.interceptor.CacheErrorHandler;
import org.springframework.cache.interceptor.LoggingCacheErrorHandler;
import org.springframework.cache.interceptor.SimpleCacheErrorHandler;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class CacheableTest {
    @RegisterExtension
    static final BrokerFixture nats = new BrokerFixture();

    static class Prices {
        private final AtomicInteger calls = new AtomicInteger();

        @Cacheable("prices")
        public String price(String item, int count) {
            return item + " " + count + " " + calls.incrementAndGet();
        }

        @Cacheable(cacheNames = "prices", sync = true)
        public String synchronised(String item) {
            return item + " " + calls.incrementAndGet();
        }

        @CacheEvict(cacheNames = "prices", allEntries = true)
        public void forget() {
            calls.set(0);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableCaching(proxyTargetClass = true)
    static class Application implements CachingConfigurer {
        @Bean
        Prices prices() {
            return new Prices();
        }

        @Bean
        NatsCacheManager natsCacheManager() {
            PayloadConverters converters = new PayloadConverters();
            return new NatsCacheManager(
                    new KeyValueTemplate(nats.connectionFactory(), converters),
                    converters,
                    NatsCacheConfiguration.defaults());
        }

        @Override
        public CacheErrorHandler errorHandler() {
            return new SimpleCacheErrorHandler();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Tolerant extends Application {
        @Override
        public CacheErrorHandler errorHandler() {
            return new LoggingCacheErrorHandler();
        }
    }

    @Test
    void shouldCacheResults() {
        // given
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Application.class)) {
            Prices prices = context.getBean(Prices.class);

            // then
            assertThat(prices.price("pen", 2)).isEqualTo("pen 2 1");
            assertThat(prices.price("pen", 2)).isEqualTo("pen 2 1");
            assertThat(prices.price("pen", 3)).isEqualTo("pen 3 2");
            assertThat(prices.synchronised("ink")).isEqualTo("ink 3");
            assertThat(prices.synchronised("ink")).isEqualTo("ink 3");
            prices.forget();
            assertThat(prices.price("pen", 2)).isEqualTo("pen 2 1");
        }
    }

    @Test
    void shouldLeaveErrorsToTheErrorHandler() throws Exception {
        // given
        try (AnnotationConfigApplicationContext tolerant = new AnnotationConfigApplicationContext(Tolerant.class);
                AnnotationConfigApplicationContext strict = new AnnotationConfigApplicationContext(Application.class)) {
            Prices tolerantPrices = tolerant.getBean(Prices.class);
            Prices strictPrices = strict.getBean(Prices.class);
            assertThat(tolerantPrices.synchronised("warm up")).isNotNull();

            // when
            nats.stop();

            // then
            assertThatThrownBy(() -> strictPrices.price("pen", 9)).isInstanceOf(NatsConnectionException.class);
            assertThat(tolerantPrices.synchronised("nib")).startsWith("nib");
            nats.restart();
        }
    }
}
