package dev.natsbroker.broker.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.ConsumeOptions;
import io.nats.client.ConsumerContext;
import io.nats.client.FetchConsumeOptions;
import io.nats.client.FetchConsumer;
import io.nats.client.IterableConsumer;
import io.nats.client.JetStreamReader;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.MessageConsumer;
import io.nats.client.OrderedConsumerContext;
import io.nats.client.PullRequestOptions;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.StreamContext;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.OrderedConsumerConfiguration;
import io.nats.client.api.PriorityPolicy;
import io.nats.client.api.StorageType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every way in which the official client pulls messages and acknowledges them. */
@Timeout(60)
@SuppressWarnings("try") // close() declares Exception or InterruptedException
class JnatsPullTest extends JetStreamClientTests {
    private StreamContext stream(String name, int messages) throws Exception {
        jsm.addStream(stream(name).storageType(StorageType.Memory).build());
        publish(name, 1, messages);
        return js.getStreamContext(name);
    }

    private void publish(String name, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            js.publishAsync(name + ".a", Integer.toString(i).getBytes(UTF_8));
        }
        js.publish(name + ".a", Integer.toString(to).getBytes(UTF_8));
    }

    private static ConsumerContext durable(StreamContext stream) throws Exception {
        return stream.createOrUpdateConsumer(explicit().build());
    }

    private static ConsumerConfiguration.Builder explicit() {
        return ConsumerConfiguration.builder().durable("d").ackPolicy(AckPolicy.Explicit);
    }

    private static String textOf(Message message) {
        return new String(message.getData(), UTF_8);
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).toList();
    }

    private static List<String> fetched(FetchConsumer fetch) throws Exception {
        List<String> texts = new ArrayList<>();
        for (Message message = fetch.nextMessage(); message != null; message = fetch.nextMessage()) {
            texts.add(textOf(message));
            message.ackSync(Brokers.PATIENCE);
        }
        fetch.close();
        return texts;
    }

    @Test
    void shouldFetch() throws Exception {
        ConsumerContext consumer = durable(stream("FETCH", 50));

        assertThat(fetched(consumer.fetchMessages(20))).isEqualTo(numbers(1, 20));
        assertThat(fetched(consumer.fetch(
                        FetchConsumeOptions.builder().maxMessages(100).noWait().build())))
                .isEqualTo(numbers(21, 50));
        assertThat(fetched(consumer.fetch(
                        FetchConsumeOptions.builder().maxMessages(100).noWait().build())))
                .isEmpty();
        assertThat(fetched(consumer.fetch(FetchConsumeOptions.builder()
                        .maxMessages(5)
                        .expiresIn(1000)
                        .build())))
                .isEmpty();
        ConsumerInfo info = consumer.getConsumerInfo();
        assertThat(info.getAckFloor().getStreamSequence()).isEqualTo(50);
        assertThat(info.getNumPending()).isZero();
        assertThat(info.getNumAckPending()).isZero();
        assertThat(info.getNumWaiting()).isZero();
    }

    @Test
    void shouldFetchBytes() throws Exception {
        ConsumerContext consumer = durable(stream("BYTES", 9));
        int one = (int) new BytesOfOne(consumer).count();

        assertThat(fetched(consumer.fetchBytes(3 * one))).isEqualTo(numbers(2, 4));
        assertThat(fetched(consumer.fetch(
                        FetchConsumeOptions.builder().maxBytes(100_000).noWait().build())))
                .isEqualTo(numbers(5, 9));
    }

    /** What the server counts for the first message of a consumer. */
    private record BytesOfOne(ConsumerContext consumer) {
        long count() throws Exception {
            Message message = consumer.next(Brokers.PATIENCE);
            message.ackSync(Brokers.PATIENCE);
            return message.consumeByteCount();
        }
    }

    @Test
    void shouldWaitForTheNext() throws Exception {
        ConsumerContext consumer = durable(stream("NEXT", 1));

        assertThat(textOf(consumer.next(Brokers.PATIENCE))).isEqualTo("1");
        assertThat(consumer.next(1000)).isNull();
        try (FetchConsumer waiting = consumer.fetch(
                FetchConsumeOptions.builder().maxMessages(1).expiresIn(10_000).build())) {
            publish("NEXT", 2, 2);
            assertThat(textOf(waiting.nextMessage())).isEqualTo("2");
        }
    }

    @Test
    void shouldIterate() throws Exception {
        StreamContext stream = stream("ITERATE", 1000);
        ConsumerContext consumer = durable(stream);

        List<String> seen = new ArrayList<>();
        try (IterableConsumer messages =
                consumer.iterate(ConsumeOptions.builder().batchSize(30).build())) {
            while (seen.size() < 1000) {
                Message message = messages.nextMessage(Brokers.PATIENCE);
                seen.add(textOf(message));
                message.ack();
            }
            publish("ITERATE", 1001, 1001);
            assertThat(textOf(messages.nextMessage(Brokers.PATIENCE))).isEqualTo("1001");
        }

        assertThat(seen).isEqualTo(numbers(1, 1000));
    }

    @Test
    void shouldConsume() throws Exception {
        StreamContext stream = stream("CONSUME", 3000);
        ConsumerContext consumer = durable(stream);
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        CountDownLatch done = new CountDownLatch(6000);

        try (MessageConsumer consuming =
                consumer.consume(ConsumeOptions.builder().batchSize(200).build(), message -> {
                    seen.add(textOf(message));
                    message.ack();
                    done.countDown();
                })) {
            publish("CONSUME", 3001, 6000);
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
            consuming.stop();
        }

        assertThat(seen).containsExactlyElementsOf(numbers(1, 6000));
    }

    @Test
    void shouldConsumeBytesWithAThreshold() throws Exception {
        StreamContext stream = stream("CONSUMEBYTES", 500);
        CountDownLatch done = new CountDownLatch(500);

        try (MessageConsumer consuming = durable(stream)
                .consume(
                        ConsumeOptions.builder()
                                .batchBytes(4096)
                                .thresholdPercent(50)
                                .build(),
                        message -> {
                            message.ack();
                            done.countDown();
                        })) {
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
            consuming.stop();
        }
    }

    @Test
    void shouldShareAmongManyConsumers() throws Exception {
        int count = 2000;
        StreamContext stream = stream("SHARE", count);
        durable(stream);
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        CountDownLatch done = new CountDownLatch(count);
        List<MessageConsumer> workers = new ArrayList<>();
        try (Connection other = server.connect()) {
            for (Connection each : List.of(connection, other, connection)) {
                workers.add(each.getStreamContext("SHARE")
                        .getConsumerContext("d")
                        .consume(ConsumeOptions.builder().batchSize(50).build(), message -> {
                            seen.add(textOf(message));
                            message.ack();
                            done.countDown();
                        }));
            }
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
            for (MessageConsumer worker : workers) {
                worker.stop();
            }
        }

        assertThat(seen).containsExactlyInAnyOrderElementsOf(numbers(1, count));
    }

    @Test
    void shouldSeeEverythingInOrder() throws Exception {
        StreamContext stream = stream("ORDERED", 1000);
        OrderedConsumerContext ordered = stream.createOrderedConsumer(new OrderedConsumerConfiguration());

        List<String> seen = new ArrayList<>();
        try (IterableConsumer messages = ordered.iterate()) {
            while (seen.size() < 1000) {
                seen.add(textOf(messages.nextMessage(Brokers.PATIENCE)));
            }
        }

        assertThat(seen).isEqualTo(numbers(1, 1000));
        OrderedConsumerContext late = stream.createOrderedConsumer(new OrderedConsumerConfiguration()
                .deliverPolicy(DeliverPolicy.ByStartSequence)
                .startSequence(900)
                .filterSubject("ORDERED.a"));
        assertThat(textOf(late.next(Brokers.PATIENCE))).isEqualTo("900");
    }

    @Test
    void shouldDeliverAgainWhatWasRefused() throws Exception {
        ConsumerContext consumer = durable(stream("NAK", 1));

        consumer.next(Brokers.PATIENCE).nak();
        Message again = consumer.next(Brokers.PATIENCE);
        assertThat(textOf(again)).isEqualTo("1");
        assertThat(again.metaData().deliveredCount()).isEqualTo(2);
        assertThat(again.metaData().consumerSequence()).isEqualTo(2);
        again.term();
        publish("NAK", 2, 3);
        Message second = consumer.next(Brokers.PATIENCE);
        assertThat(textOf(second)).isEqualTo("2");
        second.nakWithDelay(Duration.ofMillis(300));
        assertThat(textOf(consumer.next(Brokers.PATIENCE))).isEqualTo("3");
        Message late = consumer.next(Brokers.PATIENCE);
        assertThat(textOf(late)).isEqualTo("2");
        late.ackSync(Brokers.PATIENCE);
        ConsumerInfo info = consumer.getConsumerInfo();
        assertThat(info.getNumAckPending()).isEqualTo(1);
        assertThat(info.getRedelivered()).isZero();
        assertThat(info.getAckFloor().getStreamSequence()).isEqualTo(2);
    }

    @Test
    void shouldDeliverAgainAfterTheAckWait() throws Exception {
        ConsumerContext consumer = stream("WAIT", 2)
                .createOrUpdateConsumer(
                        explicit().ackWait(Duration.ofMillis(600)).maxDeliver(2).build());

        Message first = consumer.next(Brokers.PATIENCE);
        Message second = consumer.next(Brokers.PATIENCE);
        second.ackSync(Brokers.PATIENCE);
        first.inProgress();
        Message again = consumer.next(Brokers.PATIENCE);

        assertThat(textOf(again)).isEqualTo("1");
        assertThat(again.metaData().deliveredCount()).isEqualTo(2);
        assertThat(consumer.next(1200)).isNull();
    }

    @Test
    void shouldHoldBackWhatIsTooMuchToAcknowledge() throws Exception {
        ConsumerContext consumer = stream("PENDING", 10)
                .createOrUpdateConsumer(explicit().maxAckPending(3).build());

        List<Message> held = new ArrayList<>();
        try (IterableConsumer messages = consumer.iterate()) {
            for (int i = 0; i < 3; i++) {
                held.add(messages.nextMessage(Brokers.PATIENCE));
            }
            assertThat(messages.nextMessage(200)).isNull();
            held.get(0).ack();
            assertThat(textOf(messages.nextMessage(Brokers.PATIENCE))).isEqualTo("4");
        }
    }

    @Test
    void shouldAcknowledgeAllBefore() throws Exception {
        ConsumerContext consumer = stream("ALL", 10)
                .createOrUpdateConsumer(ConsumerConfiguration.builder()
                        .durable("d")
                        .ackPolicy(AckPolicy.All)
                        .build());
        Message last = null;
        try (FetchConsumer fetch = consumer.fetchMessages(10)) {
            for (Message message = fetch.nextMessage(); message != null; message = fetch.nextMessage()) {
                last = message;
            }
        }

        last.ackSync(Brokers.PATIENCE);

        assertThat(consumer.getConsumerInfo().getNumAckPending()).isZero();
        assertThat(consumer.getConsumerInfo().getAckFloor().getConsumerSequence())
                .isEqualTo(10);
    }

    @Test
    void shouldServeTheOldWayOfPulling() throws Exception {
        stream("OLD", 100);
        JetStreamSubscription subscription = js.subscribe(
                "OLD.>", PullSubscribeOptions.builder().durable("d").build());

        List<Message> first = subscription.fetch(10, Brokers.PATIENCE);
        assertThat(first).extracting(JnatsPullTest::textOf).isEqualTo(numbers(1, 10));
        first.forEach(Message::ack);
        Iterator<Message> second = subscription.iterate(10, Brokers.PATIENCE);
        List<String> texts = new ArrayList<>();
        while (second.hasNext()) {
            texts.add(textOf(second.next()));
        }
        assertThat(texts).isEqualTo(numbers(11, 20));
        subscription.pull(3);
        subscription.pullNoWait(3);
        subscription.pullExpiresIn(4, Duration.ofSeconds(5));
        for (int i = 21; i <= 30; i++) {
            assertThat(textOf(subscription.nextMessage(Brokers.PATIENCE))).isEqualTo(Integer.toString(i));
        }
        JetStreamReader reader = subscription.reader(20, 10);
        for (int i = 31; i <= 100; i++) {
            assertThat(textOf(reader.nextMessage(Brokers.PATIENCE))).isEqualTo(Integer.toString(i));
        }
        reader.stop();
        subscription.unsubscribe();
        JetStreamSubscription bound = js.subscribe(null, PullSubscribeOptions.bind("OLD", "d"));
        assertThat(bound.getConsumerInfo().getDelivered().getStreamSequence()).isEqualTo(100);
    }

    @Test
    void shouldOverflowOnlyWhenThereIsMuchToDo() throws Exception {
        stream("OVERFLOW", 5);
        jsm.createConsumer(
                "OVERFLOW",
                explicit()
                        .priorityGroups("jobs")
                        .priorityPolicy(PriorityPolicy.Overflow)
                        .build());
        JetStreamSubscription subscription = js.subscribe(null, PullSubscribeOptions.bind("OVERFLOW", "d"));

        subscription.pull(PullRequestOptions.builder(1)
                .expiresIn(500)
                .group("jobs")
                .minPending(100)
                .build());
        assertThat(subscription.nextMessage(1500)).isNull();
        subscription.pull(PullRequestOptions.builder(1)
                .expiresIn(5000)
                .group("jobs")
                .minPending(3)
                .build());
        assertThat(textOf(subscription.nextMessage(Brokers.PATIENCE))).isEqualTo("1");
    }

    @Test
    void shouldServeTheMoreImportantFirst() throws Exception {
        StreamContext stream = stream("PRIO", 1);
        jsm.createConsumer(
                "PRIO",
                explicit()
                        .priorityGroups("jobs")
                        .priorityPolicy(PriorityPolicy.Prioritized)
                        .build());
        stream.purge();
        JetStreamSubscription low = js.subscribe(null, PullSubscribeOptions.bind("PRIO", "d"));
        JetStreamSubscription high = js.subscribe(null, PullSubscribeOptions.bind("PRIO", "d"));

        low.pull(prioritized(5));
        high.pull(prioritized(1));
        publish("PRIO", 2, 3);

        assertThat(textOf(high.nextMessage(Brokers.PATIENCE))).isEqualTo("2");
        assertThat(textOf(low.nextMessage(Brokers.PATIENCE))).isEqualTo("3");
    }

    private static PullRequestOptions prioritized(int priority) {
        return PullRequestOptions.builder(1)
                .expiresIn(10_000)
                .group("jobs")
                .priority(priority)
                .build();
    }
}
