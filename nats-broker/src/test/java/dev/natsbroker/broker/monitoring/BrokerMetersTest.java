package dev.natsbroker.broker.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The meters of a broker. */
class BrokerMetersTest {
    @AutoClose
    private final MonitoredBroker broker =
            MonitoredBroker.start(options -> options.engine(engine -> engine.eventLoops(2)));

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @BeforeEach
    void bind() {
        new BrokerMeters(broker.view()).bindTo(registry);
    }

    private double count(String name, String... tags) {
        return registry.get(name).tags(tags).functionCounter().count();
    }

    @Test
    void shouldHaveTheseMeters() {
        TreeSet<String> names = new TreeSet<>();
        registry.getMeters().stream().map(Meter::getId).forEach(id -> names.add(id.getName() + id.getTags()));

        assertThat(names)
                .containsExactlyInAnyOrder(
                        "nats.broker.connections[]",
                        "nats.broker.connections.accepted[]",
                        "nats.broker.subscriptions[]",
                        "nats.broker.slow.consumers[]",
                        "nats.broker.stale.connections[]",
                        "nats.broker.stalled.clients[]",
                        "nats.broker.messages[tag(direction=in)]",
                        "nats.broker.messages[tag(direction=out)]",
                        "nats.broker.message.bytes[tag(direction=in)]",
                        "nats.broker.message.bytes[tag(direction=out)]",
                        "nats.broker.loop.pending.tasks[tag(loop=0)]",
                        "nats.broker.loop.pending.tasks[tag(loop=1)]",
                        "nats.broker.loop.messages[tag(direction=in), tag(loop=0)]",
                        "nats.broker.loop.messages[tag(direction=in), tag(loop=1)]",
                        "nats.broker.loop.messages[tag(direction=out), tag(loop=0)]",
                        "nats.broker.loop.messages[tag(direction=out), tag(loop=1)]");
    }

    @Test
    void shouldFollowTheBroker() {
        try (WireClient gone = broker.connect();
                WireClient client = broker.connect()) {
            // when
            gone.sendLast("GARBAGE\r\n");
            client.send("SUB foo 1\r\nSUB foo 2\r\nPUB foo 3\r\nabc\r\n");

            // then
            assertThat(registry.get("nats.broker.connections").gauge().value()).isEqualTo(1);
            assertThat(registry.get("nats.broker.subscriptions").gauge().value())
                    .isEqualTo(2);
            assertThat(count("nats.broker.connections.accepted")).isEqualTo(2);
            assertThat(count("nats.broker.messages", "direction", "in")).isEqualTo(1);
            assertThat(count("nats.broker.messages", "direction", "out")).isEqualTo(2);
            assertThat(count("nats.broker.message.bytes", "direction", "in")).isEqualTo(3);
            assertThat(count("nats.broker.message.bytes", "direction", "out")).isEqualTo(6);
            assertThat(count("nats.broker.loop.messages", "direction", "in", "loop", "0")
                            + count("nats.broker.loop.messages", "direction", "in", "loop", "1"))
                    .isEqualTo(1);
            assertThat(registry.get("nats.broker.loop.pending.tasks").gauges())
                    .allSatisfy(gauge -> assertThat(gauge.value()).isNotNegative());
        }
    }
}
