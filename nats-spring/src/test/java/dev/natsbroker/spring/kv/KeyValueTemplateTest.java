package dev.natsbroker.spring.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.natsbroker.spring.BrokerFixture;
import dev.natsbroker.spring.NatsException;
import dev.natsbroker.spring.bucket.BucketNotFoundException;
import dev.natsbroker.spring.bucket.InvalidNameException;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.support.converter.JacksonConverter;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.KeyValueOperation;
import io.nats.client.api.StorageType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.util.backoff.FixedBackOff;
import tools.jackson.databind.json.JsonMapper;

class KeyValueTemplateTest {
    @RegisterExtension
    static final BrokerFixture nats = new BrokerFixture();

    private static KeyValueTemplate template;
    private static NatsConnectionFactory connections;
    private static KeyValueBucket<Order> orders;

    record Order(String item, int count) {}

    @BeforeAll
    static void createBucket() {
        connections = nats.connectionFactory();
        template = new KeyValueTemplate(connections, json());
        template.createOrUpdate(bucket("orders").maxHistoryPerKey(5).build());
        orders = template.bucket("orders", Order.class);
    }

    private static PayloadConverters json() {
        return new PayloadConverters(new JacksonConverter(JsonMapper.shared()));
    }

    private static KeyValueConfiguration.Builder bucket(String name) {
        return KeyValueConfiguration.builder(name).storageType(StorageType.Memory);
    }

    @Test
    void shouldPutAndGet() {
        // when
        long revision = orders.put("put", new Order("pen", 3));

        // then
        assertThat(orders.get("put")).isEqualTo(new Order("pen", 3));
        BucketEntry<Order> entry = orders.getEntry("put");
        assertThat(entry.revision()).isEqualTo(revision);
        assertThat(entry.isPut()).isTrue();
        assertThat(entry.created())
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
    }

    @Test
    void shouldSayNullForWhatIsMissing() {
        assertThat(orders.get("missing")).isNull();
        assertThat(orders.getEntry("missing")).isNull();
        assertThat(orders.getEntry("missing", 4711)).isNull();
    }

    @Test
    void shouldGetRevisions() {
        // given
        long first = orders.put("revisions", new Order("pen", 1));
        orders.put("revisions", new Order("pen", 2));

        // then
        assertThat(orders.getEntry("revisions", first).value()).isEqualTo(new Order("pen", 1));
        assertThat(orders.getEntry("another", first)).isNull();
    }

    @Test
    void shouldReadGenericTypes() {
        // given
        template.createOrUpdate(bucket("generic").build());
        KeyValueBucket<List<Order>> lists =
                template.bucket("generic", new ParameterizedTypeReference<List<Order>>() {});

        // when
        lists.put("list", List.of(new Order("pen", 1)));

        // then
        assertThat(lists.get("list")).containsExactly(new Order("pen", 1));
    }

    @Test
    void shouldKeepEmptyText() {
        // given
        template.createOrUpdate(bucket("texts").build());
        KeyValueBucket<String> texts = template.bucket("texts", String.class);

        // when
        texts.put("empty", "");

        // then
        assertThat(texts.get("empty")).isEmpty();
    }

    @Test
    void shouldCreateOnlyOnce() {
        // given
        orders.create("created", new Order("pen", 1));

        // then
        assertThatThrownBy(() -> orders.create("created", new Order("pen", 2)))
                .isInstanceOf(KeyExistsException.class)
                .hasMessageContaining("'created'")
                .hasMessageContaining("'orders'");
        orders.delete("created");
        assertThat(orders.create("created", new Order("pen", 3))).isPositive();
    }

    @Test
    void shouldUpdateAtExpectedRevision() {
        // given
        long first = orders.put("updated", new Order("pen", 1));
        long second = orders.update("updated", new Order("pen", 2), first);

        // when
        RevisionMismatchException e = catchThrowableOfType(
                RevisionMismatchException.class, () -> orders.update("updated", new Order("pen", 3), first));

        // then
        assertThat(e.getExpected()).isEqualTo(first);
        assertThat(e.getActual()).isEqualTo(second);
        assertThat(e).hasMessageContaining("'updated'").hasMessageContaining("'orders'");
        assertThat(orders.get("updated")).isEqualTo(new Order("pen", 2));
    }

    @Test
    void shouldUpdateByFunctionWithoutLosingChanges() throws Exception {
        // given
        ExecutorService threads = Executors.newFixedThreadPool(4);

        // when
        for (int i = 0; i < 40; i++) {
            threads.execute(() -> orders.update("counted", o -> new Order("pen", o == null ? 1 : o.count() + 1)));
        }
        threads.shutdown();

        // then
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(orders.get("counted")).isEqualTo(new Order("pen", 40));
    }

    @Test
    void shouldDeleteByFunction() {
        // given
        orders.put("emptied", new Order("pen", 1));

        // then
        assertThat(orders.update("emptied", o -> null)).isNull();
        assertThat(orders.get("emptied")).isNull();
        assertThat(orders.update("emptied", o -> null)).isNull();
    }

    @Test
    void shouldGiveUpWhenOthersAreAlwaysFaster() {
        // given
        KeyValueBucket<Order> impatient =
                new KeyValueTemplate(connections, json(), new FixedBackOff(1, 2), null).bucket("orders", Order.class);

        // then
        assertThatExceptionOfType(UpdateConflictException.class)
                .isThrownBy(() -> impatient.update("contended", o -> {
                    orders.put("contended", new Order("other", 1));
                    return new Order("mine", 1);
                }))
                .withMessageContaining("3 attempts")
                .withCauseInstanceOf(NatsException.class);
        assertThat(orders.get("contended").item()).isEqualTo("other");
    }

    @Test
    void shouldThrowWhatTheFunctionThrows() {
        assertThatThrownBy(() -> orders.update("thrown", o -> {
                    throw new IllegalCallerException("mine");
                }))
                .isInstanceOf(IllegalCallerException.class);
    }

    @Test
    void shouldDeleteAndPurge() {
        // given
        long first = orders.put("removed", new Order("pen", 1));
        orders.delete("removed");

        // then
        assertThat(orders.get("removed")).isNull();
        assertThat(orders.history("removed"))
                .extracting(BucketEntry::operation)
                .containsExactly(KeyValueOperation.PUT, KeyValueOperation.DELETE);
        assertThatThrownBy(() -> orders.delete("removed", first)).isInstanceOf(RevisionMismatchException.class);
        orders.purge("removed");
        assertThat(orders.history("removed"))
                .extracting(BucketEntry::operation)
                .containsExactly(KeyValueOperation.PURGE);
    }

    @Test
    void shouldListKeys() {
        // given
        template.createOrUpdate(bucket("keys").build());
        KeyValueBucket<String> keys = template.bucket("keys", String.class);
        assertThat(keys.keys()).isEmpty();
        List.of("a.1", "a.2", "b.1").forEach(key -> keys.put(key, key));
        keys.delete("a.2");

        // then
        assertThat(keys.keys()).containsExactly("a.1", "b.1");
        assertThat(keys.keys("a.*")).containsExactly("a.1");
        assertThat(keys.keys("*.1", "a.>")).contains("a.1", "b.1");
        assertThat(keys.keys("c.>")).isEmpty();
    }

    @Test
    void shouldKeepHistory() {
        // given
        for (int i = 0; i < 7; i++) {
            orders.put("history", new Order("pen", i));
        }

        // then
        assertThat(orders.history("history"))
                .extracting(entry -> entry.value().count())
                .containsExactly(2, 3, 4, 5, 6);
    }

    @Test
    void shouldAdministrateBuckets() {
        // given
        template.createOrUpdate(bucket("administered").build());

        // when
        template.createOrUpdate(bucket("administered").description("changed").build());

        // then
        KeyValueBucket<Order> bucket = template.bucket("administered", Order.class);
        assertThat(bucket.status().getDescription()).isEqualTo("changed");
        assertThat(template.bucketNames()).contains("administered", "orders");
        assertThat(template.deleteBucket("administered")).isTrue();
        assertThat(template.deleteBucket("administered")).isFalse();
        assertThatThrownBy(() -> bucket.get("a")).isInstanceOf(BucketNotFoundException.class);
    }

    @Test
    void shouldNoticeThatABucketWasDeleted() {
        // given
        template.createOrUpdate(bucket("deleted").build());
        KeyValueBucket<Order> bucket = template.bucket("deleted", Order.class);
        bucket.put("a", new Order("pen", 1));
        new KeyValueTemplate(connections, json()).deleteBucket("deleted");

        // then
        assertThatThrownBy(() -> bucket.put("a", new Order("pen", 1)))
                .isInstanceOf(BucketNotFoundException.class)
                .hasMessageContaining("'deleted'");
        assertThatThrownBy(() -> bucket.get("a")).isInstanceOf(BucketNotFoundException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", ".a", "a.", "a..b", "a*", "ü", ">"})
    void shouldRefuseKeys(String key) {
        assertThatThrownBy(() -> orders.get(key))
                .isInstanceOf(InvalidNameException.class)
                .hasMessageContaining("'" + key + "' is not a key for bucket 'orders'");
        assertThatThrownBy(() -> orders.put(key, new Order("pen", 1))).isInstanceOf(InvalidNameException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a.b", "ü"})
    void shouldRefuseBuckets(String name) {
        assertThatThrownBy(() -> template.bucket(name, Order.class)).isInstanceOf(InvalidNameException.class);
        assertThatThrownBy(() -> template.deleteBucket(name)).isInstanceOf(InvalidNameException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a*", ">.a", "a..b"})
    void shouldRefuseFilters(String filter) {
        assertThatThrownBy(() -> orders.keys(filter)).isInstanceOf(InvalidNameException.class);
    }

    @Test
    void shouldRefuseMissingBucket() {
        assertThatThrownBy(() -> template.bucket("nowhere", Order.class).get("a"))
                .isInstanceOf(BucketNotFoundException.class)
                .hasMessageContaining("'nowhere'");
    }

    @Test
    void shouldNameUndecodableValues() {
        // given
        long revision = template.bucket("orders", String.class).put("undecodable", "no JSON");

        // when
        UndecodableValueException e =
                catchThrowableOfType(UndecodableValueException.class, () -> orders.get("undecodable"));

        // then
        assertThat(e.getRevision()).isEqualTo(revision);
        assertThat(e).hasMessageContaining("'undecodable'").hasMessageContaining("'orders'");
    }

    @Test
    void shouldRefuseHugeValues() {
        assertThatThrownBy(() -> template.bucket("orders", byte[].class).put("huge", new byte[2_000_000]))
                .isInstanceOf(NatsException.class)
                .hasMessageContaining("'huge'")
                .hasMessageContaining("2000000 bytes")
                .hasMessageContaining("object store");
    }

    @Test
    void shouldRefuseTimeToLiveWhereItCannotBe() {
        // given
        template.createOrUpdate(bucket("no-ttl").build());
        template.createOrUpdate(bucket("ttl")
                .limitMarker(Duration.ofSeconds(5))
                .maxHistoryPerKey(3)
                .build());

        // then
        assertThatThrownBy(() -> template.bucket("no-ttl", String.class).put("a", "a", Duration.ofSeconds(5)))
                .hasMessageContaining("limitMarker");
        assertThatThrownBy(() -> template.bucket("ttl", String.class).put("a", "a", Duration.ofSeconds(5)))
                .hasMessageContaining("history");
        assertThatThrownBy(() -> template.bucket("ttl", String.class).create("a", "a", Duration.ofMillis(5)))
                .hasMessageContaining("PT1S");
    }

    @Test
    void shouldRefuseTypesWithoutConverter() {
        KeyValueTemplate plain = new KeyValueTemplate(connections, new PayloadConverters());
        assertThatThrownBy(() -> plain.bucket("orders", Map.class).put("a", Map.of()))
                .isInstanceOf(NatsException.class)
                .hasMessageContaining("Jackson");
    }
}
