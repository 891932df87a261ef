package dev.natsbroker.spring.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.natsbroker.spring.BrokerFixture;
import dev.natsbroker.spring.core.NatsHeaders;
import dev.natsbroker.spring.kv.BucketEntry;
import dev.natsbroker.spring.listener.NatsListenerErrorHandler;
import io.nats.client.Connection;
import io.nats.client.KeyValue;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.KeyValueOperation;
import io.nats.client.api.StorageType;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;

@SuppressWarnings("try")
class KeyValueListenerTest {
    @RegisterExtension
    static final BrokerFixture nats = new BrokerFixture();

    private static final Queue<String> SEEN = new ConcurrentLinkedQueue<>();

    private final Connection connection = nats.connect();
    private KeyValue bucket;

    @BeforeEach
    void clear() throws Exception {
        SEEN.clear();
        if (connection.keyValueManagement().getBucketNames().contains("settings")) {
            connection.keyValueManagement().delete("settings");
        }
        createBucket(StorageType.Memory);
    }

    private void createBucket(StorageType storage) throws Exception {
        connection
                .keyValueManagement()
                .create(KeyValueConfiguration.builder()
                        .name("settings")
                        .maxHistoryPerKey(5)
                        .storageType(storage)
                        .build());
        bucket = connection.keyValue("settings");
    }

    private static void awaitSeen(String... expected) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(SEEN).containsExactly(expected));
    }

    record Limit(int max) {}

    static class Values {
        @KeyValueListener(bucket = "${bucket}", keys = "limits.{tenant}")
        void on(
                Limit limit,
                @DestinationVariable String tenant,
                @Header(NatsHeaders.KEY) String key,
                @Header(NatsHeaders.REVISION) long revision,
                @Header(NatsHeaders.OPERATION) KeyValueOperation operation) {
            SEEN.add(tenant + " " + limit.max() + " " + key + " " + revision + " " + operation);
        }
    }

    @Test
    void shouldSeeTheLastValuesAndTheirChanges() throws Exception {
        // given
        bucket.put("limits.a", "{\"max\":1}");
        bucket.put("limits.a", "{\"max\":2}");
        bucket.put("other", "x");

        // when
        try (ListenerContext context =
                ListenerContext.start(nats, Map.of("bucket", "settings"), beans -> beans.register(Values.class))) {
            awaitSeen("a 2 limits.a 2 PUT");
            bucket.put("limits.b", "{\"max\":3}");
            bucket.delete("limits.b");
            bucket.put("limits.c", "{no json");
            bucket.put("limits.c", "{\"max\":4}");

            // then
            awaitSeen("a 2 limits.a 2 PUT", "b 3 limits.b 4 PUT", "c 4 limits.c 7 PUT");
            assertThat(context.container().getSnapshot().failed()).isEqualTo(1);
            assertThat(context.container().getSnapshot().processed()).isEqualTo(3);
            assertThat(context.container().getKind()).isEqualTo("kv");
        }
    }

    static class Entries {
        @KeyValueListener(bucket = "settings", updatesOnly = true, deletes = true)
        void on(BucketEntry<Limit> entry) {
            Limit value = entry.value();
            SEEN.add(entry.key() + " " + entry.operation() + " " + (value == null ? null : value.max()));
        }
    }

    @Test
    void shouldSeeUpdatesOnlyAndDeletes() throws Exception {
        // given
        bucket.put("a", "{\"max\":1}");

        // when
        try (ListenerContext context = ListenerContext.start(nats, Entries.class)) {
            bucket.put("b", "{\"max\":2}");
            bucket.delete("a");
            bucket.purge("b");

            // then
            awaitSeen("b PUT 2", "a DELETE null", "b PURGE null");
        }
    }

    static class History {
        @KeyValueListener(bucket = "settings", history = true)
        void on(String value) {
            SEEN.add(value);
        }
    }

    @Test
    void shouldSeeTheHistory() throws Exception {
        // given
        bucket.put("a", "1");
        bucket.put("a", "2");

        // when
        try (ListenerContext context = ListenerContext.start(nats, History.class)) {
            // then
            awaitSeen("1", "2");
        }
    }

    static class Metadata {
        @KeyValueListener(bucket = "settings", metadataOnly = true)
        void on(BucketEntry<String> entry) {
            SEEN.add(entry.key() + entry.value());
        }
    }

    @Test
    void shouldSeeKeysWithoutValues() throws Exception {
        // given
        bucket.put("a", "1");

        // when
        try (ListenerContext context = ListenerContext.start(nats, Metadata.class)) {
            // then
            awaitSeen("anull");
        }
    }

    @Test
    void shouldGoOnAfterARestartOfTheBroker() throws Exception {
        // given
        connection.keyValueManagement().delete("settings");
        createBucket(StorageType.File);
        bucket.put("a", "1");
        try (ListenerContext context = ListenerContext.start(nats, History.class)) {
            awaitSeen("1");

            // when
            nats.stop();
            nats.restart();
            await().atMost(Duration.ofSeconds(10)).until(() -> connection.getStatus() == Connection.Status.CONNECTED);
            bucket.put("a", "2");

            // then
            awaitSeen("1", "2");
        }
    }

    @Test
    void shouldHoldUpChangesWhilePaused() throws Exception {
        // given
        try (ListenerContext context = ListenerContext.start(nats, History.class)) {
            // when
            context.container().pause();
            bucket.put("a", "1");
            bucket.put("a", "2");
            connection.flush(Duration.ofSeconds(5));
            assertThat(SEEN).isEmpty();
            context.container().resume();

            // then
            awaitSeen("1", "2");
            context.container().pause();
            bucket.put("a", "3");
            context.container().stop();
            assertThat(SEEN).containsExactly("1", "2");
        }
    }

    static class Late {
        @KeyValueListener(bucket = "settings", retryInterval = "20ms")
        void on(String value) {
            SEEN.add(value);
        }
    }

    @Test
    void shouldBeginWhenTheBucketIsThere() throws Exception {
        // given
        connection.keyValueManagement().delete("settings");
        try (ListenerContext context = ListenerContext.start(nats, Late.class)) {
            // when
            createBucket(StorageType.Memory);
            bucket.put("a", "1");

            // then
            awaitSeen("1");
        }
    }

    static class Failing {
        @KeyValueListener(bucket = "settings", errorHandler = "handler")
        void on(String value) {
            if (value.equals("bad")) {
                throw new IllegalStateException("bad");
            }
            SEEN.add(value);
        }
    }

    @Test
    void shouldReportFailuresAndGoOn() throws Exception {
        // given
        try (ListenerContext context = ListenerContext.start(nats, Map.of(), beans -> {
            beans.register(Failing.class);
            beans.registerBean("handler", NatsListenerErrorHandler.class, () -> (message, failure) -> {
                SEEN.add("failed " + failure.getFailure().getMessage());
                return null;
            });
        })) {
            // when
            bucket.put("a", "bad");
            bucket.put("a", "good");

            // then
            awaitSeen("failed bad", "good");
        }
    }

    static class Contradiction {
        @KeyValueListener(bucket = "settings", updatesOnly = true, history = true)
        void on(String value) {}
    }

    @Test
    void shouldRefuseWhatContradictsItself() {
        assertThatThrownBy(() -> ListenerContext.start(nats, Contradiction.class))
                .hasMessageContaining("choose one of updatesOnly and history");
    }
}
