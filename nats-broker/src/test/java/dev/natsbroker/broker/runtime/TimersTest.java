package dev.natsbroker.broker.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TimersTest {
    /** Runs what is to run at once on the test's thread; delayed wake-ups never come, the clock is moved by hand. */
    private static final class SameThread implements Timers.Wakeup {
        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public Future<?> schedule(Runnable task, long delay, TimeUnit unit) {
            return new CompletableFuture<>();
        }
    }

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final Timers timers = new Timers(clock, new SameThread());
    private final List<String> ran = new ArrayList<>();

    private Timers.Timer after(Duration delay, String name) {
        return timers.after(delay.toNanos(), () -> ran.add(name));
    }

    @Test
    void shouldRunTasksInTheOrderOfTheirDeadlines() {
        after(Duration.ofSeconds(3), "c");
        after(Duration.ofSeconds(1), "a");
        after(Duration.ofSeconds(3), "d");
        after(Duration.ofSeconds(2), "b");

        clock.advance(Duration.ofMillis(2999));
        assertThat(ran).containsExactly("a", "b");

        clock.advance(Duration.ofMillis(1));
        assertThat(ran).containsExactly("a", "b", "c", "d");
    }

    @Test
    void shouldTellWhenTheNextTaskIsDue() {
        assertThat(timers.nextDelayNanos()).isEqualTo(Long.MAX_VALUE);

        Timers.Timer cancelled = after(Duration.ofSeconds(1), "cancelled");
        after(Duration.ofSeconds(3), "kept");
        timers.cancel(cancelled);
        assertThat(timers.nextDelayNanos()).isEqualTo(Duration.ofSeconds(3).toNanos());

        clock.advance(Duration.ofSeconds(2));
        assertThat(timers.nextDelayNanos()).isEqualTo(Duration.ofSeconds(1).toNanos());
        clock.advance(Duration.ofSeconds(1));
        assertThat(timers.nextDelayNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(ran).containsExactly("kept");
    }

    @Test
    void shouldNotRunACancelledTask() {
        Timers.Timer cancelled = after(Duration.ofSeconds(1), "cancelled");
        after(Duration.ofSeconds(1), "kept");

        timers.cancel(cancelled);
        timers.cancel(cancelled);
        timers.cancel(null);
        clock.advance(Duration.ofSeconds(1));

        assertThat(ran).containsExactly("kept");
    }

    @Test
    void shouldRunWhatATaskAdds() {
        timers.after(1, () -> after(Duration.ZERO, "added"));

        clock.advance(Duration.ofNanos(1));

        assertThat(ran).containsExactly("added");
    }

    @Test
    void shouldNotKeepMemoryForCancelledTimers() {
        after(Duration.ofSeconds(1), "kept");
        for (int i = 0; i < 100_000; i++) {
            timers.cancel(after(Duration.ofHours(1), "cancelled"));
        }

        assertThat(timers.size()).isLessThan(1000);
        clock.advance(Duration.ofHours(1));
        assertThat(ran).containsExactly("kept");
        assertThat(timers.size()).isZero();
    }

    @Test
    void shouldRunEveryTaskThatWasNotCancelledOnce() {
        Random random = new Random(11);
        int expected = 0;
        for (int i = 0; i < 20_000; i++) {
            Timers.Timer timer = after(Duration.ofMillis(random.nextInt(1000)), "x");
            if (random.nextInt(4) > 0) {
                timers.cancel(timer);
            } else {
                expected++;
            }
        }
        for (int i = 0; i < 100; i++) {
            clock.advance(Duration.ofMillis(10));
        }

        assertThat(ran).hasSize(expected);
        assertThat(timers.size()).isZero();
    }
}
