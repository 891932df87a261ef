package dev.natsbroker.broker.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.ObjectStore;
import io.nats.client.ObjectStoreManagement;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectMeta;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.ObjectStoreStatus;
import io.nats.client.api.ObjectStoreWatchOption;
import io.nats.client.api.ObjectStoreWatcher;
import io.nats.client.api.StorageType;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsObjectStoreWatchSubscription;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Object stores by the official client. */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // before each test
class JnatsObjectStoreTest extends JetStreamClientTests {
    private static final String END = "end of data";

    private ObjectStoreManagement osm;

    @BeforeEach
    void manage() throws Exception {
        osm = connection.objectStoreManagement();
    }

    private ObjectStore bucket(String name) throws Exception {
        osm.create(ObjectStoreConfiguration.builder().name(name).build());
        return connection.objectStore(name);
    }

    private static String read(ObjectStore store, String name) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        store.get(name, out);
        return out.toString(UTF_8);
    }

    @Test
    void shouldPutAndGet() throws Exception {
        ObjectStore store = bucket("put");

        ObjectInfo put = store.put("a name/with.things", "hello".getBytes(UTF_8));

        assertThat(put.getSize()).isEqualTo(5);
        assertThat(put.getChunks()).isEqualTo(1);
        assertThat(put.getDigest()).isEqualTo("SHA-256=" + digest("hello".getBytes(UTF_8)));
        assertThat(read(store, "a name/with.things")).isEqualTo("hello");
        assertThat(store.getInfo("missing")).isNull();
        assertThatThrownBy(() -> read(store, "missing")).hasMessageContaining("not found");
    }

    private static String digest(byte[] bytes) throws Exception {
        return Base64.getUrlEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Test
    void shouldReturnALargeObjectAsItWas() throws Exception {
        ObjectStore store = bucket("large");
        long size = 120L << 20;

        ObjectInfo put =
                store.put(ObjectMeta.builder("large").chunkSize(512 * 1024).build(), new Noise(size));

        assertThat(put.getSize()).isEqualTo(size);
        assertThat(put.getChunks()).isEqualTo(240);
        // The client compares the digest of what it gets with that of what it put.
        assertThat(store.get("large", OutputStream.nullOutputStream()).getDigest())
                .isEqualTo(put.getDigest());
        store.delete("large");
        assertThat(store.getStatus().getSize()).isLessThan(10_000);
    }

    /** So many bytes that repeat themselves only seldom. */
    private static final class Noise extends InputStream {
        private final byte[] block = new byte[999_983];
        private long left;

        Noise(long size) {
            left = size;
            new Random(3).nextBytes(block);
        }

        @Override
        public int read() {
            return left <= 0 ? -1 : block[(int) (left-- % block.length)] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int wanted = (int) Math.min(length, left);
            int from = (int) (left % (block.length - length));
            System.arraycopy(block, from, target, offset, wanted);
            left -= wanted;
            return wanted;
        }
    }

    @Test
    void shouldReplaceAndDelete() throws Exception {
        ObjectStore store = bucket("replace");
        store.put(ObjectMeta.builder("a").chunkSize(1000).build(), new Noise(30_500));
        assertThat(store.getInfo("a").getChunks()).isEqualTo(31);

        store.put("a", "second".getBytes(UTF_8));

        assertThat(read(store, "a")).isEqualTo("second");
        assertThat(store.getStatus().getBackingStreamInfo().getStreamState().getMsgCount())
                .isEqualTo(2);
        ObjectInfo deleted = store.delete("a");
        assertThat(deleted.isDeleted()).isTrue();
        assertThat(store.getInfo("a")).isNull();
        assertThat(store.getInfo("a", true).isDeleted()).isTrue();
        assertThatThrownBy(() -> read(store, "a")).isInstanceOf(Exception.class);
        assertThat(store.getList()).isEmpty();
        store.put("a", "third".getBytes(UTF_8));
        assertThat(store.getList()).extracting(ObjectInfo::getObjectName).containsExactly("a");
    }

    @Test
    void shouldChangeMetaData() throws Exception {
        ObjectStore store = bucket("meta");
        store.put(
                ObjectMeta.builder("a")
                        .description("first")
                        .headers(new Headers().add("k", "v"))
                        .metadata(Map.of("m", "1"))
                        .build(),
                new Noise(100));

        store.updateMeta("a", ObjectMeta.builder("b").description("renamed").build());

        assertThat(store.getInfo("a")).isNull();
        assertThat(store.getInfo("b").getDescription()).isEqualTo("renamed");
        assertThat(store.getInfo("b").getSize()).isEqualTo(100);
        store.put("c", new byte[1]);
        assertThatThrownBy(() -> store.updateMeta("c", ObjectMeta.objectName("b")))
                .isInstanceOf(Exception.class);
        assertThat(store.getList()).extracting(ObjectInfo::getObjectName).containsExactlyInAnyOrder("b", "c");
    }

    @Test
    void shouldFollowLinks() throws Exception {
        ObjectStore store = bucket("links");
        ObjectStore other = bucket("others");
        ObjectInfo info = store.put("a", "linked".getBytes(UTF_8));

        store.addLink("here", info);
        other.addLink("there", info);
        ObjectInfo whole = other.addBucketLink("all", store);

        assertThat(read(store, "here")).isEqualTo("linked");
        assertThat(read(other, "there")).isEqualTo("linked");
        assertThat(whole.getLink().isBucketLink()).isTrue();
        assertThatThrownBy(() -> read(other, "all")).isInstanceOf(Exception.class);
        assertThatThrownBy(() -> store.addLink("chain", store.getInfo("here"))).isInstanceOf(Exception.class);
    }

    @Test
    void shouldSeal() throws Exception {
        ObjectStore store = bucket("sealed");
        store.put("a", "kept".getBytes(UTF_8));

        ObjectStoreStatus status = store.seal();

        assertThat(status.isSealed()).isTrue();
        assertThatThrownBy(() -> store.put("b", new byte[1])).isInstanceOf(Exception.class);
        assertThatThrownBy(() -> store.delete("a")).isInstanceOf(Exception.class);
        assertThat(read(store, "a")).isEqualTo("kept");
    }

    @Test
    void shouldWatch() throws Exception {
        ObjectStore store = bucket("watch");
        store.put("a", new byte[1]);
        store.put("gone", new byte[1]);
        store.delete("gone");
        Watcher all = new Watcher();
        Watcher living = new Watcher();
        Watcher updates = new Watcher();
        List<NatsObjectStoreWatchSubscription> watches = List.of(
                store.watch(all),
                store.watch(living, ObjectStoreWatchOption.IGNORE_DELETE),
                store.watch(updates, ObjectStoreWatchOption.UPDATES_ONLY));
        assertThat(List.of(all.next(), all.next(), all.next())).containsExactly("a 1", "gone deleted", END);
        assertThat(List.of(living.next(), living.next())).containsExactly("a 1", END);
        assertThat(updates.next()).isEqualTo(END);

        store.put("b", new byte[2]);
        store.delete("b");
        store.put("c", new byte[3]);

        assertThat(List.of(all.next(), all.next(), all.next())).containsExactly("b 2", "b deleted", "c 3");
        assertThat(List.of(updates.next(), updates.next(), updates.next())).containsExactly("b 2", "b deleted", "c 3");
        assertThat(List.of(living.next(), living.next())).containsExactly("b 2", "c 3");
        for (NatsObjectStoreWatchSubscription watch : watches) {
            watch.unsubscribe();
        }
    }

    @Test
    void shouldManageBuckets() throws Exception {
        ObjectStoreStatus status = osm.create(ObjectStoreConfiguration.builder()
                .name("managed")
                .description("all of it")
                .maxBucketSize(1_000_000)
                .storageType(StorageType.Memory)
                .compression(true)
                .metadata(Map.of("owner", "tests"))
                .build());

        assertThat(status.getDescription()).isEqualTo("all of it");
        assertThat(status.getMaxBucketSize()).isEqualTo(1_000_000);
        assertThat(status.getStorageType()).isEqualTo(StorageType.Memory);
        assertThat(status.getMetadata()).containsEntry("owner", "tests");
        assertThat(osm.getBucketNames()).contains("managed");
        ObjectStore store = connection.objectStore("managed");
        assertThatThrownBy(() -> store.put(ObjectMeta.objectName("big"), new Noise(2_000_000)))
                .isInstanceOf(Exception.class);
        assertThat(store.getInfo("big")).isNull();
        osm.delete("managed");
        assertThat(osm.getBucketNames()).doesNotContain("managed");
    }

    /** Keeps what it sees as text. */
    private static final class Watcher implements ObjectStoreWatcher {
        private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

        String next() throws InterruptedException {
            String next = seen.poll(10, TimeUnit.SECONDS);
            assertThat(next).isNotNull();
            return next;
        }

        @Override
        public void watch(ObjectInfo info) {
            seen.add(info.getObjectName() + " " + (info.isDeleted() ? "deleted" : info.getSize()));
        }

        @Override
        public void endOfData() {
            seen.add(END);
        }
    }
}
