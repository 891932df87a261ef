package dev.natsbroker.broker.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.broker.NatsBroker;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.JetStreamStatusException;
import io.nats.client.Message;
import io.nats.client.Options;
import io.nats.client.Subscription;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@SuppressWarnings("try") // Connection.close() declares InterruptedException
class JnatsTest {
    @AutoClose
    private static final NatsBroker broker = Brokers.start();

    @Test
    void shouldPublishAndSubscribe() throws Exception {
        try (Connection publisher = Brokers.connect(broker);
                Connection subscriber = Brokers.connect(broker)) {
            Subscription subscription = subscriber.subscribe("orders.new");
            subscriber.flush(Brokers.PATIENCE);

            publisher.publish("orders.new", "hello".getBytes(UTF_8));

            assertThat(textOf(subscription.nextMessage(Brokers.PATIENCE))).isEqualTo("hello");
        }
    }

    @Test
    void shouldDeliverManyMessagesInOrder() throws Exception {
        int count = 50_000;
        try (Connection publisher = Brokers.connect(broker);
                Connection subscriber = Brokers.connect(broker)) {
            Subscription subscription = subscriber.subscribe("many");
            subscription.setPendingLimits(-1, -1);
            subscriber.flush(Brokers.PATIENCE);

            for (int i = 0; i < count; i++) {
                publisher.publish("many", Integer.toString(i).getBytes(UTF_8));
            }

            for (int i = 0; i < count; i++) {
                assertThat(textOf(subscription.nextMessage(Brokers.PATIENCE))).isEqualTo(Integer.toString(i));
            }
        }
    }

    @Test
    void shouldMatchWildcards() throws Exception {
        try (Connection connection = Brokers.connect(broker)) {
            Subscription one = connection.subscribe("a.*.c");
            Subscription all = connection.subscribe("a.>");
            connection.flush(Brokers.PATIENCE);

            connection.publish("a.b.c", new byte[0]);
            connection.publish("a.b.d", new byte[0]);

            assertThat(Objects.requireNonNull(one.nextMessage(Brokers.PATIENCE)).getSubject())
                    .isEqualTo("a.b.c");
            assertThat(Objects.requireNonNull(all.nextMessage(Brokers.PATIENCE)).getSubject())
                    .isEqualTo("a.b.c");
            assertThat(Objects.requireNonNull(all.nextMessage(Brokers.PATIENCE)).getSubject())
                    .isEqualTo("a.b.d");
        }
    }

    @Test
    void shouldGiveEachMessageToOneQueueMember() throws Exception {
        int count = 3000;
        AtomicInteger[] received = {new AtomicInteger(), new AtomicInteger(), new AtomicInteger()};
        ConcurrentHashMap.KeySetView<String, Boolean> payloads = ConcurrentHashMap.newKeySet();
        CountDownLatch done = new CountDownLatch(count);
        List<Connection> members = new ArrayList<>();
        try (Connection publisher = Brokers.connect(broker)) {
            for (AtomicInteger counter : received) {
                Connection member = Brokers.connect(broker);
                members.add(member);
                Dispatcher dispatcher = member.createDispatcher(message -> {
                    counter.incrementAndGet();
                    payloads.add(textOf(message));
                    done.countDown();
                });
                dispatcher.subscribe("work", "workers");
                member.flush(Brokers.PATIENCE);
            }

            for (int i = 0; i < count; i++) {
                publisher.publish("work", Integer.toString(i).getBytes(UTF_8));
            }

            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
            publisher.flush(Brokers.PATIENCE);
            assertThat(payloads).hasSize(count);
            assertThat(received).extracting(AtomicInteger::get).allMatch(n -> n > 700);
            assertThat(received[0].get() + received[1].get() + received[2].get())
                    .isEqualTo(count);
        } finally {
            for (Connection member : members) {
                member.close();
            }
        }
    }

    @Test
    void shouldAnswerRequests() throws Exception {
        try (Connection requester = Brokers.connect(broker);
                Connection responder = Brokers.connect(broker)) {
            Dispatcher dispatcher = responder.createDispatcher(
                    message -> responder.publish(message.getReplyTo(), ("re: " + textOf(message)).getBytes(UTF_8)));
            dispatcher.subscribe("svc");
            responder.flush(Brokers.PATIENCE);

            for (int i = 0; i < 100; i++) {
                Message answer = requester.request("svc", ("q" + i).getBytes(UTF_8), Brokers.PATIENCE);
                assertThat(textOf(answer)).isEqualTo("re: q" + i);
            }
        }
    }

    @Test
    void shouldAnswerRequestsOfTheOldStyle() throws Exception {
        Options oldStyle = Brokers.options(broker).oldRequestStyle().build();
        try (Connection requester = Brokers.connect(oldStyle);
                Connection responder = Brokers.connect(broker)) {
            Dispatcher dispatcher =
                    responder.createDispatcher(message -> responder.publish(message.getReplyTo(), message.getData()));
            dispatcher.subscribe("svc.old");
            responder.flush(Brokers.PATIENCE);

            Message answer = requester.request("svc.old", "x".getBytes(UTF_8), Brokers.PATIENCE);

            assertThat(textOf(answer)).isEqualTo("x");
        }
    }

    @Test
    void shouldCarryHeaders() throws Exception {
        try (Connection connection = Brokers.connect(broker)) {
            Subscription subscription = connection.subscribe("headers");
            Headers headers = new Headers().add("A", "1", "2").add("B", "x: y");

            connection.publish(NatsMessage.builder()
                    .subject("headers")
                    .headers(headers)
                    .data("hi", UTF_8)
                    .build());

            Message message = Objects.requireNonNull(subscription.nextMessage(Brokers.PATIENCE));
            assertThat(message.getHeaders().get("A")).containsExactly("1", "2");
            assertThat(message.getHeaders().get("B")).containsExactly("x: y");
            assertThat(textOf(message)).isEqualTo("hi");
        }
    }

    @Test
    void shouldSeeThatNobodyResponds() throws Exception {
        try (Connection connection = Brokers.connect(broker)) {
            assertThatThrownBy(
                            () -> connection.request("nobody.here", new byte[0]).get(10, TimeUnit.SECONDS))
                    .isInstanceOf(CancellationException.class);
        }
        Options reporting = Brokers.options(broker).reportNoResponders().build();
        try (Connection connection = Brokers.connect(reporting)) {
            assertThatThrownBy(
                            () -> connection.request("nobody.here", new byte[0]).get(10, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(JetStreamStatusException.class)
                    .hasMessageContaining("503");
        }
    }

    @Test
    void shouldNotHearItselfWithoutEcho() throws Exception {
        try (Connection connection =
                        Brokers.connect(Brokers.options(broker).noEcho().build());
                Connection other = Brokers.connect(broker)) {
            Subscription subscription = connection.subscribe("echo");
            connection.publish("echo", "mine".getBytes(UTF_8));
            connection.flush(Brokers.PATIENCE);

            other.publish("echo", "theirs".getBytes(UTF_8));

            assertThat(textOf(subscription.nextMessage(Brokers.PATIENCE))).isEqualTo("theirs");
        }
    }

    @Test
    void shouldEndASubscriptionAfterItsNumberOfMessages() throws Exception {
        try (Connection connection = Brokers.connect(broker)) {
            Subscription subscription = connection.subscribe("limited");
            subscription.unsubscribe(3);
            Subscription marker = connection.subscribe("marker");

            for (int i = 0; i < 5; i++) {
                connection.publish("limited", new byte[] {(byte) i});
            }
            connection.publish("marker", new byte[0]);

            assertThat(marker.nextMessage(Brokers.PATIENCE)).isNotNull();
            for (int i = 0; i < 3; i++) {
                assertThat(Objects.requireNonNull(subscription.nextMessage(Brokers.PATIENCE))
                                .getData())
                        .containsExactly(i);
            }
            assertThat(subscription.isActive()).isFalse();
        }
    }

    @Test
    void shouldDrain() throws Exception {
        int count = 2000;
        AtomicInteger received = new AtomicInteger();
        try (Connection publisher = Brokers.connect(broker)) {
            Connection drained = Brokers.connect(broker);
            drained.createDispatcher(message -> received.incrementAndGet()).subscribe("drain");
            drained.flush(Brokers.PATIENCE);
            for (int i = 0; i < count; i++) {
                publisher.publish("drain", new byte[0]);
            }
            publisher.flush(Brokers.PATIENCE);

            assertThat(drained.drain(Brokers.PATIENCE).get(10, TimeUnit.SECONDS))
                    .isTrue();

            assertThat(received).hasValue(count);
            assertThat(drained.getStatus()).isEqualTo(Connection.Status.CLOSED);
        }
    }

    @Test
    void shouldRefuseTooLargePayloads() throws Exception {
        try (Connection connection = Brokers.connect(broker)) {
            assertThat(connection.getMaxPayload()).isEqualTo(1 << 20);
            Subscription subscription = connection.subscribe("large");
            byte[] largest = new byte[1 << 20];
            connection.publish("large", largest);
            assertThat(Objects.requireNonNull(subscription.nextMessage(Brokers.PATIENCE))
                            .getData())
                    .hasSize(largest.length);

            assertThatThrownBy(() -> connection.publish("large", new byte[(1 << 20) + 1]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void shouldTellWhatItIs() throws Exception {
        try (Connection connection = Brokers.connect(broker)) {
            assertThat(connection.getServerInfo().getVersion()).isEqualTo("2.15.1");
            assertThat(connection.getServerInfo().isHeadersSupported()).isTrue();
            assertThat(connection.getServerInfo().getServerId()).isEqualTo(broker.serverId());
            assertThat(connection.RTT()).isPositive();
        }
    }

    @Test
    void shouldServeManyConnections() throws Exception {
        List<Connection> connections = new ArrayList<>();
        CountDownLatch received = new CountDownLatch(100);
        try (Connection publisher = Brokers.connect(broker)) {
            for (int i = 0; i < 100; i++) {
                Connection connection = Brokers.connect(broker);
                connections.add(connection);
                connection.createDispatcher(message -> received.countDown()).subscribe("all");
                connection.flush(Brokers.PATIENCE);
            }

            publisher.publish("all", new byte[0]);

            assertThat(received.await(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    private static String textOf(@Nullable Message message) {
        return new String(Objects.requireNonNull(message).getData(), UTF_8);
    }
}
