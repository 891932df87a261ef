package dev.natsbroker.spring.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.natsbroker.spring.ManualBroker;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.StorageType;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TimeToLiveTest {
    @RegisterExtension
    static final ManualBroker nats = new ManualBroker();

    private static KeyValueBucket<String> bucket(String name, int history) {
        KeyValueTemplate template = new KeyValueTemplate(nats.connectionFactory(), new PayloadConverters());
        template.createOrUpdate(KeyValueConfiguration.builder(name)
                .storageType(StorageType.Memory)
                .maxHistoryPerKey(history)
                .limitMarker(Duration.ofSeconds(60))
                .build());
        return template.bucket(name, String.class);
    }

    @Test
    void shouldForgetValuesInTime() {
        // given
        KeyValueBucket<String> bucket = bucket("forgotten", 1);
        bucket.put("put", "1", Duration.ofSeconds(10));
        bucket.create("created", "1", Duration.ofMillis(9_001));
        long revision = bucket.put("updated", "1");
        bucket.update("updated", "2", revision, Duration.ofSeconds(20));
        bucket.put("kept", "1");

        // when
        nats.clock().advance(Duration.ofSeconds(9));
        assertThat(bucket.keys()).containsExactlyInAnyOrder("put", "created", "updated", "kept");
        nats.clock().advance(Duration.ofSeconds(2));

        // then
        await().untilAsserted(() -> assertThat(bucket.keys()).containsExactlyInAnyOrder("updated", "kept"));
        assertThat(bucket.create("put", "again")).isPositive();
        nats.clock().advance(Duration.ofSeconds(11));
        await().untilAsserted(() -> assertThat(bucket.get("updated")).isNull());
        assertThat(bucket.get("kept")).isEqualTo("1");
    }

    @Test
    void shouldForgetWhatAFunctionMade() {
        // given
        KeyValueBucket<String> bucket = bucket("counted", 1);
        Function<@Nullable String, @Nullable String> longer = text -> text == null ? "x" : text + "x";

        // when
        String first = bucket.update("a", longer, Duration.ofSeconds(10));
        nats.clock().advance(Duration.ofSeconds(9));
        String second = bucket.update("a", longer, Duration.ofSeconds(10));
        nats.clock().advance(Duration.ofSeconds(9));

        // then: the second has its own time
        assertThat(first).isEqualTo("x");
        assertThat(second).isEqualTo("xx");
        assertThat(bucket.get("a")).isEqualTo("xx");
        nats.clock().advance(Duration.ofSeconds(2));
        await().untilAsserted(() -> assertThat(bucket.get("a")).isNull());
        assertThat(bucket.update("a", text -> null, Duration.ofSeconds(10))).isNull();
    }

    @Test
    void shouldRefuseATimeWhereTheOlderValueWouldComeBack() {
        // given
        KeyValueBucket<String> bucket = bucket("remembered", 2);
        bucket.put("a", "1");

        // then
        assertThatThrownBy(() -> bucket.update("a", text -> "2", Duration.ofSeconds(10)))
                .hasMessageContaining("history");
        assertThat(bucket.get("a")).isEqualTo("1");
    }

    @Test
    void shouldForgetPurgeMarkers() {
        // given
        KeyValueBucket<String> bucket = bucket("purged", 3);
        bucket.put("a", "1");
        bucket.put("a", "2");

        // when
        bucket.purge("a", Duration.ofSeconds(70));
        assertThat(bucket.history("a")).hasSize(1);
        nats.clock().advance(Duration.ofSeconds(71));

        // then
        await().untilAsserted(() -> assertThat(bucket.history("a")).isEmpty());
    }

    @Test
    void shouldPurgeOnTheConditionOfARevision() {
        // given
        KeyValueBucket<String> bucket = bucket("purged-if", 1);
        long first = bucket.put("a", "1");
        long second = bucket.put("a", "2");

        // when, then
        assertThatThrownBy(() -> bucket.purge("a", first, Duration.ofSeconds(70)))
                .isInstanceOf(RevisionMismatchException.class)
                .hasMessageContaining("'a'");
        assertThat(bucket.get("a")).isEqualTo("2");

        // when
        bucket.purge("a", second, Duration.ofSeconds(70));
        assertThat(bucket.get("a")).isNull();
        nats.clock().advance(Duration.ofSeconds(71));

        // then
        await().untilAsserted(() -> assertThat(bucket.history("a")).isEmpty());
    }
}
