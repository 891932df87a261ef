package dev.natsbroker.spring.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.natsbroker.spring.BrokerFixture;
import dev.natsbroker.spring.NatsException;
import dev.natsbroker.spring.core.ConnectionSettings;
import dev.natsbroker.spring.core.DefaultNatsConnectionFactory;
import dev.natsbroker.spring.core.NatsConnectionException;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.support.converter.JacksonConverter;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.KeyValueWatchOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.json.JsonMapper;

class BucketWatchTest {
    @RegisterExtension
    static final BrokerFixture nats = new BrokerFixture();

    private static KeyValueTemplate template;

    @BeforeAll
    static void connect() {
        template = new KeyValueTemplate(
                nats.connectionFactory(), new PayloadConverters(new JacksonConverter(JsonMapper.shared())));
    }

    private static <T> KeyValueBucket<T> bucket(String name, Class<T> type) {
        template.createOrUpdate(KeyValueConfiguration.builder(name).build());
        return template.bucket(name, type);
    }

    /** Collects what it is told. */
    private static class Recorder<T> implements BucketWatcher<T> {
        final List<String> seen = new CopyOnWriteArrayList<>();
        final List<NatsException> errors = new CopyOnWriteArrayList<>();

        @Override
        public void onEntry(BucketEntry<T> entry) {
            seen.add(entry.operation() + " " + entry.key() + "=" + entry.value());
        }

        @Override
        public void onCurrent() {
            seen.add("current");
        }

        @Override
        public void onError(NatsException error) {
            errors.add(error);
        }
    }

    @Test
    void shouldWatch() {
        // given
        KeyValueBucket<String> bucket = bucket("watched", String.class);
        bucket.put("a", "1");
        Recorder<String> recorder = new Recorder<>();

        // when
        try (BucketWatch watch = bucket.watch(recorder)) {
            await().until(() -> recorder.seen.contains("current"));
            bucket.put("b", "2");
            bucket.delete("a");

            // then
            await().untilAsserted(() ->
                    assertThat(recorder.seen).containsExactly("PUT a=1", "current", "PUT b=2", "DELETE a=null"));
            assertThat(watch).isNotNull();
        }
        bucket.put("c", "3");
        assertThat(bucket.history("c")).hasSize(1);
        assertThat(recorder.seen).hasSize(4);
    }

    @Test
    void shouldWatchWithFiltersAndOptions() {
        // given
        KeyValueBucket<String> bucket = bucket("filtered", String.class);
        bucket.put("a.1", "old");
        Recorder<String> updates = new Recorder<>();
        Recorder<String> metadata = new Recorder<>();

        // when
        try (BucketWatch one = bucket.watch(List.of("a.*"), updates, KeyValueWatchOption.UPDATES_ONLY);
                BucketWatch two =
                        bucket.watch(metadata, KeyValueWatchOption.META_ONLY, KeyValueWatchOption.IGNORE_DELETE)) {
            bucket.put("b.1", "other");
            bucket.put("a.1", "new");
            bucket.delete("a.1");

            // then
            await().untilAsserted(() -> assertThat(updates.seen)
                    .filteredOn(line -> !line.equals("current"))
                    .containsExactly("PUT a.1=new", "DELETE a.1=null"));
            await().untilAsserted(() -> assertThat(metadata.seen)
                    .contains("PUT a.1=null", "PUT b.1=null")
                    .doesNotContain("DELETE"));
            assertThat(List.of(one, two)).hasSize(2);
        }
    }

    @Test
    void shouldBeClosedByItsOwnCallback() {
        // given
        KeyValueBucket<String> bucket = bucket("closed", String.class);
        AtomicReference<BucketWatch> watch = new AtomicReference<>();
        List<String> seen = new CopyOnWriteArrayList<>();
        watch.set(bucket.watch(
                entry -> {
                    watch.get().close();
                    bucket.put("after", "not interrupted");
                    seen.add(entry.value());
                },
                KeyValueWatchOption.UPDATES_ONLY));

        // when
        bucket.put("a", "1");
        bucket.put("a", "2");

        // then
        await().untilAsserted(() -> assertThat(seen).containsExactly("1"));
        assertThat(bucket.get("after")).isEqualTo("not interrupted");
    }

    @Test
    void shouldGoOnAfterTheServerWasAway() throws Exception {
        // given
        KeyValueBucket<String> bucket = bucket("resumed", String.class);
        bucket.put("a", "1");
        Recorder<String> all = new Recorder<>();
        Recorder<String> updates = new Recorder<>();
        try (BucketWatch one = bucket.watch(all);
                BucketWatch two = bucket.watch(updates, KeyValueWatchOption.UPDATES_ONLY)) {
            await().until(() -> all.seen.contains("current"));

            // when
            nats.stop();
            assertThatThrownBy(() -> bucket.put("away", "x"))
                    .isInstanceOf(NatsConnectionException.class)
                    .hasMessageContaining("'away'")
                    .hasMessageContaining("the connection is");
            nats.restart();
            KeyValueTemplate other = new KeyValueTemplate(nats.connectionFactory(), new PayloadConverters());
            other.bucket("resumed", String.class).put("b", "2");

            // then
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(all.seen)
                            .startsWith("PUT a=1", "current")
                            .contains("PUT b=2")
                            .doesNotHaveDuplicates());
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(
                            () -> assertThat(updates.seen).contains("PUT b=2").doesNotContain("PUT a=1"));
            assertThat(List.of(one, two)).hasSize(2);
        }
    }

    @Test
    void shouldGoOnOnAnotherConnection() throws Exception {
        // given
        DefaultNatsConnectionFactory factory =
                new DefaultNatsConnectionFactory("other", nats::options, ConnectionSettings.DEFAULTS);
        KeyValueBucket<String> bucket = bucket("given-up", String.class);
        Recorder<String> recorder = new Recorder<>();
        try (BucketWatch watch = new KeyValueTemplate(factory, new PayloadConverters())
                .bucket(bucket.getName(), String.class)
                .watch(recorder)) {
            bucket.put("a", "1");
            await().until(() -> recorder.seen.contains("PUT a=1"));

            // when the client library gives the connection up
            factory.getConnection().close();
            bucket.put("b", "2");

            // then
            await().untilAsserted(() -> assertThat(recorder.seen).endsWith("PUT a=1", "PUT b=2"));
            assertThat(recorder.errors).isEmpty();

            // when the application pauses and goes on
            factory.stop();
            bucket.put("c", "3");
            factory.start();

            // then
            await().untilAsserted(() -> assertThat(recorder.seen).endsWith("PUT b=2", "PUT c=3"));
            assertThat(watch).isNotNull();
        } finally {
            factory.destroy();
        }
    }

    @Test
    void shouldTellWhenThereIsNoOtherConnection() throws Exception {
        // given
        KeyValueBucket<String> bucket = bucket("forsaken", String.class);
        NatsConnectionFactory fixed = nats.connectionFactory();
        Recorder<String> recorder = new Recorder<>();
        try (BucketWatch watch = new KeyValueTemplate(fixed, new PayloadConverters())
                .bucket(bucket.getName(), String.class)
                .watch(recorder)) {

            // when
            fixed.getConnection().close();

            // then
            await().untilAsserted(() ->
                    assertThat(recorder.errors).singleElement().isInstanceOf(NatsConnectionException.class));
            assertThat(watch).isNotNull();
        }
    }

    @Test
    void shouldReportWhatItCannotDeliverAndGoOn() {
        // given
        KeyValueBucket<Integer> numbers = bucket("broken", Integer.class);
        template.bucket("broken", String.class).put("a", "no number");
        Recorder<Integer> recorder = new Recorder<>() {
            @Override
            public void onEntry(BucketEntry<Integer> entry) {
                super.onEntry(entry);
                throw new IllegalStateException("mine");
            }
        };

        // when
        try (BucketWatch watch = numbers.watch(recorder)) {
            numbers.put("b", 2);

            // then
            await().untilAsserted(() -> assertThat(recorder.errors).hasSize(2));
            assertThat(recorder.errors.get(0)).isInstanceOf(UndecodableValueException.class);
            assertThat(recorder.errors.get(1)).hasMessageContaining("'b'").hasMessageContaining("mine");
            assertThat(recorder.seen).contains("PUT b=2");
            assertThat(watch).isNotNull();
        }
    }
}
