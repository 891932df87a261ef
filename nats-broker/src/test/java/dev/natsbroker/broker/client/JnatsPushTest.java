package dev.natsbroker.broker.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the official client is pushed. */
@Timeout(60)
@SuppressWarnings("try") // Connection.close() declares InterruptedException
class JnatsPushTest extends JetStreamClientTests {
    private void stream(String name, int messages) throws Exception {
        jsm.addStream(stream(name).storageType(StorageType.Memory).build());
        publish(name, 1, messages);
    }

    private void publish(String name, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            js.publishAsync(name + ".a", Integer.toString(i).getBytes(UTF_8));
        }
        js.publish(name + ".a", Integer.toString(to).getBytes(UTF_8));
    }

    private static void check(JetStreamSubscription subscription, int from, int to) throws InterruptedException {
        for (int i = from; i <= to; i++) {
            Message message = subscription.nextMessage(Brokers.PATIENCE);
            assertThat(message).as("message %s", i).isNotNull();
            assertThat(new String(message.getData(), UTF_8)).isEqualTo(Integer.toString(i));
            message.ack();
        }
    }

    @Test
    void shouldPushToASubscription() throws Exception {
        stream("PLAIN", 100);
        JetStreamSubscription subscription = js.subscribe("PLAIN.>");

        check(subscription, 1, 100);
        publish("PLAIN", 101, 200);
        check(subscription, 101, 200);
    }

    @Test
    void shouldGoOnWhereADurableWas() throws Exception {
        stream("DURABLE", 100);
        PushSubscribeOptions options =
                PushSubscribeOptions.builder().durable("d").build();
        try (Connection first = server.connect()) {
            JetStreamSubscription subscription = first.jetStream().subscribe("DURABLE.>", options);
            check(subscription, 1, 100);
            first.flush(Brokers.PATIENCE);
            assertThat(jsm.getConsumerInfo("DURABLE", "d").isPushBound()).isTrue();
            assertThatThrownBy(() -> js.subscribe("DURABLE.>", options)).isInstanceOf(Exception.class);
        }
        publish("DURABLE", 101, 110);

        JetStreamSubscription subscription = js.subscribe("DURABLE.>", options);

        check(subscription, 101, 110);
        assertThat(jsm.getConsumerInfo("DURABLE", "d").getDelivered().getConsumerSequence())
                .isEqualTo(110);
    }

    @Test
    void shouldShareInAQueue() throws Exception {
        int count = 600;
        stream("QUEUE", 1);
        jsm.purgeStream("QUEUE");
        AtomicInteger[] received = {new AtomicInteger(), new AtomicInteger(), new AtomicInteger()};
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        CountDownLatch done = new CountDownLatch(count);
        for (AtomicInteger counter : received) {
            js.subscribe(
                    "QUEUE.>",
                    "workers",
                    connection.createDispatcher(),
                    message -> {
                        counter.incrementAndGet();
                        seen.add(new String(message.getData(), UTF_8));
                        message.ack();
                        done.countDown();
                    },
                    false,
                    PushSubscribeOptions.builder().durable("shared").build());
        }

        publish("QUEUE", 1, count);

        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(seen).hasSize(count).doesNotHaveDuplicates();
        assertThat(received).extracting(AtomicInteger::get).allMatch(n -> n > count / 10);
        assertThat(jsm.getConsumerInfo("QUEUE", "shared")
                        .getConsumerConfiguration()
                        .getDeliverGroup())
                .isEqualTo("workers");
    }

    @Test
    void shouldControlTheFlow() throws Exception {
        int count = 3000;
        CountDownLatch controlled = new CountDownLatch(1);
        try (Connection slow = server.connect(options -> options.errorListener(new ErrorListener() {
            @Override
            public void flowControlProcessed(
                    Connection c, JetStreamSubscription s, String subject, FlowControlSource source) {
                controlled.countDown();
            }
        }))) {
            jsm.addStream(StreamConfiguration.builder()
                    .name("FLOW")
                    .subjects("FLOW.>")
                    .storageType(StorageType.Memory)
                    .build());
            byte[] payload = new byte[4000];
            for (int i = 1; i < count; i++) {
                js.publishAsync("FLOW.a", payload);
            }
            js.publish("FLOW.a", payload);

            JetStreamSubscription subscription = slow.jetStream()
                    .subscribe(
                            "FLOW.>",
                            ConsumerConfiguration.builder()
                                    .durable("d")
                                    .ackPolicy(AckPolicy.None)
                                    .flowControl(Duration.ofSeconds(1))
                                    .buildPushSubscribeOptions());
            for (int i = 1; i <= count; i++) {
                Message message = subscription.nextMessage(Brokers.PATIENCE);
                assertThat(message).as("message %s", i).isNotNull();
                assertThat(message.metaData().streamSequence()).isEqualTo(i);
            }
            assertThat(controlled.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void shouldHearTheHeartBeatOfAQuietConsumer() throws Exception {
        CountDownLatch alarms = new CountDownLatch(1);
        try (Connection other = server.connect(options -> options.errorListener(new ErrorListener() {
            @Override
            public void heartbeatAlarm(Connection c, JetStreamSubscription s, long streamSeq, long consumerSeq) {
                alarms.countDown();
            }
        }))) {
            stream("BEAT", 1);
            JetStreamSubscription subscription = other.jetStream()
                    .subscribe(
                            "BEAT.>",
                            ConsumerConfiguration.builder()
                                    .idleHeartbeat(Duration.ofMillis(200))
                                    .ackPolicy(AckPolicy.None)
                                    .buildPushSubscribeOptions());
            assertThat(subscription.nextMessage(Brokers.PATIENCE)).isNotNull();

            assertThat(subscription.nextMessage(1000)).isNull();
            assertThat(alarms.getCount()).isEqualTo(1);
            jsm.deleteConsumer("BEAT", subscription.getConsumerName());
            assertThat(alarms.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void shouldPushInOrderEvenWhenTheConsumerGoes() throws Exception {
        stream("ORDERED", 2000);
        JetStreamSubscription subscription = js.subscribe(
                "ORDERED.>",
                PushSubscribeOptions.builder()
                        .ordered(true)
                        .configuration(ConsumerConfiguration.builder()
                                .idleHeartbeat(Duration.ofMillis(500))
                                .build())
                        .build());
        check(subscription, 1, 1000);
        jsm.deleteConsumer("ORDERED", jsm.getConsumerNames("ORDERED").get(0));
        publish("ORDERED", 2001, 3000);

        check(subscription, 1001, 3000);
    }

    @Test
    void shouldPushAtARate() throws Exception {
        // What may go at once is the largest message that the stream takes.
        jsm.addStream(StreamConfiguration.builder()
                .name("RATE")
                .subjects("RATE.>")
                .maximumMessageSize(1500)
                .build());
        for (int i = 0; i < 10; i++) {
            js.publish("RATE.a", new byte[1000]);
        }

        long start = System.nanoTime();
        JetStreamSubscription subscription = js.subscribe(
                "RATE.>", ConsumerConfiguration.builder().rateLimit(80_000).buildPushSubscribeOptions());
        for (int i = 0; i < 10; i++) {
            assertThat(subscription.nextMessage(Brokers.PATIENCE)).isNotNull();
        }

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(300));
    }
}
