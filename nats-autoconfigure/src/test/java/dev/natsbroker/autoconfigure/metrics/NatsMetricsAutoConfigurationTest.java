package dev.natsbroker.autoconfigure.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.autoconfigure.ClientFixture;
import dev.natsbroker.spring.annotation.JetStreamListener;
import dev.natsbroker.spring.annotation.Subscribe;
import dev.natsbroker.spring.config.CoreListenerEndpoint;
import dev.natsbroker.spring.config.JetStreamListenerEndpoint;
import dev.natsbroker.spring.config.NatsListenerContainerFactory;
import dev.natsbroker.spring.config.NatsListenerEndpointRegistry;
import dev.natsbroker.spring.core.JetStreamTemplate;
import dev.natsbroker.spring.core.NatsTemplate;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

class NatsMetricsAutoConfigurationTest {
    @RegisterExtension
    static final ClientFixture NATS = new ClientFixture();

    private final ApplicationContextRunner contextRunner = NATS.contextRunner(
            MetricsAutoConfiguration.class,
            CompositeMeterRegistryAutoConfiguration.class,
            SimpleMetricsExportAutoConfiguration.class,
            NatsMetricsAutoConfiguration.class);

    private static double count(ApplicationContext context, String meter, String... tags) {
        return context.getBean(MeterRegistry.class)
                .get(meter)
                .tags(tags)
                .functionCounter()
                .count();
    }

    private static double gauge(ApplicationContext context, String meter, String... tags) {
        return context.getBean(MeterRegistry.class)
                .get(meter)
                .tags(tags)
                .gauge()
                .value();
    }

    @Test
    void shouldMeasureConnections() {
        contextRunner
                .withPropertyValues(
                        "nats.connections.billing.servers=nats://127.0.0.1:1",
                        "nats.connections.billing.startup=background")
                .run(context -> {
                    double before = count(context, "nats.client.out.messages", "connection", "default");
                    context.getBean(NatsTemplate.class).publish("somewhere", "12345");

                    assertThat(gauge(context, "nats.client.connected", "connection", "default"))
                            .isEqualTo(1);
                    Awaitility.await()
                            .untilAsserted(() -> assertThat(
                                            count(context, "nats.client.out.messages", "connection", "default"))
                                    .isEqualTo(before + 1));
                    assertThat(count(context, "nats.client.out.bytes", "connection", "default"))
                            .isGreaterThan(5);
                    assertThat(count(context, "nats.client.in.bytes", "connection", "default"))
                            .isNotNegative();
                    assertThat(gauge(context, "nats.client.connected", "connection", "billing"))
                            .isZero();
                    assertThat(count(context, "nats.client.reconnects", "connection", "billing"))
                            .isZero();
                });
    }

    @Test
    void shouldMeasureListeners() {
        contextRunner.withBean(Listener.class, Listener::new).run(context -> {
            context.getBean(NatsTemplate.class).request("works", "", String.class);
            context.getBean(NatsTemplate.class).publish("fails", "");

            Awaitility.await()
                    .untilAsserted(() -> assertThat(count(context, "nats.listener.processed", "listener", "works"))
                            .isEqualTo(1));
            Awaitility.await()
                    .untilAsserted(() -> assertThat(count(context, "nats.listener.failed", "listener", "fails"))
                            .isEqualTo(1));
            assertThat(count(context, "nats.listener.received", "listener", "works", "kind", "core"))
                    .isEqualTo(1);
            assertThat(gauge(context, "nats.listener.in.flight", "listener", "works", "connection", "default"))
                    .isZero();
            assertThat(gauge(context, "nats.listener.lag", "listener", "works")).isZero();
            assertThat(count(context, "nats.listener.dropped", "listener", "works"))
                    .isZero();
        });
    }

    @Test
    void shouldMeasureListenersThatAreAddedLater() {
        contextRunner.run(context -> {
            NatsListenerEndpointRegistry registry = context.getBean(NatsListenerEndpointRegistry.class);
            NatsListenerContainerFactory factory = context.getBean(NatsListenerContainerFactory.class);
            registry.register(endpoint(), factory);
            context.getBean(NatsTemplate.class).request("late", "", String.class);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(count(context, "nats.listener.processed", "listener", "late"))
                            .isEqualTo(1));

            // The next listener with this id begins at zero.
            registry.unregister("late");
            registry.register(endpoint(), factory);

            assertThat(count(context, "nats.listener.processed", "listener", "late"))
                    .isZero();
            context.getBean(NatsTemplate.class).request("late", "", String.class);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(count(context, "nats.listener.processed", "listener", "late"))
                            .isEqualTo(1));
        });
    }

    @Test
    void shouldCountDeadLetters() {
        contextRunner
                .withBean(StreamListener.class, StreamListener::new)
                .withPropertyValues(
                        "nats.jetstream.streams.METERED.subjects=metered.>",
                        "nats.jetstream.streams.METERED.storage=memory",
                        "nats.jetstream.listener.retry.max-attempts=1")
                .run(context -> {
                    context.getBean(JetStreamTemplate.class).publish("metered.work.1", "fails");

                    Awaitility.await()
                            .untilAsserted(() -> assertThat(
                                            count(context, "nats.listener.dead.lettered", "listener", "metered"))
                                    .isEqualTo(1));
                    assertThat(count(context, "nats.listener.acked", "listener", "metered"))
                            .isZero();

                    // The next listener with this id begins at zero.
                    NatsListenerEndpointRegistry registry = context.getBean(NatsListenerEndpointRegistry.class);
                    registry.unregister("metered");
                    JetStreamListenerEndpoint next = new JetStreamListenerEndpoint("metered", "METERED", "metered");
                    next.setSubjects(List.of("metered.work.*"));
                    next.setHandler((message, ack) -> {});
                    registry.register(next, context.getBean(NatsListenerContainerFactory.class));

                    assertThat(count(context, "nats.listener.dead.lettered", "listener", "metered"))
                            .isZero();
                    context.getBean(JetStreamTemplate.class).publish("metered.work.2", "succeeds");
                    Awaitility.await()
                            .untilAsserted(
                                    () -> assertThat(count(context, "nats.listener.acked", "listener", "metered"))
                                            .isEqualTo(1));
                });
    }

    private static CoreListenerEndpoint endpoint() throws NoSuchMethodException {
        CoreListenerEndpoint endpoint = new CoreListenerEndpoint("late", List.of("late"));
        endpoint.setMethod(new Listener(), Listener.class.getDeclaredMethod("works"));
        return endpoint;
    }

    @Test
    void shouldNotNeedARegistryOrMicrometer() {
        NATS.contextRunner(NatsMetricsAutoConfiguration.class)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(NatsConnectionMeters.class));
        NATS.contextRunner(NatsMetricsAutoConfiguration.class)
                .withClassLoader(new FilteredClassLoader(MeterRegistry.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("natsConnectionMeters"));
        contextRunner
                .withPropertyValues("nats.enabled=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(SimpleMeterRegistry.class)
                        .doesNotHaveBean(NatsListenerMeters.class));
    }

    static final class StreamListener {
        @JetStreamListener(
                stream = "METERED",
                consumer = "metered",
                subjects = "metered.work.*",
                deadLetter = "metered.dead",
                id = "metered")
        void fails(String work) {
            throw new IllegalStateException(work);
        }
    }

    static final class Listener {
        @Subscribe(value = "works", id = "works")
        String works() {
            return "ok";
        }

        @Subscribe(value = "fails", id = "fails")
        void fails() {
            throw new IllegalStateException("no");
        }
    }
}
