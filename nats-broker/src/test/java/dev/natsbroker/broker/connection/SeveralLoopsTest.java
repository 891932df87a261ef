package dev.natsbroker.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.conformance.RawClient;
import dev.natsbroker.broker.runtime.ManualClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections on several event loops, with deliveries handed over between them. */
@Timeout(60)
class SeveralLoopsTest {
    private static final int LOOPS = 3;

    /** On a clock that stands still, so that no PING of the server gets in between. */
    @AutoClose
    private final NatsBroker broker = NatsBroker.builder()
            .options(BrokerOptions.builder()
                    .host("127.0.0.1")
                    .port(0)
                    .engine(engine -> engine.eventLoops(LOOPS))
                    .build())
            .clock(new ManualClock(Instant.EPOCH))
            .start();

    @AutoClose("shutdownNow")
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private final List<RawClient> clients = new ArrayList<>();

    private RawClient connect(String... fields) {
        RawClient client = RawClient.connect(broker.port(), fields);
        clients.add(client);
        return client;
    }

    @AfterEach
    void closeClients() {
        clients.forEach(RawClient::close);
    }

    @Test
    void shouldSpreadConnectionsOverTheLoops() {
        for (int i = 0; i < 6; i++) {
            connect().expectSilenceUntilPong();
        }

        assertThat(broker.view().loops()).hasSize(LOOPS);
        assertThat(broker.view().clients().open())
                .extracting(client -> client.loop().index())
                .containsOnly(0, 1, 2);
    }

    @Test
    void shouldKeepTheOrderOfEachPublisherForEveryReceiver() throws Exception {
        int publishers = 4;
        int perPublisher = 5000;
        List<RawClient> subscribers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            RawClient subscriber = connect();
            subscribers.add(subscriber);
            subscriber.send("SUB order.* 1\r\n").expectSilenceUntilPong();
        }
        List<Future<?>> publishing = new ArrayList<>();
        for (int p = 0; p < publishers; p++) {
            RawClient publisher = connect();
            String subject = "order." + p;
            publishing.add(threads.submit(() -> publishNumbers(publisher, subject, perPublisher)));
        }

        List<CompletableFuture<int[]>> receiving = subscribers.stream()
                .map(subscriber -> CompletableFuture.supplyAsync(
                        () -> checkOrder(subscriber, publishers, publishers * perPublisher), threads))
                .toList();

        for (CompletableFuture<int[]> each : receiving) {
            assertThat(each.get(30, TimeUnit.SECONDS)).containsOnly(perPublisher);
        }
        for (Future<?> each : publishing) {
            each.get(10, TimeUnit.SECONDS);
        }
        subscribers.forEach(RawClient::expectSilenceUntilPong);
    }

    private static void publishNumbers(RawClient publisher, String subject, int count) {
        StringBuilder block = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String payload = Integer.toString(i);
            block.append("PUB ")
                    .append(subject)
                    .append(' ')
                    .append(payload.length())
                    .append("\r\n");
            block.append(payload).append("\r\n");
            if (i % 97 == 0) {
                publisher.send(block.toString());
                block.setLength(0);
            }
        }
        publisher.send(block.toString()).expectSilenceUntilPong();
    }

    /** The number of messages of each publisher, which must come in order. */
    private static int[] checkOrder(RawClient subscriber, int publishers, int total) {
        int[] next = new int[publishers];
        for (int i = 0; i < total; i++) {
            int publisher = subscriber.readLine().charAt("MSG order.".length()) - '0';
            assertThat(subscriber.readLine()).isEqualTo(Integer.toString(next[publisher]++));
        }
        return next;
    }

    @Test
    void shouldCountExactlyForAutoUnsubscribeWithPublishersOnAllLoops() throws Exception {
        for (int round = 0; round < 20; round++) {
            RawClient subscriber = connect();
            subscriber.send("SUB many 1\r\nUNSUB 1 1000\r\n").expectSilenceUntilPong();

            publishFromAllLoops("many", 1500, 3);

            subscriber.expect("MSG many 1 1\r\nx\r\n".repeat(1000));
            subscriber.expectSilenceUntilPong().expectSilenceUntilPong();
        }
        assertThat(broker.view().accounts().defaultAccount().interest().size()).isZero();
    }

    @Test
    void shouldGiveEachMessageToExactlyOneMember() throws Exception {
        List<RawClient> members = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            RawClient member = connect();
            members.add(member);
            member.send("SUB work q 1\r\n").expectSilenceUntilPong();
        }

        publishFromAllLoops("work", 6000, 3);

        int sum = 0;
        for (RawClient member : members) {
            int received = countUntilPong(member);
            assertThat(received).isGreaterThan(800);
            sum += received;
        }
        assertThat(sum).isEqualTo(6000);
    }

    @Test
    void shouldAnswerAPingBehindEverythingForAnEndedSubscription() throws Exception {
        List<RawClient> publishers = List.of(connect(), connect(), connect());
        RawClient stays = connect();
        stays.send("SUB work q 1\r\n").expectSilenceUntilPong();
        for (int round = 0; round < 100; round++) {
            RawClient leaves = connect();
            leaves.send("SUB work q 1\r\n").expectSilenceUntilPong();
            List<Future<?>> publishing = new ArrayList<>();
            for (RawClient publisher : publishers) {
                publishing.add(threads.submit(() -> {
                    publisher.send("PUB work 1\r\nx\r\n".repeat(30)).expectSilenceUntilPong();
                }));
            }

            leaves.send("UNSUB 1\r\n");

            int received = countUntilPong(leaves);
            for (Future<?> each : publishing) {
                each.get(10, TimeUnit.SECONDS);
            }
            assertThat(received + countUntilPong(stays)).as("round %d", round).isEqualTo(90);
            leaves.expectSilenceUntilPong().close();
        }
    }

    /** All messages are on their way to their receivers when this returns. */
    private void publishFromAllLoops(String subject, int total, int publishers) throws Exception {
        List<Future<?>> publishing = new ArrayList<>();
        for (int p = 0; p < publishers; p++) {
            RawClient publisher = connect();
            publishing.add(threads.submit(() -> {
                for (int i = 0; i < total / publishers; i++) {
                    publisher.send("PUB " + subject + " 1\r\nx\r\n");
                }
                publisher.expectSilenceUntilPong();
            }));
        }
        for (Future<?> each : publishing) {
            each.get(20, TimeUnit.SECONDS);
        }
    }

    private static int countUntilPong(RawClient client) {
        client.send("PING\r\n");
        int count = 0;
        for (String line = client.readLine(); !line.equals("PONG"); line = client.readLine()) {
            client.readLine();
            count++;
        }
        return count;
    }

    @Test
    void shouldAnswerRequestsBetweenLoops() throws Exception {
        List<Future<?>> requesting = new ArrayList<>();
        RawClient responder = connect();
        responder.send("SUB svc 1\r\n").expectSilenceUntilPong();
        int requesters = 4;
        int perRequester = 500;
        for (int r = 0; r < requesters; r++) {
            RawClient requester = connect("\"headers\":true", "\"no_responders\":true");
            String inbox = "_INBOX." + r;
            requester.send("SUB " + inbox + " 7\r\n").expectSilenceUntilPong();
            requesting.add(threads.submit(() -> {
                for (int i = 0; i < perRequester; i++) {
                    requester.send("PUB svc " + inbox + " 2\r\nhi\r\n").expect("MSG " + inbox + " 7 2\r\nho\r\n");
                }
            }));
        }

        for (int i = 0; i < requesters * perRequester; i++) {
            String reply = responder.readLine().split(" ", -1)[3];
            responder.expect("hi\r\n").send("PUB " + reply + " 2\r\nho\r\n");
        }

        for (Future<?> each : requesting) {
            each.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void shouldSurviveReceiversThatComeAndGoWhileTheyAreServed() throws Exception {
        RawClient steady = connect();
        steady.send("SUB news 1\r\n").expectSilenceUntilPong();
        RawClient publisher = connect();
        Future<?> visiting = threads.submit(() -> {
            for (int i = 0; i < 200; i++) {
                comeAndGo(i % 2 == 0);
            }
        });
        Future<Integer> publishing = threads.submit(() -> {
            int count = 0;
            while (count < 20_000 || !visiting.isDone()) {
                publisher.send("PUB news 1\r\nx\r\n".repeat(100));
                count += 100;
            }
            publisher.send("PUB news 3\r\nend\r\n").expectSilenceUntilPong();
            return count;
        });

        int received = 0;
        while (steady.readLine().equals("MSG news 1 1")) {
            steady.expect("x\r\n");
            received++;
        }

        steady.expect("end\r\n").expectSilenceUntilPong();
        assertThat(received).isEqualTo(publishing.get(20, TimeUnit.SECONDS));
        visiting.get();
    }

    private void comeAndGo(boolean abruptly) {
        RawClient guest = RawClient.connect(broker.port());
        guest.send("SUB news 1\r\nSUB > q 2\r\n");
        if (abruptly) {
            guest.reset();
        } else {
            guest.close();
        }
    }
}
