package dev.natsbroker.broker.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.message.DeliveryBatch;
import dev.natsbroker.broker.message.OutboundMessage;
import dev.natsbroker.broker.message.Subscription;
import dev.natsbroker.broker.runtime.ManualClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HostedLaneTest {
    /** An event loop that stands still until it is told to run. */
    private static final class Loop implements LaneHost {
        private final Queue<Runnable> tasks = new ArrayDeque<>();
        private boolean current;
        private boolean ended;

        @Override
        public void execute(Runnable task) {
            if (ended) {
                throw new RejectedExecutionException("ended");
            }
            tasks.add(task);
        }

        @Override
        public boolean isCurrent() {
            return current;
        }

        @Override
        public Future<?> schedule(Runnable task, long delay, TimeUnit unit) {
            return new FutureTask<>(task, null);
        }

        void run() {
            current = true;
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            current = false;
        }

        /** What the loop does by itself, a read for instance. */
        void pass(Runnable work) {
            current = true;
            work.run();
            current = false;
        }
    }

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final Loop loop = new Loop();
    private final List<Throwable> failures = new ArrayList<>();
    private final Lane lane = Lane.on(loop, "hosted", clock, failures::add);
    private final List<String> done = new ArrayList<>();

    @Test
    void shouldRunWhatOthersSendBetweenTheTasksOfItsHost() {
        // given
        lane.execute(() -> lane.atBatchEnd(() -> done.add("end")));
        lane.execute(() -> done.add("a"));
        lane.execute(() -> done.add("b"));

        // when
        List<String> before = List.copyOf(done);
        loop.run();

        // then
        assertThat(before).isEmpty();
        assertThat(done).containsExactly("a", "b", "end");
    }

    @Test
    void shouldRunWhatItsHostBringsAtOnce() {
        // given
        lane.execute(() -> lane.atBatchEnd(() -> done.add("end")));
        loop.run();
        done.clear();

        // when
        loop.pass(() -> {
            deliver("first");
            done.add("read is over");
        });

        // then
        assertThat(done).containsExactly("first", "end", "read is over");
    }

    @Test
    void shouldNotLetWhatItsHostBringsOvertakeWhatWaits() {
        // given
        lane.execute(() -> done.add("waiting"));

        // when
        loop.pass(() -> deliver("later"));
        loop.run();

        // then
        assertThat(done).containsExactly("waiting", "later");
    }

    @Test
    void shouldNotRunAMessageWithinATask() {
        // when
        lane.execute(() -> {
            deliver("inner");
            done.add("outer");
        });
        loop.run();

        // then
        assertThat(done).containsExactly("outer", "inner");
    }

    @Test
    void shouldBeCurrentInItsOwnTasksOnly() {
        // when
        List<Boolean> seen = new ArrayList<>();
        loop.pass(() -> seen.add(lane.isCurrent()));
        lane.execute(() -> seen.add(lane.isCurrent()));
        loop.run();

        // then
        assertThat(seen).containsExactly(false, true);
    }

    @Test
    void shouldRunTimersByTheClock() {
        // given
        lane.execute(() -> lane.timers().after(Duration.ofSeconds(5).toNanos(), () -> done.add("due")));
        loop.run();

        // when
        clock.advance(Duration.ofSeconds(5));
        loop.run();

        // then
        assertThat(done).containsExactly("due");
    }

    @Test
    void shouldGoOnBehindATaskThatThrows() {
        // when
        lane.execute(() -> {
            throw new IllegalStateException("broken");
        });
        lane.execute(() -> done.add("next"));
        loop.run();

        // then
        assertThat(failures).hasSize(1);
        assertThat(done).containsExactly("next");
    }

    @Test
    void shouldEndWithItsHost() {
        // given
        loop.ended = true;

        // when
        lane.execute(() -> done.add("never"));
        lane.close();

        // then
        assertThat(done).isEmpty();
        assertThat(lane.ask(() -> true)).isCompletedExceptionally();
    }

    /** As a connection of the loop does at the end of a read. */
    private void deliver(String text) {
        LaneIntake intake = new LaneIntake(lane, 1, 10, 1000, (receiver, failure) -> failures.add(failure));
        DeliveryBatch batch = new DeliveryBatch(0, () -> {});
        byte[] subject = "a".getBytes(StandardCharsets.UTF_8);
        Subscription subscription = new Subscription(
                intake.sinkOf(message -> done.add(new String(
                        message.buffer(), message.bodyOffset(), message.bodyLength(), StandardCharsets.UTF_8))),
                subject,
                null,
                subject);
        OutboundMessage message =
                new OutboundMessage().to(subject).body(new byte[0], text.getBytes(StandardCharsets.UTF_8));
        subscription.sink().deliver(message.view(), "HMSG a ".getBytes(StandardCharsets.UTF_8), subscription, batch);
        batch.flush();
    }
}
