package dev.natsbroker.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.natsbroker.autoconfigure.endpoint.NatsEndpoint;
import dev.natsbroker.spring.annotation.JetStreamListener;
import dev.natsbroker.spring.annotation.Subscribe;
import dev.natsbroker.spring.config.CoreListenerEndpoint;
import dev.natsbroker.spring.config.JetStreamListenerEndpoint;
import dev.natsbroker.spring.config.NatsListenerContainerFactory;
import dev.natsbroker.spring.config.NatsListenerEndpointRegistry;
import dev.natsbroker.spring.core.JetStreamOperations;
import dev.natsbroker.spring.core.NatsConnections;
import dev.natsbroker.spring.core.NatsOperations;
import dev.natsbroker.spring.core.NatsTemplate;
import dev.natsbroker.spring.event.NatsConnectionEvent;
import dev.natsbroker.spring.listener.ListenerHandler;
import dev.natsbroker.spring.listener.ListenerSnapshot;
import dev.natsbroker.spring.observation.ProcessContext;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import io.nats.client.ConnectionListener.Events;
import io.nats.client.impl.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.test.context.TestPropertySource;

@NatsApplicationTest
@Import(OperationsTest.Tracing.class)
@TestPropertySource(
        properties = {
            "nats.connections.second.servers=${nats.servers}",
            "nats.connections.second.connection-name=the second",
            "nats.jetstream.streams.OPERATIONS.subjects=operations.stored",
            "management.endpoints.web.exposure.include=*",
            "management.endpoint.health.show-details=always"
        })
class OperationsTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    @Autowired
    private NatsOperations nats;

    @Autowired
    private JetStreamOperations jetStream;

    @Autowired
    private Desk desk;

    @Autowired
    private NatsListenerEndpointRegistry listeners;

    @Autowired
    private NatsEndpoint endpoint;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Desk.class)
    static class Application {}

    static class Desk {
        final Queue<String> seen = new ConcurrentLinkedQueue<>();
        final Queue<Events> events = new ConcurrentLinkedQueue<>();

        @Subscribe(subjects = "operations.core.{id}", id = "core")
        void core(String text, @Header(name = "traceparent", required = false) String trace) {
            seen.add(text + "/" + trace);
        }

        @JetStreamListener(id = "stored", stream = "OPERATIONS", consumer = "stored")
        void stored(String text) {
            seen.add(text);
        }

        @Subscribe(subjects = "operations.second", connection = "second", id = "second")
        String second() {
            return "from the second";
        }

        @EventListener
        void connection(NatsConnectionEvent event) {
            events.add(event.getType());
        }
    }

    /** What a tracer does: puts its context into what is sent, and takes it from what is received. */
    static class Tracing implements ObservationHandler<Observation.Context> {
        final Map<String, String> received = new ConcurrentHashMap<>();

        @Override
        public boolean supportsContext(Observation.Context context) {
            return context instanceof SenderContext || context instanceof ReceiverContext;
        }

        @Override
        @SuppressWarnings("unchecked")
        public void onStart(Observation.Context context) {
            if (context instanceof SenderContext<?> sender) {
                SenderContext<Headers> message = (SenderContext<Headers>) sender;
                message.getSetter().set(message.getCarrier(), "traceparent", "00-trace-01");
            }
        }

        @Override
        public void onStop(Observation.Context context) {
            if (context instanceof ProcessContext process) {
                String trace = process.getGetter().get(process.getCarrier(), "traceparent");
                received.put(process.getTemplate(), String.valueOf(trace));
            }
        }
    }

    @BeforeEach
    void forget() {
        desk.seen.clear();
    }

    private void awaitSeen(String... expected) {
        await().atMost(LONG).untilAsserted(() -> assertThat(desk.seen).containsExactlyInAnyOrder(expected));
    }

    @Test
    void shouldObserveWithTraceHeadersAndLowCardinality(@Autowired Tracing tracing, @Autowired MeterRegistry meters) {
        // when
        nats.to("operations.core.{id}", "4711").payload("hello").publish();
        jetStream.publish("operations.stored", "stored");

        // then
        awaitSeen("hello/00-trace-01", "stored");
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(tracing.received)
                        .containsEntry("operations.core.{id}", "00-trace-01")
                        .hasSizeGreaterThan(1));
        assertThat(meters.get("nats.publish")
                        .tag("messaging.destination.template", "operations.core.{id}")
                        .timer()
                        .count())
                .isPositive();
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(meters.get("nats.listener.processed")
                                .tag("listener", "core")
                                .functionCounter()
                                .count())
                        .isPositive());
        assertThat(meters.getMeters())
                .flatExtracting(meter -> meter.getId().getTags())
                .noneMatch(
                        tag -> tag.getValue().contains("4711") || tag.getValue().contains("_INBOX"));
    }

    @Test
    void shouldTellItsHealth(@Autowired HealthEndpoint health) {
        HealthDescriptor all = health.healthForPath("nats");

        assertThat(all.getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void shouldPauseAndResumeByTheEndpoint() {
        // when
        ListenerSnapshot paused = endpoint.control("stored", "pause");
        jetStream.publish("operations.stored", "kept");

        // then
        assertThat(paused).isNotNull();
        assertThat(paused.paused()).isTrue();
        assertThat(endpoint.nats().listeners()).extracting(ListenerSnapshot::id).contains("core", "stored", "second");
        assertThat(endpoint.nats().connections())
                .extracting(NatsEndpoint.ConnectionDescriptor::name)
                .containsExactly("default", "second");
        assertThat(desk.seen).isEmpty();
        endpoint.control("stored", "resume");
        awaitSeen("kept");
    }

    @Test
    void shouldStopAndStartAListener() {
        // when
        endpoint.control("stored", "stop");
        jetStream.publish("operations.stored", "later");

        // then
        assertThat(desk.seen).isEmpty();
        endpoint.control("stored", "start");
        awaitSeen("later");
    }

    @Test
    void shouldUseTheConnectionThatIsNamed(
            @Autowired NatsConnections connections, @Autowired @Qualifier("secondNatsTemplate") NatsTemplate second) {
        assertThat(second.request("operations.second", null, String.class)).isEqualTo("from the second");
        assertThat(connections.get("second").getConnection().getOptions().getConnectionName())
                .isEqualTo("the second");
        assertThat(desk.events).contains(Events.CONNECTED);
    }

    @Test
    void shouldAddListenersAtRunTime(@Autowired NatsListenerContainerFactory factory) {
        // given
        CoreListenerEndpoint core = new CoreListenerEndpoint("added", List.of("operations.added"));
        ListenerHandler handler =
                message -> new String(message.getNativeMessage().getData(), StandardCharsets.UTF_8) + "!";
        core.setHandler(handler);
        JetStreamListenerEndpoint stored = new JetStreamListenerEndpoint("addedToo", "OPERATIONS", "added");
        stored.setHandler((message, ack) -> desk.seen.add("added"));

        // when
        listeners.register(core, factory);

        // then
        assertThat(nats.request("operations.added", "hello", String.class)).isEqualTo("hello!");
        assertThat(listeners.unregister("added")).isTrue();
        assertThat(stored.getId()).isEqualTo("addedToo");
    }
}
