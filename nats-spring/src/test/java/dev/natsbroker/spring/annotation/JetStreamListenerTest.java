package dev.natsbroker.spring.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.natsbroker.spring.BrokerFixture;
import dev.natsbroker.spring.core.NatsHeaders;
import dev.natsbroker.spring.listener.jetstream.Ack;
import dev.natsbroker.spring.listener.jetstream.AckMode;
import dev.natsbroker.spring.listener.jetstream.DeliveryMode;
import dev.natsbroker.spring.listener.jetstream.JetStreamListenerContainer;
import dev.natsbroker.spring.listener.jetstream.StartupFailurePolicy;
import dev.natsbroker.spring.support.converter.PayloadConverter;
import dev.natsbroker.spring.topology.Provision;
import io.nats.client.Connection;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.ReplayPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.support.MessageBuilder;
import reactor.core.publisher.Mono;

@SuppressWarnings("try")
class JetStreamListenerTest {
    @RegisterExtension
    static final BrokerFixture nats = new BrokerFixture();

    private static final Queue<Object> HANDLED = new ConcurrentLinkedQueue<>();

    private Connection connection = nats.connect();

    @BeforeEach
    void clear() throws Exception {
        HANDLED.clear();
        for (String stream : connection.jetStreamManagement().getStreamNames()) {
            connection.jetStreamManagement().deleteStream(stream);
        }
        addStream("ORDERS", "orders.>");
        addStream("DEAD", "dead.>");
        addStream("RESULTS", "results.>");
    }

    private void addStream(String name, String subject) throws Exception {
        connection.jetStreamManagement().addStream(stream(name, subject));
    }

    private static StreamConfiguration stream(String name, String subject) {
        return StreamConfiguration.builder()
                .name(name)
                .subjects(subject)
                .storageType(StorageType.Memory)
                .build();
    }

    private void publish(String subject, String payload) throws Exception {
        connection.jetStream().publish(subject, payload.getBytes(StandardCharsets.UTF_8));
    }

    private static void awaitHandled(Object... expected) {
        await().atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(HANDLED).containsExactly(expected));
    }

    private void awaitStored(String stream, long count) {
        await().atMost(Duration.ofSeconds(5)).pollInterval(Duration.ofMillis(5)).until(() -> stored(stream) == count);
    }

    private long stored(String stream) throws Exception {
        return connection
                .jetStreamManagement()
                .getStreamInfo(stream)
                .getStreamState()
                .getMsgCount();
    }

    record Order(String id, @Min(1) int amount) {}

    static class Orders {
        @JetStreamListener(
                id = "orders",
                stream = "${stream}",
                consumer = "#{'bil' + 'ling'}",
                subjects = "orders.{country}.created",
                deadLetter = "dead.{stream}.{consumer}",
                retryDelay = "10ms",
                maxAttempts = "2",
                terminal = UnsupportedOperationException.class)
        void on(
                @Valid Order order,
                @DestinationVariable String country,
                @Header(NatsHeaders.STREAM) String stream,
                @Header(NatsHeaders.CONSUMER) String consumer,
                @Header(NatsHeaders.STREAM_SEQUENCE) long sequence,
                @Header(NatsHeaders.DELIVERY) long delivery,
                @Header(NatsHeaders.TIMESTAMP) ZonedDateTime time) {
            assertThat(time).isBefore(ZonedDateTime.now().plusSeconds(1));
            HANDLED.add(order.id() + " " + country + " " + stream + " " + consumer + " " + sequence + " " + delivery);
            if (order.id().equals("bad")) {
                throw new IllegalStateException("bad");
            }
            if (order.id().equals("never")) {
                throw new UnsupportedOperationException("never");
            }
        }
    }

    @Test
    void shouldCallTheMethodWithItsArguments() throws Exception {
        // given
        try (ListenerContext context =
                ListenerContext.start(nats, Map.of("stream", "ORDERS"), beans -> beans.register(Orders.class))) {
            // when
            publish("orders.de.created", "{\"id\":\"a\",\"amount\":1}");
            publish("orders.de.deleted", "{\"id\":\"b\",\"amount\":1}");
            publish("orders.fr.created", "{\"id\":\"c\",\"amount\":1}");

            // then
            awaitHandled("a de ORDERS billing 1 1", "c fr ORDERS billing 3 1");
            assertThat(context.registry().getContainer("orders").getSnapshot().sources())
                    .containsExactly("ORDERS", "billing");
        }
    }

    @Test
    void shouldMakeDeadLettersOfWhatTheMethodCannotTake() throws Exception {
        // given
        try (ListenerContext context =
                ListenerContext.start(nats, Map.of("stream", "ORDERS"), beans -> beans.register(Orders.class))) {
            // when
            publish("orders.de.created", "{no json");
            publish("orders.de.created", "{\"id\":\"a\",\"amount\":0}");
            publish("orders.de.created", "{\"id\":\"never\",\"amount\":1}");
            publish("orders.de.created", "{\"id\":\"bad\",\"amount\":1}");

            // then
            awaitStored("DEAD", 4);
            assertThat(HANDLED)
                    .containsExactly(
                            "never de ORDERS billing 3 1", "bad de ORDERS billing 4 1", "bad de ORDERS billing 4 2");
            assertThat(cause(1)).endsWith("UnreadablePayloadException");
            assertThat(cause(2)).endsWith("InvalidPayloadException");
            assertThat(cause(3)).isEqualTo(UnsupportedOperationException.class.getName());
            assertThat(cause(4)).isEqualTo(IllegalStateException.class.getName());
        }
    }

    private String cause(long sequence) throws Exception {
        return connection
                .jetStreamManagement()
                .getMessage("DEAD", sequence)
                .getHeaders()
                .getFirst(NatsHeaders.DEAD_LETTER_CAUSE);
    }

    static class MissingHeader {
        @JetStreamListener(stream = "ORDERS", consumer = "headers", deadLetter = "dead.headers")
        void on(String payload, @Header("Tenant") String tenant) {
            HANDLED.add(payload + tenant);
        }
    }

    @Test
    void shouldMakeADeadLetterOfAMessageWithoutANeededHeader() throws Exception {
        // given
        try (ListenerContext context = ListenerContext.start(nats, MissingHeader.class)) {
            // when
            publish("orders.x", "x");

            // then
            awaitStored("DEAD", 1);
            assertThat(cause(1)).endsWith("MissingHeaderException");
            assertThat(HANDLED).isEmpty();
        }
    }

    static class Results {
        private final Queue<String> failOnce = new ConcurrentLinkedQueue<>(List.of("b"));

        @JetStreamListener(stream = "ORDERS", consumer = "results", subjects = "orders.{id}", retryDelay = "10ms")
        @SendTo("results.{id}")
        String on(String payload, @Header(NatsHeaders.DELIVERY) long delivery) {
            return payload + " done " + delivery;
        }

        @JetStreamListener(stream = "RESULTS", consumer = "async")
        CompletionStage<Void> later(String payload) {
            return CompletableFuture.runAsync(() -> HANDLED.add(payload));
        }

        @JetStreamListener(stream = "ORDERS", consumer = "mono", subjects = "orders.b", retryDelay = "10ms")
        @SendTo("results.mono")
        Mono<Message<String>> mono(Message<String> message) {
            return failOnce.remove(message.getPayload())
                    ? Mono.error(new IllegalStateException("once"))
                    : Mono.just(MessageBuilder.withPayload("mono")
                            .setHeader("Made", "by mono")
                            .build());
        }
    }

    @Test
    void shouldPublishResultsOnceBeforeTheAcknowledgement() throws Exception {
        // given
        try (ListenerContext context = ListenerContext.start(nats, Results.class)) {
            // when
            publish("orders.a", "a");
            publish("orders.b", "b");

            // then
            awaitStored("RESULTS", 3);
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(HANDLED).contains("a done 1", "b done 1", "mono"));
            var stored = connection.jetStreamManagement().getLastMessage("RESULTS", "results.a");
            assertThat(stored.getHeaders().getFirst("Nats-Msg-Id")).isEqualTo("ORDERS.results.1.0");
            assertThat(connection
                            .jetStreamManagement()
                            .getLastMessage("RESULTS", "results.mono")
                            .getHeaders()
                            .getFirst("Made"))
                    .isEqualTo("by mono");
        }
    }

    static class Batches {
        @JetStreamListener(
                stream = "ORDERS",
                consumer = "payloads",
                batch = true,
                batchSize = "4",
                batchWait = "300ms",
                deadLetter = "dead.batches")
        void payloads(@Valid List<Order> orders, @Header(NatsHeaders.STREAM) String stream) {
            HANDLED.add(stream + orders.stream().map(Order::id).toList());
        }
    }

    @Test
    void shouldCallTheMethodWithBatchesOfWhatCanBeRead() throws Exception {
        // given
        publish("orders.a", "{\"id\":\"a\",\"amount\":1}");
        publish("orders.a", "{no json");
        publish("orders.a", "{\"id\":\"b\",\"amount\":0}");
        publish("orders.a", "{\"id\":\"c\",\"amount\":1}");

        // when
        try (ListenerContext context = ListenerContext.start(nats, Batches.class)) {
            // then
            awaitHandled("ORDERS[a, c]");
            awaitStored("DEAD", 2);
        }
    }

    record Fussy(String id) {}

    static class FussyConverter implements PayloadConverter {
        @Override
        public @Nullable String contentType() {
            return null;
        }

        @Override
        public boolean canWrite(Class<?> type) {
            return false;
        }

        @Override
        public boolean canRead(Type type, @Nullable String contentType) {
            return type == Fussy.class;
        }

        @Override
        public byte[] write(Object value) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Object read(byte[] payload, Type type) {
            String id = new String(payload, StandardCharsets.UTF_8);
            if (id.isBlank()) {
                throw new IllegalArgumentException("no id");
            }
            return new Fussy(id);
        }
    }

    static class FussyBatches {
        @JetStreamListener(
                stream = "ORDERS",
                consumer = "fussy",
                batch = true,
                batchSize = "3",
                batchWait = "300ms",
                deadLetter = "dead.fussy")
        void payloads(List<Fussy> elements) {
            HANDLED.add(elements.stream().map(Fussy::id).toList());
        }
    }

    @Test
    void shouldHandleTheOthersOfABatchWhateverTheConverterThrows() throws Exception {
        // given
        publish("orders.a", "a");
        publish("orders.a", " ");
        publish("orders.a", "b");

        // when
        try (ListenerContext context = ListenerContext.start(nats, FussyConverter.class, FussyBatches.class)) {
            // then
            awaitHandled(List.of("a", "b"));
            awaitStored("DEAD", 1);
        }
    }

    static class NativeBatches {
        @JetStreamListener(stream = "ORDERS", consumer = "native", batch = true, ackMode = AckMode.MANUAL)
        void messages(List<io.nats.client.Message> messages, Ack ack) {
            messages.forEach(message -> HANDLED.add(message.getSubject()));
            ack.ack();
        }

        @JetStreamListener(stream = "ORDERS", consumer = "spring", batch = true)
        void springMessages(List<Message<String>> messages) {
            messages.forEach(
                    message -> HANDLED.add(message.getHeaders().get(NatsHeaders.SUBJECT) + message.getPayload()));
        }
    }

    @Test
    void shouldCallTheMethodWithMessages() throws Exception {
        // given
        publish("orders.a", "x");

        // when
        try (ListenerContext context = ListenerContext.start(nats, NativeBatches.class)) {
            // then
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(HANDLED).containsExactlyInAnyOrder("orders.a", "orders.ax"));
        }
    }

    static class Everything {
        @JetStreamListener(
                id = "everything",
                stream = "ORDERS",
                consumer = "everything",
                subjects = {"orders.a", "orders.b"},
                mode = DeliveryMode.PUSH,
                ackMode = AckMode.MANUAL,
                concurrency = "2",
                prefetch = "7",
                deliverPolicy = DeliverPolicy.New,
                ackWait = "9s",
                maxAckPending = "12",
                maxDeliver = "3",
                headersOnly = "true",
                replayPolicy = ReplayPolicy.Original,
                deliverGroup = "workers",
                description = "all of it",
                provision = Provision.UPDATE,
                progress = "false",
                confirmTimeout = "1s",
                shutdownTimeout = "1s",
                startupFailurePolicy = StartupFailurePolicy.STOP,
                retryInterval = "20ms",
                retryMultiplier = "1.5",
                retryMaxDelay = "2s",
                timeout = "4s")
        void on(String payload, Ack ack) {
            HANDLED.add("payload:" + payload);
            ack.ackSync();
        }
    }

    @Test
    void shouldPassEveryAttributeOn() throws Exception {
        // given
        try (ListenerContext context = ListenerContext.start(nats, Everything.class)) {
            // when
            publish("orders.a", "x");

            // then
            awaitHandled("payload:");
            ConsumerConfiguration consumer = connection
                    .jetStreamManagement()
                    .getConsumerInfo("ORDERS", "everything")
                    .getConsumerConfiguration();
            assertThat(consumer.getFilterSubjects()).containsExactly("orders.a", "orders.b");
            assertThat(consumer.getDeliverGroup()).isEqualTo("workers");
            assertThat(consumer.getDeliverPolicy()).isEqualTo(DeliverPolicy.New);
            assertThat(consumer.getAckWait()).isEqualTo(Duration.ofSeconds(9));
            assertThat(consumer.getMaxAckPending()).isEqualTo(12);
            assertThat(consumer.getMaxDeliver()).isEqualTo(3);
            assertThat(consumer.isHeadersOnly()).isTrue();
            assertThat(consumer.getReplayPolicy()).isEqualTo(ReplayPolicy.Original);
            assertThat(consumer.getDescription()).isEqualTo("all of it");
            JetStreamListenerContainer container =
                    (JetStreamListenerContainer) context.registry().getContainer("everything");
            await().until(() -> container.getJetStreamState().acked() == 1);
        }
    }

    static class Declared {
        @JetStreamListener(stream = "DECLARED", consumer = "c")
        void on(String payload) {
            HANDLED.add(payload);
        }
    }

    @Test
    void shouldCreateAStreamThatTheApplicationDeclares() throws Exception {
        // given
        try (ListenerContext context = ListenerContext.start(nats, Map.of(), beans -> {
            beans.registerBean(Declared.class);
            beans.registerBean(StreamConfiguration.class, () -> stream("DECLARED", "declared"));
        })) {
            // when
            publish("declared", "x");

            // then
            awaitHandled("x");
        }
    }

    static class NoConsumer {
        @JetStreamListener(stream = "ORDERS")
        void on(String payload) {}
    }

    static class BadNumber {
        @JetStreamListener(stream = "ORDERS", consumer = "c", maxAttempts = "many")
        void on(String payload) {}
    }

    @Test
    void shouldSayWhatIsWrongWithAnAnnotation() {
        assertThatThrownBy(() -> ListenerContext.start(nats, NoConsumer.class))
                .hasMessageContaining("NoConsumer")
                .hasMessageContaining("needs the durable name of its consumer");
        assertThatThrownBy(() -> ListenerContext.start(nats, BadNumber.class))
                .hasMessageContaining("Attribute 'maxAttempts' cannot be 'many'");
    }
}
