package dev.natsbroker.spring.reactive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.spring.BrokerFixture;
import dev.natsbroker.spring.kv.BucketEntry;
import dev.natsbroker.spring.kv.KeyExistsException;
import dev.natsbroker.spring.kv.KeyValueTemplate;
import dev.natsbroker.spring.kv.RevisionMismatchException;
import dev.natsbroker.spring.kv.UndecodableValueException;
import dev.natsbroker.spring.support.converter.JacksonConverter;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.StorageType;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.core.ParameterizedTypeReference;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;

class ReactiveKeyValueTemplateTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @RegisterExtension
    static final BrokerFixture nats = new BrokerFixture();

    private static KeyValueTemplate keyValue;
    private static ReactiveKeyValueTemplate template;
    private static ReactiveKeyValueBucket<Integer> numbers;

    @BeforeAll
    static void createBucket() {
        keyValue = new KeyValueTemplate(
                nats.connectionFactory(), new PayloadConverters(new JacksonConverter(JsonMapper.shared())));
        keyValue.createOrUpdate(KeyValueConfiguration.builder("numbers")
                .storageType(StorageType.Memory)
                .maxHistoryPerKey(5)
                .build());
        template = new ReactiveKeyValueTemplate(keyValue, 4);
        numbers = template.bucket("numbers", Integer.class);
    }

    @Test
    void shouldDoWhatTheBlockingOneDoes() {
        Mono<Long> write = numbers.put("a", 1)
                .flatMap(revision -> numbers.update("a", 2, revision))
                .then(numbers.create("b", 1));
        StepVerifier.create(write).expectNextCount(1).expectComplete().verify(LIMIT);
        StepVerifier.create(numbers.get("a")).expectNext(2).expectComplete().verify(LIMIT);
        StepVerifier.create(numbers.getEntry("a").map(BucketEntry::value))
                .expectNext(2)
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(numbers.update("a", n -> n == null ? 0 : n + 1))
                .expectNext(3)
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(numbers.history("a").map(BucketEntry::value))
                .expectNext(1, 2, 3)
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(numbers.keys("a")).expectNext("a").expectComplete().verify(LIMIT);
        StepVerifier.create(numbers.delete("a").then(numbers.get("a")))
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(numbers.purge("a").thenMany(numbers.history("a")))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(numbers.create("b", 1))
                .expectError(KeyExistsException.class)
                .verify(LIMIT);
        StepVerifier.create(numbers.update("b", 1, 4711))
                .expectError(RevisionMismatchException.class)
                .verify(LIMIT);
        StepVerifier.create(template.bucket("numbers", new ParameterizedTypeReference<List<Integer>>() {})
                        .get("b"))
                .expectError(UndecodableValueException.class)
                .verify(LIMIT);
        StepVerifier.create(numbers.put("c", 1, Duration.ofSeconds(5)))
                .expectErrorSatisfies(e -> assertThat(e).hasMessageContaining("history"))
                .verify(LIMIT);
    }

    @Test
    void shouldWriteValuesThatGoAway() {
        keyValue.createOrUpdate(KeyValueConfiguration.builder("passing")
                .storageType(StorageType.Memory)
                .limitMarker(Duration.ofSeconds(1))
                .build());
        ReactiveKeyValueBucket<Integer> passing = template.bucket("passing", Integer.class);
        Duration hour = Duration.ofHours(1);
        StepVerifier.create(passing.create("a", 1, hour)
                        .flatMap(revision -> passing.update("a", 2, revision, hour))
                        .then(passing.update("a", n -> n == null ? 0 : n + 1, hour)))
                .expectNext(3)
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(passing.put("b", 1, Duration.ofSeconds(1)).then(passing.get("b")))
                .expectNext(1)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void shouldWatch() {
        keyValue.bucket("numbers", Integer.class).put("watched", 1);
        StepVerifier.create(numbers.watch(List.of("watched")).map(BucketEntry::value))
                .expectNext(1)
                .then(() -> keyValue.bucket("numbers", Integer.class).put("watched", 2))
                .expectNext(2)
                .then(() -> keyValue.bucket("numbers", String.class).put("watched", "x"))
                .expectError(UndecodableValueException.class)
                .verify(LIMIT);
    }

    @Test
    void shouldEndTheWatchWhenItsSubscriberIsTooSlow() {
        StepVerifier.create(numbers.watch(List.of("slow.*")).map(BucketEntry::value), 1)
                .then(() -> Flux.range(1, 20)
                        .concatMap(n -> numbers.put("slow." + n, n))
                        .blockLast(LIMIT))
                .expectNext(1)
                .thenAwait(Duration.ofMillis(200))
                .thenRequest(10)
                .expectNext(2, 3, 4, 5)
                .expectErrorSatisfies(e -> assertThat(e)
                        .isInstanceOf(SubscriberOverflowException.class)
                        .hasMessageContaining("'numbers'"))
                .verify(LIMIT);
    }
}
