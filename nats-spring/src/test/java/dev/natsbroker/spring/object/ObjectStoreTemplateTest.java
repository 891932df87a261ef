package dev.natsbroker.spring.object;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.natsbroker.spring.BrokerFixture;
import dev.natsbroker.spring.NatsException;
import dev.natsbroker.spring.bucket.BucketNotFoundException;
import dev.natsbroker.spring.bucket.InvalidNameException;
import dev.natsbroker.spring.core.JetStreamException;
import dev.natsbroker.spring.core.NatsConnectionException;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import io.nats.client.PurgeOptions;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectMeta;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.StorageType;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.WritableResource;
import org.springframework.util.StreamUtils;

class ObjectStoreTemplateTest {
    @RegisterExtension
    static final BrokerFixture nats = new BrokerFixture();

    private static NatsConnectionFactory connections;
    private static ObjectStoreTemplate template;
    private static ObjectBucket files;

    @BeforeAll
    static void createStore() {
        connections = nats.connectionFactory();
        template = new ObjectStoreTemplate(connections);
        template.createOrUpdate(store("files"));
        files = template.bucket("files");
    }

    private static ObjectStoreConfiguration store(String name) {
        return ObjectStoreConfiguration.builder(name)
                .storageType(StorageType.File)
                .build();
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static String read(Resource resource) throws IOException {
        return resource.getContentAsString(UTF_8);
    }

    @Test
    void shouldPutAndGet() throws Exception {
        // when
        files.put("a/b.txt", new ByteArrayResource("hello".getBytes(UTF_8)));

        // then
        Resource resource = files.get("a/b.txt");
        assertThat(read(resource)).isEqualTo("hello");
        assertThat(resource.exists()).isTrue();
        assertThat(resource.contentLength()).isEqualTo(5);
        assertThat(resource.lastModified()).isPositive();
        assertThat(resource.getFilename()).isEqualTo("b.txt");
        assertThat(resource.getURI()).hasToString("nats-object://files/a/b.txt");
        assertThat(resource.createRelative("c.txt")).isEqualTo(files.get("a/c.txt"));
        assertThat(resource.getDescription()).contains("a/b.txt", "files");
    }

    @Test
    void shouldStreamManyChunks() throws Exception {
        // given
        byte[] content = random(3_000_017);

        // when
        ObjectInfo info = files.put("large", new ByteArrayInputStream(content));

        // then
        assertThat(info.getChunks()).isEqualTo(23);
        assertThat(files.get("large").getContentAsByteArray()).isEqualTo(content);
        assertThat(files.get("large").getContentAsByteArray()).isEqualTo(content);
    }

    @Test
    void shouldStopReadingHalfway() throws Exception {
        // given
        files.put("halfway", random(600_000));

        // when
        try (InputStream stream = files.get("halfway").getInputStream()) {
            // then
            assertThat(stream.read()).isNotNegative();
            assertThat(stream.readNBytes(300_000)).hasSize(300_000);
        }
    }

    @Test
    void shouldKeepEmptyObjects() throws Exception {
        files.put("empty", new byte[0]);
        assertThat(read(files.get("empty"))).isEmpty();
        assertThat(files.get("empty").contentLength()).isZero();
    }

    @Test
    void shouldKeepMetadata() throws Exception {
        // given
        ObjectMeta meta = ObjectMeta.builder("described")
                .description("a file")
                .metadata(Map.of("owner", "me"))
                .chunkSize(10)
                .build();

        // when
        files.put(meta, new ByteArrayInputStream(random(95)));

        // then
        ObjectInfo info = files.info("described");
        assertThat(info.getDescription()).isEqualTo("a file");
        assertThat(info.getMetaData()).containsEntry("owner", "me");
        assertThat(info.getChunks()).isEqualTo(10);
        assertThat(files.get("described").getContentAsByteArray()).isEqualTo(random(95));
    }

    @Test
    void shouldWriteThroughResource() throws Exception {
        // given
        WritableResource resource = files.get("written");
        assertThat(resource.exists()).isFalse();

        // when
        try (OutputStream stream = resource.getOutputStream()) {
            stream.write('x');
            StreamUtils.copy("yz".getBytes(UTF_8), stream);
            assertThat(files.info("written")).isNull();
        }

        // then
        assertThat(read(resource)).isEqualTo("xyz");
    }

    @Test
    void shouldDelete() {
        files.put("deleted", random(10));
        assertThat(files.delete("deleted")).isTrue();
        assertThat(files.delete("deleted")).isFalse();
        assertThat(files.get("deleted").exists()).isFalse();
        assertThatThrownBy(() -> files.get("deleted").getInputStream())
                .isInstanceOf(FileNotFoundException.class)
                .hasMessageContaining("'deleted'");
    }

    @Test
    void shouldRename() throws Exception {
        // given
        files.put("old", "content".getBytes(UTF_8));
        files.put("taken", random(10));

        // then
        assertThatThrownBy(() -> files.rename("old", "taken"))
                .isInstanceOf(ObjectExistsException.class)
                .hasMessageContaining("'taken'");
        files.rename("old", "new");
        assertThat(read(files.get("new"))).isEqualTo("content");
        assertThat(files.info("old")).isNull();
        assertThatThrownBy(() -> files.rename("old", "newer")).isInstanceOf(ObjectNotFoundException.class);
        assertThat(files.updateMeta(
                                "new",
                                ObjectMeta.builder("new").description("now").build())
                        .getDescription())
                .isEqualTo("now");
    }

    @Test
    void shouldFollowLinks() throws Exception {
        // given
        template.createOrUpdate(store("others"));
        ObjectInfo target = template.bucket("others").put("target", "far".getBytes(UTF_8));

        // when
        files.link("link", target);
        files.linkBucket("store-link", "others");

        // then
        assertThat(read(files.get("link"))).isEqualTo("far");
        assertThat(files.info("link").isLink()).isTrue();
        assertThatIOException()
                .isThrownBy(() -> files.get("store-link").getInputStream())
                .withMessageContaining("'others'");
        files.put("no-link", random(3));
        assertThatThrownBy(() -> files.link("no-link", target)).isInstanceOf(ObjectExistsException.class);
    }

    @Test
    void shouldListAndWatch() {
        // given
        template.createOrUpdate(store("listed"));
        ObjectBucket listed = template.bucket("listed");
        listed.put("one", random(3));
        List<String> seen = new CopyOnWriteArrayList<>();

        // when
        try (ObjectWatch watch = listed.watch(info -> {
            seen.add(info.getObjectName() + (info.isDeleted() ? " deleted" : ""));
            throw new IllegalStateException("must not end the watch");
        })) {
            listed.put("two", random(3));
            listed.delete("one");

            // then
            await().untilAsserted(() -> assertThat(seen).containsExactly("one", "two", "one deleted"));
            assertThat(watch).isNotNull();
        }
        assertThat(listed.list()).extracting(ObjectInfo::getObjectName).containsExactly("two");
    }

    @Test
    void shouldAdministrateStores() {
        // given
        template.createOrUpdate(store("administered"));

        // when
        template.createOrUpdate(ObjectStoreConfiguration.builder(store("administered"))
                .description("changed")
                .build());

        // then
        ObjectBucket bucket = template.bucket("administered");
        assertThat(bucket.status().getDescription()).isEqualTo("changed");
        assertThat(template.bucketNames()).contains("administered", "files");
        bucket.seal();
        assertThatThrownBy(() -> bucket.put("a", random(3))).isInstanceOf(NatsException.class);
        assertThat(template.deleteBucket("administered")).isTrue();
        assertThat(template.deleteBucket("administered")).isFalse();
        assertThatThrownBy(() -> bucket.info("a")).isInstanceOf(BucketNotFoundException.class);
        assertThatThrownBy(() -> bucket.put("a", random(3))).isInstanceOf(BucketNotFoundException.class);
    }

    @Test
    void shouldRefuseNames() {
        assertThatThrownBy(() -> template.bucket("a.b")).isInstanceOf(InvalidNameException.class);
        assertThatThrownBy(() -> files.put("", random(3))).isInstanceOf(InvalidNameException.class);
    }

    @Test
    void shouldSayThatTheSourceFailed() {
        // given
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("disk on fire");
            }
        };

        // then
        assertThatThrownBy(() -> files.put("broken", broken))
                .isInstanceOf(NatsException.class)
                .hasMessageContaining("'broken'")
                .hasMessageContaining("source failed: disk on fire");
        assertThat(files.info("broken")).isNull();
    }

    @Test
    void shouldRefuseObjectsThatDoNotFit() {
        // given
        template.createOrUpdate(ObjectStoreConfiguration.builder(store("small"))
                .maxBucketSize(300_000)
                .build());
        ObjectBucket small = template.bucket("small");

        // then
        assertThatThrownBy(() -> small.put("huge", random(1_000_000)))
                .isInstanceOf(JetStreamException.class)
                .hasMessageContaining("'huge'")
                .hasMessageContaining("'small'");
        assertThat(small.info("huge")).isNull();
        assertThat(small.status().getSize()).isZero();
    }

    @Test
    void shouldNoticeDamage() throws Exception {
        // given
        ObjectInfo info =
                files.put(ObjectMeta.builder("damaged").chunkSize(10).build(), new ByteArrayInputStream(random(40)));
        String chunks = "$O.files.C." + info.getNuid();
        connections
                .getConnection()
                .jetStreamManagement()
                .purgeStream("OBJ_files", PurgeOptions.builder().subject(chunks).build());
        for (int i = 0; i < 4; i++) {
            connections.getConnection().jetStream().publish(chunks, new byte[10]);
        }

        // then
        assertThatThrownBy(() -> files.get("damaged").getContentAsByteArray())
                .isInstanceOf(DamagedObjectException.class)
                .hasMessageContaining("'damaged'")
                .hasMessageContaining("digest");
    }

    @Test
    void shouldFailWhenTheServerGoesAwayAndWorkWhenItIsBack() throws Exception {
        // given
        byte[] content = random(900_000);
        files.put("interrupted", content);
        try (InputStream away = failingAfter(300_000)) {
            // then
            assertThatThrownBy(() -> files.put("away", away))
                    .isInstanceOf(NatsConnectionException.class)
                    .hasMessageContaining("'away'");
        } finally {
            nats.restart();
        }
        await().untilAsserted(() ->
                assertThat(files.get("interrupted").getContentAsByteArray()).isEqualTo(content));
        assertThat(files.info("away")).isNull();
    }

    /** Stops the server when so many bytes were read. */
    private static InputStream failingAfter(int bytes) {
        return new InputStream() {
            private int count;

            @Override
            public int read() throws IOException {
                if (++count == bytes) {
                    try {
                        nats.stop();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                }
                return count > 2 * bytes ? -1 : count & 0x7f;
            }
        };
    }

    @Configuration(proxyBeanMethods = false)
    static class Application {
        @Value("nats-object://files/injected.txt")
        Resource injected;

        @Bean
        static ObjectStoreProtocolResolver objectStoreProtocolResolver() {
            return new ObjectStoreProtocolResolver(() -> template);
        }
    }

    @Test
    void shouldResolveLocations() throws Exception {
        // given
        files.put("injected.txt", "injected".getBytes(UTF_8));

        // when
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Application.class)) {
            // then
            assertThat(read(context.getBean(Application.class).injected)).isEqualTo("injected");
            assertThat(read(context.getResource("nats-object://files/injected.txt")))
                    .isEqualTo("injected");
            assertThat(context.getResource("nats-object://files/none").exists()).isFalse();
            assertThat(context.getResource("classpath:none")).isNotInstanceOf(WritableResource.class);
            assertThatThrownBy(() -> context.getResource("nats-object://files"))
                    .hasMessageContaining("nats-object://bucket/name");
        }
    }
}
