package dev.natsbroker.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.natsbroker.spring.annotation.JetStreamListener;
import dev.natsbroker.spring.config.NatsListenerEndpointRegistry;
import dev.natsbroker.spring.core.JetStreamOperations;
import dev.natsbroker.spring.core.NatsHeaders;
import dev.natsbroker.spring.core.ReceivedMessage;
import dev.natsbroker.spring.listener.jetstream.Ack;
import dev.natsbroker.spring.listener.jetstream.AckMode;
import dev.natsbroker.spring.listener.jetstream.BatchFailureException;
import dev.natsbroker.spring.listener.jetstream.DeliveryMode;
import dev.natsbroker.spring.listener.jetstream.ErrorAction;
import dev.natsbroker.spring.listener.jetstream.JetStreamErrorHandler;
import dev.natsbroker.spring.topology.Provision;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.DeliverPolicy;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.test.context.TestPropertySource;

@NatsApplicationTest
@TestPropertySource(
        properties = {
            "nats.jetstream.streams.JS.subjects=js.>",
            "nats.jetstream.streams.JS.consumers.prepared.filter-subjects=js.prepared",
            "nats.jetstream.streams.DEAD.subjects=dead.>",
            "nats.jetstream.streams.DEAD.consumers.undertaker.filter-subjects=dead.>"
        })
class JetStreamListenerTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int MANY = 100;

    @Autowired
    private JetStreamOperations jetStream;

    @Autowired
    private Shop shop;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Shop.class)
    static class Application {
        @Bean
        JetStreamErrorHandler discarding() {
            return (message, failure, deliveries) ->
                    deliveries < 2 ? new ErrorAction.Retry(Duration.ofMillis(1)) : new ErrorAction.Discard("enough");
        }
    }

    record Order(String id, @Positive int amount) {}

    static class Hopeless extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Hopeless() {
            super("hopeless");
        }
    }

    static class Shop {
        final Queue<String> seen = new ConcurrentLinkedQueue<>();

        @JetStreamListener(stream = "JS", consumer = "auto", subjects = "js.auto")
        void auto(String text) {
            seen.add(text);
        }

        @JetStreamListener(
                stream = "JS",
                consumer = "confirmed",
                subjects = "js.confirmed",
                ackMode = AckMode.CONFIRMED)
        void confirmed(String text) {
            seen.add(text);
        }

        @JetStreamListener(
                stream = "JS",
                consumer = "batched",
                subjects = "js.batched",
                ackMode = AckMode.BATCH,
                batchSize = "7")
        void batched(String text) {
            seen.add(text);
        }

        @JetStreamListener(stream = "JS", consumer = "manual", subjects = "js.manual", ackMode = AckMode.MANUAL)
        void manual(String text, Ack ack, @Header(NatsHeaders.DELIVERY) long delivery) {
            if (text.endsWith("7") && delivery == 1) {
                ack.nak(Duration.ofMillis(1));
                return;
            }
            seen.add(text);
            ack.ack();
        }

        @JetStreamListener(stream = "JS", consumer = "none", subjects = "js.none", ackMode = AckMode.NONE)
        void none(String text) {
            seen.add(text);
        }

        @JetStreamListener(stream = "JS", consumer = "pushed", subjects = "js.pushed", mode = DeliveryMode.PUSH)
        void pushed(String text) {
            seen.add(text);
        }

        @JetStreamListener(stream = "JS", subjects = "js.ordered", mode = DeliveryMode.ORDERED)
        void ordered(String text) {
            seen.add(text);
        }

        @JetStreamListener(stream = "JS", consumer = "parallel", subjects = "js.parallel", concurrency = "4")
        void parallel(String text) {
            seen.add(text);
        }

        @JetStreamListener(
                stream = "JS",
                consumer = "prepared",
                subjects = "js.prepared",
                provision = Provision.VALIDATE)
        void prepared(String text) {
            seen.add(text);
        }

        @JetStreamListener(
                stream = "JS",
                consumer = "list",
                subjects = "js.list",
                batch = true,
                batchSize = "10",
                retryDelay = "1m")
        void list(List<Order> orders) {
            Map<Integer, Throwable> failures = new TreeMap<>();
            for (int i = 0; i < orders.size(); i++) {
                if (orders.get(i).amount() == 13) {
                    failures.put(i, new Hopeless());
                } else {
                    seen.add(orders.get(i).id());
                }
            }
            if (!failures.isEmpty()) {
                throw new BatchFailureException(failures);
            }
        }

        @JetStreamListener(
                stream = "JS",
                consumer = "failing",
                subjects = "js.failing.{how}",
                maxAttempts = "3",
                retryDelay = "1ms",
                retryMultiplier = "2",
                terminal = Hopeless.class,
                deadLetter = "dead.{stream}.{consumer}")
        void failing(@Valid Order order, @DestinationVariable String how, @Header("Needed") String header)
                throws Exception {
            seen.add(how);
            switch (how) {
                case "checked" -> throw new Exception("went wrong");
                case "error" -> throw new StackOverflowError("went wrong");
                case "terminal" -> throw new IllegalStateException(new Hopeless());
                default -> {}
            }
        }

        @JetStreamListener(
                stream = "JS",
                consumer = "stage",
                subjects = "js.stage",
                maxAttempts = "2",
                retryDelay = "1ms",
                deadLetter = "dead.{consumer}")
        CompletionStage<String> stage(String text) {
            seen.add(text);
            return CompletableFuture.supplyAsync(() -> {
                throw new IllegalStateException("went wrong later");
            });
        }

        @JetStreamListener(
                stream = "JS",
                consumer = "discarded",
                subjects = "js.discarded",
                errorHandler = "discarding")
        void discarded(String text) {
            seen.add(text);
            throw new IllegalStateException(text);
        }

        @JetStreamListener(stream = "JS", consumer = "forward", subjects = "js.forward.{id}")
        @SendTo("js.auto")
        Message<String> forward(Message<String> message, @DestinationVariable String id) {
            return MessageBuilder.withPayload(message.getPayload() + id).build();
        }

        @JetStreamListener(
                id = "new",
                stream = "JS",
                consumer = "new",
                subjects = "js.start",
                deliverPolicy = DeliverPolicy.New,
                autoStartup = "false")
        @JetStreamListener(
                id = "last",
                stream = "JS",
                consumer = "last",
                subjects = "js.start",
                deliverPolicy = DeliverPolicy.Last,
                autoStartup = "false")
        void start(String text, @Header(NatsHeaders.CONSUMER) String consumer) {
            seen.add(consumer + ":" + text);
        }
    }

    private void awaitSeen(List<String> expected) {
        await().atMost(LONG).untilAsserted(() -> assertThat(shop.seen).containsExactlyInAnyOrderElementsOf(expected));
        shop.seen.clear();
    }

    private void awaitDone(String consumer) {
        await().atMost(LONG).untilAsserted(() -> {
            ConsumerInfo info = info(consumer);
            assertThat(info.getNumPending()).isZero();
            assertThat(info.getNumAckPending()).isZero();
        });
    }

    private ConsumerInfo info(String consumer) {
        return jetStream.execute(connection -> connection.jetStreamManagement().getConsumerInfo("JS", consumer));
    }

    private List<String> publishMany(String subject) {
        List<String> texts =
                IntStream.range(0, MANY).mapToObj(Integer::toString).toList();
        List<CompletableFuture<?>> acks = new ArrayList<>();
        texts.forEach(text -> acks.add(jetStream.publishAsync(subject, text)));
        CompletableFuture.allOf(acks.toArray(CompletableFuture[]::new)).join();
        return texts;
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "confirmed", "batched", "manual", "pushed", "parallel", "prepared"})
    void shouldHandleEachMessageAndAcknowledgeIt(String consumer) {
        // when
        List<String> texts = publishMany("js." + consumer);

        // then
        awaitSeen(texts);
        awaitDone(consumer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "ordered"})
    void shouldHandleEachMessageInOrderWithoutAcknowledgement(String listener) {
        // when
        List<String> texts = publishMany("js." + listener);

        // then
        await().atMost(LONG).until(() -> shop.seen.size() >= MANY);
        assertThat(shop.seen).containsExactlyElementsOf(texts);
        shop.seen.clear();
    }

    @Test
    void shouldHandleBatchesAndSetAsideWhatFails() {
        // given
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            String id = "order" + i;
            jetStream
                    .to("js.list")
                    .payload(i == 5 ? "{nonsense" : new Order(id, i))
                    .publish();
            if (i != 5 && i != 13) {
                expected.add(id);
            }
        }

        // then
        awaitSeen(expected);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(info("list").getNumAckPending()).isEqualTo(1));
        jetStream.execute(connection -> connection.jetStreamManagement().purgeStream("JS"));
        assertThat(info("list").getNumAckPending()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"checked,3", "error,3", "terminal,1"})
    void shouldMakeDeadLettersOfWhatFails(String howAndAttempts) {
        // given
        String[] parts = howAndAttempts.split(",");
        int attempts = Integer.parseInt(parts[1]);

        // when
        jetStream
                .to("js.failing.{how}", parts[0])
                .payload(new Order("1", 1))
                .header("Needed", "here")
                .messageId("id-" + parts[0])
                .publish();

        // then
        awaitSeen(Collections.nCopies(attempts, parts[0]));
        ReceivedMessage<String> dead = deadLetter();
        assertThat(dead.getSubject()).isEqualTo("dead.JS.failing");
        assertThat(dead.getHeader(NatsHeaders.DEAD_LETTER_SUBJECT)).isEqualTo("js.failing." + parts[0]);
        assertThat(dead.getHeader(NatsHeaders.DEAD_LETTER_DELIVERIES)).isEqualTo(parts[1]);
        assertThat(dead.getHeader("Needed")).isEqualTo("here");
        assertThat(dead.getPayload()).contains("\"amount\":1");
        awaitDone("failing");
    }

    @Test
    void shouldMakeDeadLettersOfWhatCannotBecomeTheArguments() {
        // when
        jetStream
                .to("js.failing.bad")
                .payload("{nonsense")
                .header("Needed", "here")
                .publish();
        jetStream
                .to("js.failing.bad")
                .payload(new byte[] {(byte) 0xff})
                .header("Needed", "here")
                .publish();
        jetStream.to("js.failing.bad").header("Needed", "here").publish();
        jetStream
                .to("js.failing.bad")
                .payload(new Order("1", -1))
                .header("Needed", "here")
                .publish();
        jetStream.to("js.failing.bad").payload(new Order("1", 1)).publish();
        jetStream
                .to("js.failing.good")
                .payload(new Order("1", 1))
                .header("Needed", "here")
                .publish();

        // then
        awaitSeen(List.of("good"));
        for (int i = 0; i < 5; i++) {
            assertThat(deadLetter().getHeader(NatsHeaders.DEAD_LETTER_DELIVERIES))
                    .isEqualTo("1");
        }
        awaitDone("failing");
    }

    private ReceivedMessage<String> deadLetter() {
        List<ReceivedMessage<String>> letters = jetStream.fetch("DEAD", "undertaker", 1, LONG, String.class);
        assertThat(letters).hasSize(1);
        letters.get(0).ackSync(LONG);
        return letters.get(0);
    }

    @Test
    void shouldWaitForResultsAndRetryWhatFailsLater() {
        // when
        jetStream.publish("js.stage", "later");

        // then
        awaitSeen(List.of("later", "later"));
        assertThat(deadLetter().getHeader(NatsHeaders.DEAD_LETTER_MESSAGE)).contains("went wrong later");
        awaitDone("stage");
    }

    @Test
    void shouldDoWhatTheErrorHandlerSays() {
        // when
        jetStream.publish("js.discarded", "x");

        // then
        awaitSeen(List.of("x", "x"));
        awaitDone("discarded");
    }

    @Test
    void shouldPublishResults() {
        // when
        jetStream.publish("js.forward.42", "answer");

        // then
        awaitSeen(List.of("answer42"));
        awaitDone("forward");
    }

    @Test
    void shouldStartWhereTheListenerSays(@Autowired NatsListenerEndpointRegistry listeners) {
        // given
        jetStream.publish("js.start", "first");
        jetStream.publish("js.start", "second");

        // when
        listeners.start("new");
        listeners.start("last");
        await().atMost(LONG).until(() -> hasConsumer("new"));
        jetStream.publish("js.start", "third");

        // then
        awaitSeen(List.of("last:second", "last:third", "new:third"));
    }

    private boolean hasConsumer(String name) {
        return jetStream
                .execute(connection -> connection.jetStreamManagement().getConsumerNames("JS"))
                .contains(name);
    }
}
