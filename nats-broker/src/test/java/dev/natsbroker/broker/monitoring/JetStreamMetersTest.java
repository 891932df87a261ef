package dev.natsbroker.broker.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.config.JetStreamMeterOptions;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The meters of JetStream. */
class JetStreamMetersTest {
    private static final String PREFIX = "nats.broker.jetstream.";

    @TempDir
    private Path folder;

    private final MeterRegistry registry = new SimpleMeterRegistry();

    private MonitoredBroker start(JetStreamMeterOptions options) {
        return MonitoredBroker.startWithJetStream(
                folder, broker -> broker.monitor(monitor -> monitor.jetStreamMeters(options)));
    }

    private double gauge(String name, String... tags) {
        return registry.get(PREFIX + name).tags(tags).gauge().value();
    }

    private long count(String name) {
        return registry.find(PREFIX + name).meters().size();
    }

    private static void fill(MonitoredBroker broker) {
        try (WireClient client = broker.connect()) {
            for (String stream : List.of("S1", "S2", "S3")) {
                client.request(
                        "$JS.API.STREAM.CREATE." + stream,
                        "{\"name\":\"" + stream + "\",\"subjects\":[\"" + stream + "\"]}");
            }
            for (String subject : List.of("S2", "S2", "S2", "S3")) {
                client.request(subject, "hello");
            }
            for (String consumer : List.of("C1", "C2")) {
                client.request(
                        "$JS.API.CONSUMER.CREATE.S2." + consumer,
                        "{\"stream_name\":\"S2\",\"config\":{\"durable_name\":\"" + consumer + "\",\"name\":\""
                                + consumer + "\",\"ack_policy\":\"explicit\"}}");
            }
            client.request("$JS.API.CONSUMER.MSG.NEXT.S2.C1", "1");
        }
    }

    /** Reads a meter a second later: then a new look is due. */
    private void scrape(MonitoredBroker broker) {
        broker.clock().advance(Duration.ofSeconds(1));
        gauge("streams");
    }

    @Test
    void shouldMeasureStreamsAndConsumers() {
        try (MonitoredBroker broker = start(JetStreamMeterOptions.defaults());
                BrokerMeters meters = new BrokerMeters(broker.view())) {
            // given
            meters.bindTo(registry);

            // when
            fill(broker);
            scrape(broker);

            // then
            assertThat(gauge("accounts")).isEqualTo(1);
            assertThat(gauge("streams")).isEqualTo(3);
            assertThat(gauge("consumers")).isEqualTo(2);
            assertThat(gauge("messages")).isEqualTo(4);
            assertThat(gauge("problems")).isZero();
            assertThat(gauge("used.bytes", "storage", "file")).isEqualTo(4 * 37);
            assertThat(gauge("max.bytes", "storage", "memory")).isEqualTo(1 << 20);
            assertThat(gauge("account.messages", "account", "$G")).isEqualTo(4);
            assertThat(gauge("account.bytes", "account", "$G")).isEqualTo(4 * 37);
            String[] stream = {"account", "$G", "stream", "S2"};
            assertThat(gauge("stream.messages", stream)).isEqualTo(3);
            assertThat(gauge("stream.bytes", stream)).isEqualTo(3 * 37);
            assertThat(gauge("stream.first.sequence", stream)).isEqualTo(1);
            assertThat(gauge("stream.last.sequence", stream)).isEqualTo(3);
            assertThat(gauge("stream.consumers", stream)).isEqualTo(2);
            String[] consumer = {"account", "$G", "stream", "S2", "consumer", "C1"};
            assertThat(gauge("consumer.pending", consumer)).isEqualTo(2);
            assertThat(gauge("consumer.ack.pending", consumer)).isEqualTo(1);
            assertThat(gauge("consumer.redelivered", consumer)).isZero();
            assertThat(gauge("consumer.waiting", consumer)).isZero();
            assertThat(registry.get(PREFIX + "api.requests").functionCounter().count())
                    .isEqualTo(5);
            assertThat(registry.get(PREFIX + "journal.sync")
                            .tags("lane", "0")
                            .functionTimer()
                            .count())
                    .isPositive();
            assertThat(gauge("journal.overloaded", "lane", "0")).isZero();
        }
        assertThat(registry.getMeters())
                .noneMatch(meter -> meter.getId().getName().startsWith(PREFIX));
    }

    @Test
    void shouldForgetStreamsThatAreGone() {
        try (MonitoredBroker broker = start(JetStreamMeterOptions.defaults());
                BrokerMeters meters = new BrokerMeters(broker.view())) {
            // given
            fill(broker);
            meters.bindTo(registry);
            assertThat(count("stream.messages")).isEqualTo(3);

            // when
            try (WireClient client = broker.connect()) {
                client.request("$JS.API.STREAM.DELETE.S2", "");
            }
            scrape(broker);

            // then
            assertThat(count("stream.messages")).isEqualTo(2);
            assertThat(count("consumer.pending")).isZero();
        }
    }

    @Test
    void shouldBeLimitedToTheLargest() {
        try (MonitoredBroker broker = start(new JetStreamMeterOptions(true, 2, 1));
                BrokerMeters meters = new BrokerMeters(broker.view())) {
            // given
            fill(broker);

            // when
            meters.bindTo(registry);

            // then
            assertThat(gauge("streams")).isEqualTo(3);
            assertThat(count("stream.messages")).isEqualTo(2);
            assertThat(gauge("stream.messages", "stream", "S2")).isEqualTo(3);
            assertThat(gauge("stream.messages", "stream", "S3")).isEqualTo(1);
            assertThat(gauge("consumers")).isEqualTo(2);
            assertThat(count("consumer.pending")).isEqualTo(1);
        }
    }

    @Test
    void shouldBeTurnedOff() {
        try (MonitoredBroker broker = start(new JetStreamMeterOptions(false, 1, 1));
                BrokerMeters meters = new BrokerMeters(broker.view())) {
            meters.bindTo(registry);

            assertThat(registry.getMeters())
                    .noneMatch(meter -> meter.getId().getName().startsWith(PREFIX));
        }
    }
}
