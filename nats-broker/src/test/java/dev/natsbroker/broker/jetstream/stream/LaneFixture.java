package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.account.Account;
import dev.natsbroker.broker.lane.Lane;
import dev.natsbroker.broker.lane.LaneIntake;
import dev.natsbroker.broker.lane.LaneReceiver;
import dev.natsbroker.broker.message.DeliveryBatch;
import dev.natsbroker.broker.message.Message;
import dev.natsbroker.broker.message.MessageSink;
import dev.natsbroker.broker.message.OutboundMessage;
import dev.natsbroker.broker.message.Publisher;
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
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One lane with an account around it, without sockets: tests subscribe, publish and run code on the lane; everything that follows
 * from it has happened when a call returns. Time stands until it is moved.
 */
public final class LaneFixture implements AutoCloseable {
    /** A message as a subscriber gets it. */
    public record Received(String subject, @Nullable String reply, String headers, String payload) {
        /** The status line's code, or empty. */
        public String status() {
            return headers.startsWith("NATS/1.0 ") ? headers.substring(9, headers.indexOf("\r\n")) : "";
        }
    }

    /** Collects what is delivered to one subscription. */
    public static final class Inbox implements MessageSink {
        private final List<Received> received = new CopyOnWriteArrayList<>();

        @Override
        public boolean deliver(Message message, byte[] head, Subscription subscription, DeliveryBatch batch) {
            if (subscription.isClosed()) {
                return false;
            }
            byte[] bytes = message.buffer();
            int body = message.bodyOffset();
            received.add(new Received(
                    text(head, 5, head.length - 6),
                    message.hasReply() ? text(bytes, message.replyOffset(), message.replyLength()) : null,
                    text(bytes, body, message.headersLength()),
                    text(bytes, body + message.headersLength(), message.bodyLength() - message.headersLength())));
            return true;
        }

        @Override
        public void flush(DeliveryBatch batch) {}

        /** What came so far. */
        public List<Received> all() {
            return List.copyOf(received);
        }

        /** What came since the last call. */
        public List<Received> take() {
            List<Received> taken = new ArrayList<>(received);
            received.clear();
            return taken;
        }
    }

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-25T12:00:00Z"));
    private final Account account = new Account("A", false);
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final Lane lane = Lane.start("test-lane", clock, failures::add);
    private final LaneIntake intake =
            new LaneIntake(lane, 2, 100_000, 128L << 20, (receiver, failure) -> failures.add(failure));
    private final Router laneRouter = new Router(new DeliveryBatch(0, () -> {}), new Random(1));
    private final Router clientRouter = new Router(new DeliveryBatch(1, () -> {}), new Random(2));
    private final StreamLane streamLane = new StreamLane(
            lane, intake, new CommitQueue(failures::add), clock, new Random(20_261_125), new SilentLog());
    private final Host host = new Host();
    private volatile long usage;
    private StreamHost.@Nullable Refusal refusal;
    private long stallNanos;

    /** A lane whose batches settle commits and flush what was published. */
    public LaneFixture() {
        run(() -> {
            lane.atBatchEnd(streamLane.commits()::settle);
            lane.atBatchEnd(laneRouter.batch()::flush);
        });
    }

    /** Runs {@code task} on the lane, and everything that it causes there. */
    public void run(Runnable task) {
        ask(() -> {
            task.run();
            return true;
        });
    }

    /** Runs {@code question} on the lane, and everything that it causes there; returns the answer. */
    public <T> T ask(Supplier<T> question) {
        T answer = lane.ask(question).join();
        drain();
        return answer;
    }

    /** Lets the lane run what is in its mailbox, and what that puts there, down to the end of the batch. */
    public void drain() {
        for (int i = 0; i < 4; i++) {
            lane.ask(() -> {
                        lane.endBatch();
                        return true;
                    })
                    .join();
        }
        if (!failures.isEmpty()) {
            throw new AssertionError("The lane failed", failures.get(0));
        }
    }

    /** Moves time and lets the lane do what is due. */
    public void advance(Duration step) {
        clock.advance(step);
        drain();
    }

    /** Publishes as a client would. */
    public void publish(String subject, @Nullable String reply, String headers, String payload) {
        OutboundMessage message = new OutboundMessage();
        message.to(bytes(subject));
        if (reply != null) {
            message.reply(bytes(reply), 0, bytes(reply).length);
        }
        message.body(bytes(headers), bytes(payload));
        clientRouter.publish(message, clientRouter.cacheOf(account));
        clientRouter.batch().flush();
        drain();
    }

    /** Delivers as a consumer would: to a subject, showing another one. */
    public void deliver(String to, String subject, @Nullable String reply, String headers, String payload) {
        OutboundMessage message = new OutboundMessage();
        message.to(bytes(to)).shownAs(bytes(subject), 0, bytes(subject).length);
        if (reply != null) {
            message.reply(bytes(reply), 0, bytes(reply).length);
        }
        message.body(bytes(headers), bytes(payload));
        clientRouter.publish(message, clientRouter.cacheOf(account));
        clientRouter.batch().flush();
        drain();
    }

    /** Subscribes as a client would. */
    public Inbox subscribe(String subject) {
        Inbox inbox = new Inbox();
        subscribe(subject, null, inbox);
        return inbox;
    }

    /** Subscribes as a client would; the subscription can be ended by {@link #unsubscribe}. */
    public Subscription subscribe(String subject, @Nullable String queue, Inbox inbox) {
        Subscription subscription =
                new Subscription(inbox, bytes(subject), queue == null ? null : bytes(queue), bytes("1"));
        account.interest().add(subscription);
        return subscription;
    }

    /** Ends a subscription. */
    public void unsubscribe(Subscription subscription) {
        account.interest().remove(subscription);
    }

    /** The pause that slow receivers ask for at the next occasion. */
    public void stallNanos(long nanos) {
        run(() -> stallNanos = nanos);
    }

    /** What streams of this lane share. */
    public StreamLane streamLane() {
        return streamLane;
    }

    /** The account as streams see it. */
    public StreamHost host() {
        return host;
    }

    /** The bytes that streams have reported. */
    public long usage() {
        return usage;
    }

    /** Lets the account have no room from now on (null: room). */
    public void refuse(StreamHost.@Nullable Refusal reason) {
        refusal = reason;
    }

    /** The clock. */
    public ManualClock clock() {
        return clock;
    }

    @Override
    public void close() {
        lane.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }

    private final class Host implements StreamHost {
        private final OutboundMessage outbound = new OutboundMessage();
        private final Publisher publisher = new RoutedPublisher(laneRouter, account, this::takeStallNanos);

        private long takeStallNanos() {
            long taken = stallNanos;
            stallNanos = 0;
            return taken;
        }

        @Override
        public String account() {
            return account.name();
        }

        @Override
        public @Nullable String domain() {
            return null;
        }

        @Override
        public String serverName() {
            return "test-server";
        }

        @Override
        public Publisher publisher() {
            return publisher;
        }

        @Override
        public OutboundMessage outbound() {
            return outbound;
        }

        @Override
        public Subscription subscribe(String subject, @Nullable String queue, LaneReceiver receiver) {
            Subscription subscription = new Subscription(
                    intake.sinkOf(receiver), bytes(subject), queue == null ? null : bytes(queue), bytes("0"));
            account.interest().add(subscription);
            return subscription;
        }

        @Override
        public void unsubscribe(Subscription subscription) {
            account.interest().remove(subscription);
        }

        @Override
        public Runnable watchInterest(byte[] subject, Runnable onChange) {
            Runnable toLane = () -> lane.execute(onChange);
            account.interest().watch(subject, toLane);
            return () -> account.interest().unwatch(subject, toLane);
        }

        @Override
        public void addUsage(boolean memory, long bytes) {
            usage = usage + bytes; // one lane
        }

        @Override
        public @Nullable Refusal roomFor(boolean memory, long bytes) {
            return refusal;
        }
    }

    private static final class SilentLog implements ServerLog {
        @Override
        public void write(Level level, String text) {}

        @Override
        public boolean isEnabled(Level level) {
            return false;
        }
    }
}
