package dev.natsbroker.broker.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.JetStreamSubscription;
import io.nats.client.KeyValue;
import io.nats.client.KeyValueManagement;
import io.nats.client.MessageTtl;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.KeyResult;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueOperation;
import io.nats.client.api.KeyValuePurgeOptions;
import io.nats.client.api.KeyValueStatus;
import io.nats.client.api.KeyValueWatchOption;
import io.nats.client.api.KeyValueWatcher;
import io.nats.client.api.Mirror;
import io.nats.client.api.StorageType;
import io.nats.client.impl.NatsKeyValueWatchSubscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Key-value buckets by the official client. */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // before each test
class JnatsKeyValueTest extends JetStreamClientTests {
    private static final String END = "end of data";

    private KeyValueManagement kvm;

    @BeforeEach
    void manage() throws Exception {
        kvm = connection.keyValueManagement();
    }

    private KeyValue bucket(KeyValueConfiguration.Builder config) throws Exception {
        return connection.keyValue(kvm.create(config.build()).getBucketName());
    }

    private static KeyValueConfiguration.Builder named(String name) {
        return KeyValueConfiguration.builder().name(name).storageType(StorageType.Memory);
    }

    @Test
    void shouldPutAndGet() throws Exception {
        KeyValue kv = bucket(named("put"));

        long first = kv.put("a.b", "one".getBytes(UTF_8));
        long second = kv.put("a.b", "two");
        long third = kv.put("n", 42);

        assertThat(List.of(first, second, third)).containsExactly(1L, 2L, 3L);
        KeyValueEntry entry = kv.get("a.b");
        assertThat(entry.getValueAsString()).isEqualTo("two");
        assertThat(entry.getRevision()).isEqualTo(2);
        assertThat(entry.getOperation()).isEqualTo(KeyValueOperation.PUT);
        assertThat(entry.getBucket()).isEqualTo("put");
        assertThat(kv.get("n").getValueAsLong()).isEqualTo(42);
        assertThat(kv.get("missing")).isNull();
        assertThat(kv.get("a.b", 1)).isNull();
    }

    @Test
    void shouldCompareAndSet() throws Exception {
        KeyValue kv = bucket(named("cas").maxHistoryPerKey(5));

        long created = kv.create("k", "1".getBytes(UTF_8));
        checkError(10071, () -> kv.create("k", "2".getBytes(UTF_8)));
        long updated = kv.update("k", "2", created);
        checkError(10071, () -> kv.update("k", "3", created));
        checkError(10071, () -> kv.delete("k", created));
        kv.delete("k", updated);
        assertThat(kv.get("k")).isNull();
        long again = kv.create("k", "3".getBytes(UTF_8));
        assertThat(again).isEqualTo(4);
        kv.purge("k", again);
        assertThat(kv.get("k")).isNull();
        assertThat(kv.create("k", "4".getBytes(UTF_8))).isEqualTo(6);
        assertThat(kv.get("k").getValueAsString()).isEqualTo("4");
    }

    @Test
    void shouldKeepHistory() throws Exception {
        KeyValue kv = bucket(named("history").maxHistoryPerKey(3));
        for (int i = 1; i <= 5; i++) {
            kv.put("k", i);
        }
        assertThat(kv.history("k")).extracting(KeyValueEntry::getValueAsLong).containsExactly(3L, 4L, 5L);
        assertThat(kv.get("k", 4).getValueAsLong()).isEqualTo(4);
        assertThat(kv.get("k", 2)).isNull();

        kv.delete("k");

        assertThat(kv.history("k"))
                .extracting(KeyValueEntry::getOperation)
                .containsExactly(KeyValueOperation.PUT, KeyValueOperation.PUT, KeyValueOperation.DELETE);
        kv.purge("k");
        assertThat(kv.history("k")).extracting(KeyValueEntry::getOperation).containsExactly(KeyValueOperation.PURGE);
        assertThat(kv.history("none")).isEmpty();
    }

    @Test
    void shouldListKeys() throws Exception {
        KeyValue kv = bucket(named("keys"));
        assertThat(kv.keys()).isEmpty();
        for (String key : List.of("a.x", "a.y", "b.x", "c")) {
            kv.put(key, "v");
        }
        kv.delete("a.y");
        kv.purge("c");

        assertThat(kv.keys()).containsExactlyInAnyOrder("a.x", "b.x");
        assertThat(kv.keys("a.>")).containsExactly("a.x");
        assertThat(kv.keys(List.of("a.*", "b.x"))).containsExactlyInAnyOrder("a.x", "b.x");
        List<String> consumed = new ArrayList<>();
        BlockingQueue<KeyResult> results = kv.consumeKeys();
        for (KeyResult r = results.poll(10, TimeUnit.SECONDS); !r.isDone(); r = results.poll(10, TimeUnit.SECONDS)) {
            consumed.add(r.getKey());
        }
        assertThat(consumed).containsExactlyInAnyOrder("a.x", "b.x");
    }

    @Test
    void shouldPurgeDeletes() throws Exception {
        KeyValue kv = bucket(named("purges").maxHistoryPerKey(5));
        kv.put("a", "1");
        kv.put("b", "1");
        kv.put("c", "1");
        kv.delete("a");
        kv.purge("b");

        kv.purgeDeletes();
        assertThat(kv.getStatus().getEntryCount()).isEqualTo(3);
        kv.purgeDeletes(
                KeyValuePurgeOptions.builder().deleteMarkersNoThreshold().build());

        assertThat(kv.getStatus().getEntryCount()).isEqualTo(1);
        assertThat(kv.keys()).containsExactly("c");
    }

    @Test
    void shouldTellTheStatus() throws Exception {
        KeyValueStatus created = kvm.create(named("status")
                .description("all of it")
                .maxHistoryPerKey(7)
                .maxBucketSize(100_000)
                .maximumValueSize(500)
                .ttl(Duration.ofHours(1))
                .storageType(StorageType.File)
                .compression(true)
                .metadata(Map.of("owner", "tests"))
                .limitMarker(Duration.ofSeconds(5))
                .build());

        assertThat(created.getDescription()).isEqualTo("all of it");
        assertThat(created.getMaxHistoryPerKey()).isEqualTo(7);
        assertThat(created.getMaxBucketSize()).isEqualTo(100_000);
        assertThat(created.getMaximumValueSize()).isEqualTo(500);
        assertThat(created.getTtl()).isEqualTo(Duration.ofHours(1));
        assertThat(created.getStorageType()).isEqualTo(StorageType.File);
        assertThat(created.isCompressed()).isTrue();
        assertThat(created.getMetadata()).containsEntry("owner", "tests");
        assertThat(created.getLimitMarkerTtl()).isEqualTo(Duration.ofSeconds(5));
        KeyValueStatus updated = kvm.update(KeyValueConfiguration.builder(created.getConfiguration())
                .maxHistoryPerKey(3)
                .build());
        assertThat(updated.getMaxHistoryPerKey()).isEqualTo(3);
        assertThat(kvm.getBucketNames()).contains("status");
        assertThat(kvm.getStatuses()).extracting(KeyValueStatus::getBucketName).contains("status");
        KeyValue kv = connection.keyValue("status");
        checkError(10054, () -> kv.put("k", new byte[501]));
        kvm.delete("status");
        checkError(10059, () -> kvm.getStatus("status"));
        assertThatThrownBy(() -> kv.put("k", "v")).isInstanceOf(Exception.class);
    }

    @Test
    void shouldForgetValuesInTime() throws Exception {
        KeyValue kv = bucket(named("ttl").limitMarker(Duration.ofSeconds(1)).maxHistoryPerKey(3));
        Watcher watcher = new Watcher();
        NatsKeyValueWatchSubscription watch = kv.watchAll(watcher);
        assertThat(watcher.next()).isEqualTo(END);

        kv.create("short", "v".getBytes(UTF_8), MessageTtl.seconds(1));
        kv.put("purged", "v");
        kv.purge("purged", MessageTtl.seconds(1));

        assertThat(watcher.next()).isEqualTo("PUT short=v");
        assertThat(watcher.next()).isEqualTo("PUT purged=v");
        assertThat(watcher.next()).isEqualTo("PURGE purged");
        assertThat(watcher.next()).isEqualTo("PURGE short");
        assertThat(kv.get("short")).isNull();
        watch.unsubscribe();
    }

    @Test
    void shouldForgetTheWholeBucketInTime() throws Exception {
        KeyValue kv = bucket(named("age").ttl(Duration.ofSeconds(1)).limitMarker(Duration.ofSeconds(2)));
        Watcher watcher = new Watcher();
        NatsKeyValueWatchSubscription watch = kv.watch("k", watcher, KeyValueWatchOption.UPDATES_ONLY);

        kv.put("k", "v");

        assertThat(watcher.next()).isEqualTo(END);
        assertThat(watcher.next()).isEqualTo("PUT k=v");
        assertThat(watcher.next()).isEqualTo("PURGE k");
        assertThat(kv.keys()).isEmpty();
        watch.unsubscribe();
    }

    @Test
    void shouldWatch() throws Exception {
        check(List.of(), "PUT a=2", "DELETE b.x", END, "PUT a=9", "DELETE a");
        check(List.of(KeyValueWatchOption.IGNORE_DELETE), "PUT a=2", END, "PUT a=9");
        check(List.of(KeyValueWatchOption.META_ONLY), "PUT a", "DELETE b.x", END, "PUT a", "DELETE a");
        check(
                List.of(KeyValueWatchOption.INCLUDE_HISTORY),
                "PUT a=1",
                "PUT a=2",
                "PUT b.x=3",
                "DELETE b.x",
                END,
                "PUT a=9",
                "DELETE a");
        check(List.of(KeyValueWatchOption.UPDATES_ONLY), END, "PUT a=9", "DELETE a");
    }

    /** Watches all keys of a bucket, and changes one behind the end of data. */
    private void check(List<KeyValueWatchOption> options, String... seen) throws Exception {
        KeyValue kv = bucket(named("watch-" + options.stream().map(Enum::name).collect(Collectors.joining("-")))
                .maxHistoryPerKey(5));
        kv.put("a", "1");
        kv.put("a", "2");
        kv.put("b.x", "3");
        kv.delete("b.x");
        Watcher watcher = new Watcher();
        NatsKeyValueWatchSubscription watch = kv.watchAll(watcher, options.toArray(new KeyValueWatchOption[0]));
        List<String> got = new ArrayList<>();
        while (!got.contains(END)) {
            got.add(watcher.next());
        }
        kv.put("a", "9");
        kv.delete("a");
        while (got.size() < seen.length) {
            got.add(watcher.next());
        }
        watch.unsubscribe();
        assertThat(got).containsExactly(seen);
    }

    @Test
    void shouldWatchSomeKeysFromARevision() throws Exception {
        KeyValue kv = bucket(named("some").maxHistoryPerKey(5));
        kv.put("a", "1");
        kv.put("b", "2");
        kv.put("c", "3");
        kv.put("a", "4");

        Watcher some = new Watcher();
        NatsKeyValueWatchSubscription first = kv.watch(List.of("a", "c"), some);
        assertThat(List.of(some.next(), some.next(), some.next())).containsExactly("PUT c=3", "PUT a=4", END);
        Watcher late = new Watcher();
        NatsKeyValueWatchSubscription second = kv.watchAll(late, 3);
        assertThat(List.of(late.next(), late.next(), late.next())).containsExactly("PUT c=3", "PUT a=4", END);
        Watcher none = new Watcher();
        NatsKeyValueWatchSubscription third = kv.watch("nothing", none);
        assertThat(none.next()).isEqualTo(END);
        for (NatsKeyValueWatchSubscription each : List.of(first, second, third)) {
            each.unsubscribe();
        }
    }

    @Test
    void shouldWriteThroughAMirror() throws Exception {
        KeyValue origin = bucket(named("origin"));
        origin.put("k", "1");
        KeyValue mirror =
                bucket(named("mirror").mirror(Mirror.builder().name("origin").build()));
        JetStreamSubscription copies = connection
                .jetStream()
                .subscribe(
                        ">",
                        PushSubscribeOptions.builder().stream("KV_mirror")
                                .ordered(true)
                                .build());
        assertThat(copies.nextMessage(Brokers.PATIENCE)).isNotNull();

        mirror.put("k", "2");

        assertThat(origin.get("k").getValueAsString()).isEqualTo("2");
        // The client looks for keys of the mirror under the mirror's name, so it finds none; the messages are there.
        assertThat(copies.nextMessage(Brokers.PATIENCE).getSubject()).isEqualTo("$KV.origin.k");
    }

    /** Keeps what it sees as text. */
    private static final class Watcher implements KeyValueWatcher {
        private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

        String next() throws InterruptedException {
            String next = seen.poll(10, TimeUnit.SECONDS);
            assertThat(next).isNotNull();
            return next;
        }

        @Override
        public void watch(KeyValueEntry entry) {
            String value =
                    entry.getValue() == null || entry.getValue().length == 0 ? "" : "=" + entry.getValueAsString();
            seen.add(entry.getOperation() + " " + entry.getKey() + value);
        }

        @Override
        public void endOfData() {
            seen.add(END);
        }
    }
}
