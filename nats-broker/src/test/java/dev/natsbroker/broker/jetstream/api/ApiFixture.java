package dev.natsbroker.broker.jetstream.api;

import dev.natsbroker.broker.account.Account;
import dev.natsbroker.broker.config.JetStreamAccountOptions;
import dev.natsbroker.broker.config.JetStreamOptions;
import dev.natsbroker.broker.jetstream.meta.JetStreamAccount;
import dev.natsbroker.broker.jetstream.meta.MetaContext;
import dev.natsbroker.broker.jetstream.meta.StorageUsage;
import dev.natsbroker.broker.jetstream.meta.StreamConsumerFactory;
import dev.natsbroker.broker.jetstream.model.Nuid;
import dev.natsbroker.broker.jetstream.stream.CommitQueue;
import dev.natsbroker.broker.jetstream.stream.LaneFixture.Inbox;
import dev.natsbroker.broker.jetstream.stream.LaneFixture.Received;
import dev.natsbroker.broker.jetstream.stream.StreamLane;
import dev.natsbroker.broker.lane.Lane;
import dev.natsbroker.broker.lane.LaneIntake;
import dev.natsbroker.broker.message.DeliveryBatch;
import dev.natsbroker.broker.message.MessageSink;
import dev.natsbroker.broker.message.OutboundMessage;
import dev.natsbroker.broker.message.Subscription;
import dev.natsbroker.broker.routing.RoutedPublisher;
import dev.natsbroker.broker.routing.Router;
import dev.natsbroker.broker.runtime.ManualClock;
import dev.natsbroker.broker.runtime.ServerLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The API with streams in memory on two lanes, without sockets. Everything that follows from a call has happened when it returns; time
 * stands until it is moved.
 */
final class ApiFixture implements AutoCloseable {
    private static final int PUBLISHERS = 4;
    private static final int CLIENT = 3;
    private static final int ROUNDS = 6;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-25T12:00:00Z"));
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final Map<String, Account> accounts = new TreeMap<>();
    private final List<TestLane> lanes = new ArrayList<>();
    private final TestLane control;
    private final Router client = new Router(new DeliveryBatch(CLIENT, () -> {}), new Random(9));
    private final JetStreamApi api;
    private final MetaContext meta;
    private int replies;

    ApiFixture(JetStreamOptions options) {
        control = new TestLane("control", 0);
        lanes.add(control);
        lanes.add(new TestLane("streams-1", 1));
        lanes.add(new TestLane("streams-2", 2));
        MemoryStores stores = new MemoryStores(
                List.of(lanes.get(1).shared, lanes.get(2).shared),
                (lane, account) -> new TestHost(
                        options.domain(), account, accountNamed(account.name()), laneOf(lane).router, lane));
        meta = new MetaContext(
                control.lane,
                clock,
                () -> options,
                new StorageUsage(options.maxMemoryBytes(), options.maxFileBytes()),
                stores,
                new StreamConsumerFactory(stores, null));
        ApiContext context = new ApiContext(
                control.lane,
                control.intake,
                clock,
                new Nuid(new Random(7))::next,
                new CollectingLog(),
                options,
                "ref",
                "2.15.1");
        api = ask(() -> new JetStreamApi(context, account -> new RoutedPublisher(control.router, account, () -> 0)));
    }

    /** A fixture with one account A. */
    static ApiFixture withAccount() {
        ApiFixture fixture = new ApiFixture(JetStreamOptions.defaults());
        fixture.addAccount("A", JetStreamAccountOptions.unlimited());
        return fixture;
    }

    /** Adds an account with JetStream, or without if {@code limits} are null. */
    void addAccount(String name, @Nullable JetStreamAccountOptions limits) {
        Account account = new Account(name, name.equals(Account.SYSTEM_NAME));
        accounts.put(name, account);
        ask(() -> {
            if (limits == null) {
                api.serveWithout(account);
            } else {
                api.serve(account, new JetStreamAccount(meta, account, limits));
            }
            return true;
        });
    }

    private Account accountNamed(String name) {
        Account account = accounts.get(name);
        if (account == null) {
            throw new IllegalArgumentException(name);
        }
        return account;
    }

    private TestLane laneOf(StreamLane lane) {
        return lanes.stream().filter(one -> one.shared == lane).findFirst().orElseThrow();
    }

    /** Runs {@code question} on the control lane, and everything that it causes. */
    <T> T ask(Supplier<T> question) {
        T answer = control.lane.ask(question).join();
        drain();
        return answer;
    }

    /** Lets all lanes do what waits. */
    void drain() {
        for (int round = 0; round < ROUNDS; round++) {
            for (TestLane lane : lanes) {
                lane.lane
                        .ask(() -> {
                            lane.lane.endBatch();
                            return true;
                        })
                        .join();
            }
        }
        if (!failures.isEmpty()) {
            throw new AssertionError("A lane failed: " + failures);
        }
    }

    /** Moves time. */
    void advance(Duration step) {
        clock.advance(step);
        drain();
    }

    /** Asks the API as a client of account A; returns the answer, or null if there was none. */
    @Nullable
    String request(String subject, String body) {
        return request("A", "$JS.API." + subject, "", body.getBytes(StandardCharsets.UTF_8));
    }

    /** Asks whatever subject; returns headers and payload of the answer, or null if there was none. */
    @Nullable
    String request(String account, String subject, String headers, byte[] body) {
        String reply = "_INBOX." + replies++;
        Inbox inbox = subscribe(account, reply);
        publish(account, subject, reply, headers, body);
        List<Received> received = inbox.take();
        return received.isEmpty()
                ? null
                : received.get(0).headers() + received.get(0).payload();
    }

    /** Publishes as a client; returns how many took it. */
    int publish(String account, String subject, @Nullable String reply, String headers, byte[] body) {
        OutboundMessage message = new OutboundMessage();
        message.to(bytes(subject));
        if (reply != null) {
            message.reply(bytes(reply), 0, bytes(reply).length);
        }
        message.body(bytes(headers), body);
        int taken = client.publish(message, client.cacheOf(accountNamed(account)));
        client.batch().flush();
        drain();
        return taken;
    }

    /** Asks the API as a client of account A all at once; answers go to {@code re.0}, {@code re.1} and so on. */
    void requestAll(List<String> subjects, List<String> bodies) {
        // No stream answers before the control lane has seen all of them.
        CompletableFuture<Void> seen = new CompletableFuture<>();
        lanes.stream().filter(each -> each != control).forEach(each -> each.lane.execute(seen::join));
        OutboundMessage message = new OutboundMessage();
        for (int i = 0; i < subjects.size(); i++) {
            byte[] reply = bytes("re." + i);
            message.to(bytes("$JS.API." + subjects.get(i)))
                    .reply(reply, 0, reply.length)
                    .body(new byte[0], bytes(bodies.get(i)));
            client.publish(message, client.cacheOf(accountNamed("A")));
        }
        client.batch().flush();
        control.lane.ask(() -> true).join();
        seen.complete(null);
        drain();
    }

    /** Subscribes as a client. */
    Inbox subscribe(String account, String subject) {
        Inbox inbox = new Inbox();
        subscribe(account, subject, inbox);
        return inbox;
    }

    /** Subscribes as a client that takes messages by {@code sink}. */
    void subscribe(String account, String subject, MessageSink sink) {
        accountNamed(account).interest().add(new Subscription(sink, bytes(subject), null, bytes("1")));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        lanes.forEach(lane -> lane.lane.close());
    }

    /** A lane with its ways in and out. */
    private final class TestLane {
        private final Lane lane;
        private final LaneIntake intake;
        private final Router router;
        private final StreamLane shared;

        TestLane(String name, int index) {
            lane = Lane.start(name, clock, failure -> failures.add(failure.toString()));
            intake = new LaneIntake(
                    lane, PUBLISHERS, 100_000, 128L << 20, (receiver, failure) -> failures.add(failure.toString()));
            router = new Router(new DeliveryBatch(index, () -> {}), new Random(index));
            shared = new StreamLane(
                    lane,
                    intake,
                    new CommitQueue(failure -> failures.add(failure.toString())),
                    clock,
                    new Random(index),
                    new CollectingLog());
            lane.ask(() -> {
                        lane.atBatchEnd(() -> shared.commits().durable(0));
                        lane.atBatchEnd(shared.commits()::settle);
                        lane.atBatchEnd(router.batch()::flush);
                        return true;
                    })
                    .join();
        }
    }

    /** Faults that the API answers are faults of ours, too. */
    private final class CollectingLog implements ServerLog {
        @Override
        public void write(Level level, String text) {
            if (level == Level.ERROR) {
                failures.add(text);
            }
        }

        @Override
        public boolean isEnabled(Level level) {
            return level == Level.ERROR;
        }
    }
}
