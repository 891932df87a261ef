package dev.natsbroker.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.natsbroker.spring.annotation.KeyValueListener;
import dev.natsbroker.spring.kv.BucketEntry;
import dev.natsbroker.spring.kv.BucketWatch;
import dev.natsbroker.spring.kv.KeyExistsException;
import dev.natsbroker.spring.kv.KeyValueBucket;
import dev.natsbroker.spring.kv.KeyValueOperations;
import dev.natsbroker.spring.kv.RevisionMismatchException;
import dev.natsbroker.spring.kv.UndecodableValueException;
import dev.natsbroker.spring.lock.NatsLock;
import dev.natsbroker.spring.lock.NatsLockRegistry;
import dev.natsbroker.spring.object.ObjectBucket;
import dev.natsbroker.spring.object.ObjectStoreOperations;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.test.context.TestPropertySource;

@NatsApplicationTest
@TestPropertySource(
        properties = {
            "nats.jetstream.key-value-buckets.orders.history=5",
            "nats.jetstream.key-value-buckets.watched.history=1",
            "nats.jetstream.object-store-buckets.files.description=for people",
            "nats.cache.enabled=true",
            "nats.cache.time-to-live=1m",
            "nats.lock.lease=5s"
        })
class StoresTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    @Autowired
    private KeyValueOperations keyValue;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableCaching
    @Import({Prices.class, Watcher.class})
    static class Application {}

    record Order(String id, int amount) {}

    static class Prices {
        final AtomicInteger asked = new AtomicInteger();

        @Cacheable("prices")
        public String of(String article) {
            return article + asked.incrementAndGet();
        }

        @CacheEvict("prices")
        public void forget(String article) {}
    }

    static class Watcher {
        final Queue<String> seen = new ConcurrentLinkedQueue<>();

        @KeyValueListener(bucket = "watched", keys = "limits.{tenant}", deletes = true)
        void on(BucketEntry<Order> entry, @DestinationVariable String tenant) {
            seen.add(tenant + "="
                    + (entry.value() == null ? entry.operation() : entry.value().amount()));
        }
    }

    @Test
    void shouldKeepTypedValuesByRevision() {
        // given
        KeyValueBucket<Order> orders = keyValue.bucket("orders", Order.class);

        // when
        long revision = orders.create("a.b", new Order("1", 1));

        // then
        assertThat(orders.get("a.b")).isEqualTo(new Order("1", 1));
        assertThat(orders.get("nothing")).isNull();
        assertThatExceptionOfType(KeyExistsException.class).isThrownBy(() -> orders.create("a.b", new Order("2", 2)));
        orders.update("a.b", new Order("1", 2), revision);
        assertThatExceptionOfType(RevisionMismatchException.class)
                .isThrownBy(() -> orders.update("a.b", new Order("1", 3), revision));
        assertThat(orders.update("a.b", old -> new Order("1", old == null ? 0 : old.amount() + 40)))
                .isEqualTo(new Order("1", 42));
        assertThat(orders.history("a.b"))
                .extracting(BucketEntry::value)
                .extracting(Order::amount)
                .containsExactly(1, 2, 42);
        assertThat(orders.keys("a.*")).containsExactly("a.b");
        orders.delete("a.b");
        assertThat(orders.get("a.b")).isNull();
        keyValue.bucket("orders", String.class).put("text", "{nonsense");
        assertThatExceptionOfType(UndecodableValueException.class).isThrownBy(() -> orders.get("text"));
    }

    @Test
    void shouldTellListenersAndWatchesOfChanges(@Autowired Watcher watcher) throws Exception {
        // given
        KeyValueBucket<Order> limits = keyValue.bucket("watched", Order.class);
        Queue<String> watched = new ConcurrentLinkedQueue<>();

        // when
        try (BucketWatch watch = limits.watch(entry -> watched.add(entry.key() + entry.operation()))) {
            assertThat(watch).isNotNull();
            limits.put("limits.acme", new Order("x", 7));
            limits.put("others.acme", new Order("x", 8));
            limits.delete("limits.acme");

            // then
            await().atMost(LONG).untilAsserted(() -> assertThat(watcher.seen).containsExactly("acme=7", "acme=DELETE"));
            await().atMost(LONG)
                    .untilAsserted(() ->
                            assertThat(watched).contains("limits.acmePUT", "others.acmePUT", "limits.acmeDELETE"));
        }
    }

    @Test
    void shouldCacheWhatMethodsReturn(@Autowired Prices prices) {
        // when
        String first = prices.of("tea");

        // then
        assertThat(prices.of("tea")).isEqualTo(first);
        prices.forget("tea");
        assertThat(prices.of("tea")).isNotEqualTo(first);
    }

    @Test
    void shouldLetOneHaveALock(@Autowired NatsLockRegistry locks) throws Exception {
        // given
        try (NatsLockRegistry others = new NatsLockRegistry(keyValue, Duration.ofSeconds(5))) {
            NatsLock.Held held = locks.obtain("invoices").acquire(LONG);
            assertThat(held).isNotNull();

            // when
            boolean wrong = CompletableFuture.supplyAsync(
                            () -> others.obtain("invoices").tryLock())
                    .join();
            held.close();

            // then
            assertThat(wrong).isFalse();
            try (NatsLock.Held next = others.obtain("invoices").acquire(LONG)) {
                assertThat(next).isNotNull();
                assertThat(next.fencingToken()).isGreaterThan(held.fencingToken());
            }
        }
    }

    @Test
    void shouldKeepObjectsAsResources(@Autowired ObjectStoreOperations stores, @Autowired ResourceLoader resources)
            throws Exception {
        // given
        ObjectBucket files = stores.bucket("files");
        byte[] content = "content ".repeat(50_000).getBytes(StandardCharsets.UTF_8);

        // when
        files.put("reports/2026.txt", new ByteArrayResource(content));

        // then
        assertThat(files.get("reports/2026.txt").getContentAsByteArray()).isEqualTo(content);
        assertThat(resources.getResource("nats-object://files/reports/2026.txt").contentLength())
                .isEqualTo(content.length);
        assertThat(files.get("nothing").exists()).isFalse();
        assertThat(files.delete("reports/2026.txt")).isTrue();
    }
}
