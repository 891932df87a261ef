package dev.natsbroker.spring.reactive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.spring.BrokerFixture;
import dev.natsbroker.spring.bucket.BucketNotFoundException;
import dev.natsbroker.spring.object.ObjectExistsException;
import dev.natsbroker.spring.object.ObjectStoreTemplate;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.StorageType;
import java.io.FileNotFoundException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class ReactiveObjectStoreTemplateTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @RegisterExtension
    static final BrokerFixture nats = new BrokerFixture();

    private static ObjectStoreTemplate stores;
    private static ReactiveObjectBucket files;

    @BeforeAll
    static void createStore() {
        stores = new ObjectStoreTemplate(nats.connectionFactory());
        stores.createOrUpdate(ObjectStoreConfiguration.builder("files")
                .storageType(StorageType.Memory)
                .build());
        files = new ReactiveObjectStoreTemplate(stores, 4).bucket("files");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Flux<DataBuffer> buffers(String... texts) {
        return Flux.fromArray(texts).map(text -> DefaultDataBufferFactory.sharedInstance.wrap(bytes(text)));
    }

    private static Mono<byte[]> content(String objectName) {
        return DataBufferUtils.join(files.get(objectName)).map(joined -> {
            byte[] all = new byte[joined.readableByteCount()];
            joined.read(all);
            DataBufferUtils.release(joined);
            return all;
        });
    }

    @Test
    void shouldDoWhatTheBlockingOneDoes() {
        StepVerifier.create(files.put("a", bytes("1"))
                        .then(files.put("b", new ByteArrayResource(bytes("22"))))
                        .map(ObjectInfo::getSize))
                .expectNext(2L)
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(files.getBytes("a").map(String::new))
                .expectNext("1")
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(files.list().map(ObjectInfo::getObjectName).filter(name -> name.length() == 1))
                .expectNext("a", "b")
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(files.rename("a", "b"))
                .expectError(ObjectExistsException.class)
                .verify(LIMIT);
        StepVerifier.create(files.rename("a", "c").then(files.info("a")))
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(Flux.concat(files.delete("c"), files.delete("b"), files.delete("none")))
                .expectNext(true, true, false)
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(files.getBytes("none"))
                .expectError(FileNotFoundException.class)
                .verify(LIMIT);
        StepVerifier.create(files.get("none"))
                .expectError(FileNotFoundException.class)
                .verify(LIMIT);
        StepVerifier.create(new ReactiveObjectStoreTemplate(stores)
                        .bucket("missing")
                        .info("a"))
                .expectError(BucketNotFoundException.class)
                .verify(LIMIT);
    }

    @Test
    void shouldMoveContentsInPieces() {
        // given: several chunks
        byte[] large = new byte[700_000];
        new Random(1).nextBytes(large);
        Flux<DataBuffer> pieces =
                DataBufferUtils.read(new ByteArrayResource(large), DefaultDataBufferFactory.sharedInstance, 10_000);

        // then
        StepVerifier.create(files.put("large", pieces).then(content("large")))
                .assertNext(read -> assertThat(read).isEqualTo(large))
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(files.get("large"), 1)
                .consumeNextWith(DataBufferUtils::release)
                .thenCancel()
                .verify(LIMIT);
    }

    @Test
    void shouldKeepTheOldObjectWhenTheNewOneFails() {
        // given
        files.put("kept", bytes("old")).block(LIMIT);

        // when
        Mono<ObjectInfo> broken =
                files.put("kept", buffers("ne").concatWith(Flux.error(new IllegalStateException("torn"))));

        // then
        StepVerifier.create(broken)
                .expectErrorSatisfies(
                        e -> assertThat(e).hasStackTraceContaining("torn").hasMessageContaining("kept"))
                .verify(LIMIT);
        assertThat(files.getBytes("kept").block(LIMIT)).asString().isEqualTo("old");
    }

    @Test
    void shouldWatch() {
        stores.createOrUpdate(ObjectStoreConfiguration.builder("watched")
                .storageType(StorageType.Memory)
                .build());
        ReactiveObjectBucket watched = new ReactiveObjectStoreTemplate(stores, 4).bucket("watched");
        watched.put("first", bytes("1")).block(LIMIT);
        StepVerifier.create(watched.watch().map(ObjectInfo::getObjectName))
                .expectNext("first")
                .then(() -> watched.put("second", bytes("2")).block(LIMIT))
                .expectNext("second")
                .thenCancel()
                .verify(LIMIT);
    }
}
