package dev.natsbroker.spring.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.natsbroker.spring.ManualBroker;
import dev.natsbroker.spring.kv.KeyValueTemplate;
import dev.natsbroker.spring.support.converter.JacksonConverter;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.cache.Cache;
import org.springframework.core.ParameterizedTypeReference;
import tools.jackson.databind.json.JsonMapper;

class NatsCacheTest {
    @RegisterExtension
    static final ManualBroker nats = new ManualBroker();

    private static KeyValueTemplate keyValue;
    private static NatsCacheManager manager;

    record Order(String item, int count) {}

    @BeforeAll
    static void createManager() {
        PayloadConverters converters = new PayloadConverters(new JacksonConverter(JsonMapper.shared()));
        keyValue = new KeyValueTemplate(nats.connectionFactory(), converters);
        NatsCacheConfiguration defaults = NatsCacheConfiguration.defaults();
        manager = new NatsCacheManager(
                keyValue,
                converters,
                defaults,
                Map.of(
                        "json", defaults.withValueType(Order.class).withTimeToLive(Duration.ofMinutes(1)),
                        "lists", defaults.withValueType(new ParameterizedTypeReference<List<Order>>() {}),
                        "own", defaults.withBucket("own-bucket").withoutNulls(),
                        "lifetimes",
                                defaults.withTimeToLive(
                                        (key, value) -> "short".equals(value) ? Duration.ofSeconds(5) : null)));
        manager.afterPropertiesSet();
    }

    private static NatsCache cache(String name) {
        return (NatsCache) manager.getCache(name);
    }

    @Test
    void shouldKeepValuesOfAnyType() {
        // given
        NatsCache cache = cache("any");

        // when
        cache.put("text", "hello");
        cache.put(1, new ArrayList<>(List.of(1, 2)));
        cache.put("null", null);

        // then
        assertThat(cache.get("text", String.class)).isEqualTo("hello");
        assertThat(cache.get(1).get()).isEqualTo(List.of(1, 2));
        assertThat(cache.get("null").get()).isNull();
        assertThat(cache.get("missing")).isNull();
        assertThatThrownBy(() -> cache.get("text", Integer.class)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cache.put("order", new Order("pen", 1)))
                .isInstanceOf(CacheValueException.class)
                .hasMessageContaining("Serializable");
        assertThat(manager.getCacheNames()).contains("any", "json", "own");
    }

    @Test
    void shouldKeepValuesAsJson() {
        // given
        cache("json").put("a b", new Order("pen", 1));
        cache("lists").put("all", List.of(new Order("pen", 1)));

        // then
        assertThat(cache("json").get("a b").get()).isEqualTo(new Order("pen", 1));
        assertThat(cache("lists").get("all").get()).isEqualTo(List.of(new Order("pen", 1)));
        assertThat(keyValue.bucket("cache", String.class).get("json.a=20b"))
                .isEqualTo("C{\"item\":\"pen\",\"count\":1}");
    }

    @Test
    void shouldNameUnreadableValues() {
        // given
        cache("json").put("good", new Order("pen", 1));
        keyValue.bucket("cache", String.class).put("json.bad", "Cnonsense");
        keyValue.bucket("cache", String.class).put("json.worse", "");

        // then
        assertThatThrownBy(() -> cache("json").get("bad"))
                .isInstanceOf(CacheValueException.class)
                .hasMessageContaining("'bad'")
                .hasMessageContaining("'json'");
        assertThatThrownBy(() -> cache("json").get("worse")).isInstanceOf(CacheValueException.class);
    }

    @Test
    void shouldForgetInTime() {
        // given
        cache("json").put("minute", new Order("pen", 1));
        cache("lifetimes").put("a", "short");
        cache("lifetimes").put("b", "long");
        cache("lifetimes").put("c", "long", Duration.ofSeconds(5));

        // when
        nats.clock().advance(Duration.ofSeconds(6));

        // then
        await().untilAsserted(() -> assertThat(cache("lifetimes").get("a")).isNull());
        await().untilAsserted(() -> assertThat(cache("lifetimes").get("c")).isNull());
        assertThat(cache("json").get("minute")).isNotNull();
        nats.clock().advance(Duration.ofMinutes(1));
        await().untilAsserted(() -> assertThat(cache("json").get("minute")).isNull());
        assertThat(cache("lifetimes").get("b").get()).isEqualTo("long");
    }

    @Test
    void shouldPutIfAbsentAndEvict() {
        // given
        NatsCache cache = cache("absent");

        // then
        assertThat(cache.putIfAbsent("a", "1")).isNull();
        assertThat(cache.putIfAbsent("a", "2").get()).isEqualTo("1");
        assertThat(cache.evictIfPresent("a")).isTrue();
        assertThat(cache.evictIfPresent("a")).isFalse();
        assertThat(cache.putIfAbsent("a", "3")).isNull();
        cache.evict("a");
        assertThat(cache.get("a")).isNull();
    }

    @Test
    void shouldClearOnlyItself() {
        // given
        cache("cleared").put("a", "1");
        cache("cleared").put("b", "1");
        cache("clear").put("a", "1");

        // then
        assertThat(cache("cleared").invalidate()).isTrue();
        assertThat(cache("cleared").invalidate()).isFalse();
        assertThat(cache("cleared").get("a")).isNull();
        assertThat(cache("clear").get("a")).isNotNull();
        cache("clear").clear();
        assertThat(cache("clear").get("a")).isNull();
    }

    @Test
    void shouldWorkWithoutBucketAndRefuseNull() {
        // given
        NatsCache cache = cache("own");

        // then
        assertThat(cache.get("a")).isNull();
        cache.evict("a");
        cache.clear();
        assertThatThrownBy(() -> cache.put("a", null)).isInstanceOf(IllegalArgumentException.class);
        cache.put("a", "1");
        assertThat(cache.get("a").get()).isEqualTo("1");
        assertThat(keyValue.bucketNames()).contains("own-bucket");
    }

    @Test
    void shouldLoadOnceAtATime() throws Exception {
        // given
        NatsCache cache = cache("loaded");
        AtomicInteger loads = new AtomicInteger();
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        List<Future<String>> results = new ArrayList<>();

        // when
        for (int i = 0; i < 3; i++) {
            results.add(threads.submit(() -> cache.get("a", () -> {
                loading.countDown();
                go.await(5, TimeUnit.SECONDS);
                return "loaded " + loads.incrementAndGet();
            })));
        }
        loading.await(5, TimeUnit.SECONDS);
        go.countDown();

        // then
        for (Future<String> result : results) {
            assertThat(result.get(5, TimeUnit.SECONDS)).isEqualTo("loaded 1");
        }
        threads.shutdownNow();
        assertThatThrownBy(() -> cache.get("b", () -> {
                    throw new IllegalCallerException("no");
                }))
                .isInstanceOf(Cache.ValueRetrievalException.class)
                .hasCauseInstanceOf(IllegalCallerException.class);
        assertThat(cache.<String>get("c", () -> null)).isNull();
        assertThat(cache.get("c")).isNotNull();
    }

    @Test
    void shouldRetrieveAsynchronously() throws Exception {
        // given
        NatsCache cache = cache("retrieved");
        AtomicInteger loads = new AtomicInteger();
        CompletableFuture<String> source = new CompletableFuture<>();

        // when
        CompletableFuture<String> first = cache.retrieve("a", () -> {
            loads.incrementAndGet();
            return source;
        });
        CompletableFuture<String> second = cache.retrieve("a", () -> {
            loads.incrementAndGet();
            return source;
        });
        source.complete("value");

        // then
        assertThat(first.get(5, TimeUnit.SECONDS)).isEqualTo("value");
        assertThat(second.get(5, TimeUnit.SECONDS)).isEqualTo("value");
        assertThat(loads).hasValue(1);
        assertThat(cache.retrieve("a").get(5, TimeUnit.SECONDS))
                .extracting(wrapper -> ((Cache.ValueWrapper) wrapper).get())
                .isEqualTo("value");
        assertThat(cache.retrieve("missing").get(5, TimeUnit.SECONDS)).isNull();
        assertThatThrownBy(() -> cache.retrieve("b", () -> CompletableFuture.failedFuture(new IllegalCallerException()))
                        .get(5, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(IllegalCallerException.class);
    }

    @Test
    void shouldNotMakeCachesThatAreNotKnown() {
        NatsCacheManager closed =
                new NatsCacheManager(keyValue, new PayloadConverters(), NatsCacheConfiguration.defaults(), Map.of());
        closed.setDynamic(false);
        closed.afterPropertiesSet();
        assertThat(closed.getCache("unknown")).isNull();
        assertThatThrownBy(() -> NatsCacheConfiguration.defaults().withTimeToLive(Duration.ofMillis(1)))
                .hasMessageContaining("PT1S");
    }
}
