package dev.natsbroker.broker.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PublishOptions;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StreamConfiguration;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real server as a process, killed again and again while clients publish and acknowledge: whatever was answered is there afterwards.
 * More rounds: {@code -Dnatsbroker.jetstream.kills=N}.
 */
@SuppressWarnings("try") // Connection.close() declares InterruptedException
class KilledBrokerTest {
    private static final int STREAMS = 3;
    private static final int IN_FLIGHT = 64;
    /** So short that what was delivered before a kill comes again while the next load runs. */
    private static final Duration ACK_WAIT = Duration.ofMillis(300);

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path store;

    /** What one stream has told its clients. */
    private static final class Told {
        final Map<Long, String> stored = new ConcurrentSkipListMap<>();
        final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
        /** What was delivered although its acknowledgement had been answered before the broker was killed. */
        final Set<Long> deliveredAgain = ConcurrentHashMap.newKeySet();

        final Map<String, Long> ids = new ConcurrentHashMap<>();
        /** Open until the stream has answered a message and an acknowledgement. */
        final CountDownLatch begun = new CountDownLatch(2);

        void beginWith(boolean isFirst) {
            if (isFirst) {
                begun.countDown();
            }
        }
    }

    private final List<Told> told = new ArrayList<>();

    @Test
    void shouldKeepWhatWasAnsweredBeforeItWasKilled() throws Exception {
        int rounds = Integer.getInteger("natsbroker.jetstream.kills", 2);
        long seed = Long.getLong("natsbroker.jetstream.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < STREAMS; i++) {
            told.add(new Told());
        }
        for (int round = 0; round < rounds; round++) {
            try (BrokerProcess broker = BrokerProcess.start(store)) {
                compare(broker, "seed " + seed + ", round " + round, round == 0);
                load(broker, 100 + random.nextInt(700), round);
            }
        }
        try (BrokerProcess broker = BrokerProcess.start(store)) {
            compare(broker, "seed " + seed, false);
        }
        assertThat(told).allMatch(each -> !each.stored.isEmpty() && !each.acknowledged.isEmpty());
    }

    private static Connection connect(BrokerProcess broker) throws Exception {
        return Nats.connect(Options.builder()
                .server(broker.uri())
                .noReconnect()
                .connectionTimeout(PATIENCE)
                .errorListener(new Silence())
                .build());
    }

    /** Lets clients work until the broker is killed in the middle of it. */
    private void load(BrokerProcess broker, long answers, int round) throws Exception {
        CountDownLatch enough = new CountDownLatch((int) answers);
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            int number = i;
            clients.add(new Thread(() -> publish(broker, number, round, enough)));
            clients.add(new Thread(() -> consume(broker, number)));
        }
        clients.forEach(Thread::start);
        assertThat(enough.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        for (Told each : told) {
            assertThat(each.begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
        broker.kill();
        for (Thread client : clients) {
            client.join(PATIENCE.toMillis());
            assertThat(client.isAlive()).isFalse();
        }
    }

    private void publish(BrokerProcess broker, int number, int round, CountDownLatch enough) {
        Told mine = told.get(number);
        Semaphore inFlight = new Semaphore(IN_FLIGHT);
        try (Connection connection = connect(broker)) {
            for (int i = 0; connection.getStatus() == Connection.Status.CONNECTED; i++) {
                String text = round + "-" + i + "-" + "x".repeat(i % 300);
                String id = "id-" + round + "-" + i;
                if (!inFlight.tryAcquire(1, TimeUnit.SECONDS)) {
                    return;
                }
                connection
                        .jetStream()
                        .publishAsync(
                                "s" + number + "." + i % 10,
                                text.getBytes(StandardCharsets.UTF_8),
                                PublishOptions.builder().messageId(id).build())
                        .whenComplete((ack, failure) -> {
                            inFlight.release();
                            if (failure == null) {
                                mine.beginWith(mine.stored.isEmpty());
                                mine.stored.put(ack.getSeqno(), text);
                                mine.ids.put(id, ack.getSeqno());
                                enough.countDown();
                            }
                        });
            }
        } catch (Exception e) {
            return; // the broker is gone
        }
    }

    private void consume(BrokerProcess broker, int number) {
        Set<Long> earlier = Set.copyOf(told.get(number).acknowledged);
        try (Connection connection = connect(broker)) {
            JetStreamSubscription subscription =
                    connection.jetStream().subscribe(null, PullSubscribeOptions.bind("S" + number, "worker"));
            while (connection.getStatus() == Connection.Status.CONNECTED) {
                for (Message message : subscription.fetch(20, Duration.ofMillis(200))) {
                    long sequence = message.metaData().streamSequence();
                    if (earlier.contains(sequence)) {
                        told.get(number).deliveredAgain.add(sequence);
                    }
                    message.ackSync(Duration.ofSeconds(2));
                    told.get(number).beginWith(told.get(number).acknowledged.isEmpty());
                    told.get(number).acknowledged.add(sequence);
                }
            }
        } catch (Exception e) {
            return; // the broker is gone
        }
    }

    private void compare(BrokerProcess broker, String when, boolean first) throws Exception {
        try (Connection connection = connect(broker)) {
            JetStreamManagement management = connection.jetStreamManagement();
            for (int i = 0; i < STREAMS; i++) {
                if (first) {
                    create(management, i);
                } else {
                    compare(connection, i, when);
                }
            }
        }
    }

    private static void create(JetStreamManagement management, int number) throws Exception {
        management.addStream(StreamConfiguration.builder()
                .name("S" + number)
                .subjects("s" + number + ".>")
                .duplicateWindow(Duration.ofHours(1)) // a slow machine must not forget
                .build());
        management.addOrUpdateConsumer(
                "S" + number,
                ConsumerConfiguration.builder()
                        .durable("worker")
                        .ackPolicy(AckPolicy.Explicit)
                        .ackWait(ACK_WAIT)
                        .build());
    }

    private void compare(Connection connection, int number, String when) throws Exception {
        Told mine = told.get(number);
        Map<Long, String> found = readAll(connection, number);
        mine.stored.forEach((sequence, text) -> assertThat(found.get(sequence))
                .as("%s: message %d of S%d", when, sequence, number)
                .isEqualTo(text));
        ConsumerInfo worker = connection.jetStreamManagement().getConsumerInfo("S" + number, "worker");
        long highest =
                mine.acknowledged.stream().mapToLong(Long::longValue).max().orElse(0);
        assertThat(worker.getDelivered().getStreamSequence())
                .as("%s: last delivery of S%d", when, number)
                .isGreaterThanOrEqualTo(highest);
        assertThat(worker.getNumAckPending())
                .as("%s: pending of S%d", when, number)
                .isLessThanOrEqualTo(worker.getDelivered().getStreamSequence() - mine.acknowledged.size());
        assertThat(mine.deliveredAgain)
                .as("%s: acknowledged and delivered again, S%d", when, number)
                .isEmpty();
        for (Map.Entry<String, Long> id : mine.ids.entrySet().stream().limit(5).toList()) {
            var again = connection
                    .jetStream()
                    .publish(
                            "s" + number + ".0",
                            new byte[0],
                            PublishOptions.builder().messageId(id.getKey()).build());
            assertThat(again.isDuplicate()).as("%s: %s", when, id).isTrue();
            assertThat(again.getSeqno()).isEqualTo(id.getValue());
        }
    }

    private static Map<Long, String> readAll(Connection connection, int number) throws Exception {
        Map<Long, String> found = new ConcurrentSkipListMap<>();
        long count = connection
                .jetStreamManagement()
                .getStreamInfo("S" + number)
                .getStreamState()
                .getMsgCount();
        JetStreamSubscription all = connection
                .jetStream()
                .subscribe(
                        "s" + number + ".>",
                        PullSubscribeOptions.builder().stream("S" + number)
                                .configuration(ConsumerConfiguration.builder()
                                        .ackPolicy(AckPolicy.None)
                                        .build())
                                .build());
        while (found.size() < count) {
            List<Message> messages = all.fetch((int) Math.min(500, count - found.size()), PATIENCE);
            assertThat(messages).isNotEmpty();
            messages.forEach(message -> found.put(
                    message.metaData().streamSequence(), new String(message.getData(), StandardCharsets.UTF_8)));
        }
        all.unsubscribe();
        return found;
    }
}
