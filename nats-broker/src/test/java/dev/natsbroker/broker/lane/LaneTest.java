package dev.natsbroker.broker.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.broker.runtime.BrokerClock;
import dev.natsbroker.broker.runtime.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LaneTest {
    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final Lane lane = Lane.start("test-lane", clock, failures::add);
    private final List<String> done = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        lane.close();
    }

    @Test
    void shouldRunTasksInTheOrderInWhichTheyCame() {
        // when
        for (int i = 0; i < 1000; i++) {
            String name = Integer.toString(i);
            lane.execute(() -> done.add(name));
        }
        lane.ask(() -> true).join();

        // then
        assertThat(done).hasSize(1000).isSortedAccordingTo((a, b) -> Integer.parseInt(a) - Integer.parseInt(b));
    }

    @Test
    void shouldEndABatchBehindItsTasks() {
        // given
        lane.ask(() -> {
                    lane.atBatchEnd(() -> done.add("first hook"));
                    lane.atBatchEnd(() -> done.add("second hook"));
                    return true;
                })
                .join();
        CountDownLatch gate = new CountDownLatch(1);
        lane.execute(() -> {
            done.clear(); // here, behind the hooks of the batches before
            await(gate);
        });

        // when
        lane.execute(() -> done.add("a"));
        lane.execute(() -> done.add("b"));
        CompletableFuture<List<String>> seenAtTheEnd = new CompletableFuture<>();
        lane.execute(() -> lane.execute(() -> seenAtTheEnd.complete(List.copyOf(done))));
        gate.countDown();
        seenAtTheEnd.join();
        lane.ask(() -> true).join();

        // then
        assertThat(done).startsWith("a", "b", "first hook", "second hook");
    }

    @Test
    void shouldEndABatchThatNeverStops() {
        // given
        lane.ask(() -> {
                    lane.atBatchEnd(() -> done.add("hook"));
                    return true;
                })
                .join();
        CountDownLatch hooked = new CountDownLatch(1);

        // when
        lane.execute(new Runnable() {
            @Override
            public void run() {
                if (done.isEmpty()) {
                    lane.execute(this);
                } else {
                    hooked.countDown();
                }
            }
        });

        // then
        await(hooked);
    }

    @Test
    void shouldReportATaskThatThrowsAndGoOn() {
        // when
        lane.execute(() -> {
            throw new IllegalStateException("broken task");
        });
        boolean alive = lane.ask(() -> true).join();

        // then
        assertThat(alive).isTrue();
        assertThat(failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure).hasMessage("broken task"));
    }

    @Test
    void shouldRunTimersWhenTheClockSaysSo() {
        // given
        lane.ask(() -> {
                    lane.timers().after(Duration.ofSeconds(30).toNanos(), () -> done.add("due"));
                    return true;
                })
                .join();

        // when
        clock.advance(Duration.ofSeconds(29));
        lane.ask(() -> true).join();
        List<String> early = List.copyOf(done);
        clock.advance(Duration.ofSeconds(1));
        lane.ask(() -> true).join();

        // then
        assertThat(early).isEmpty();
        assertThat(done).containsExactly("due");
    }

    @Test
    void shouldWakeUpForATimerByTheSystemClock() {
        // given
        CountDownLatch due = new CountDownLatch(1);
        try (Lane real = Lane.start("real-lane", BrokerClock.system(), failures::add)) {
            // when
            real.execute(() -> real.timers().after(TimeUnit.MILLISECONDS.toNanos(5), due::countDown));

            // then
            await(due);
        }
    }

    @Test
    void shouldKnowItsOwner() {
        assertThat(lane.isCurrent()).isFalse();
        assertThat(lane.ask(lane::isCurrent).join()).isTrue();
        assertThatThrownBy(lane::requireCurrent)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("test-lane");
        assertThatThrownBy(() -> lane.atBatchEnd(() -> {})).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldAnswerQuestionsAtOnceOnTheLaneItself() {
        assertThat(lane.ask(() -> lane.ask(() -> "inner").isDone()).join()).isTrue();
    }

    @Test
    void shouldPassOnWhatAQuestionThrows() {
        CompletableFuture<String> answer = lane.ask(() -> {
            throw new IllegalArgumentException("no");
        });

        assertThatThrownBy(answer::join).isInstanceOf(CompletionException.class).hasMessageContaining("no");
    }

    @Test
    void shouldPassOnAndReportAnErrorOfAQuestion() {
        OutOfMemoryError thrown = new OutOfMemoryError("for the test");

        CompletableFuture<String> answer = lane.ask(() -> {
            throw thrown;
        });

        assertThatThrownBy(answer::join).hasCause(thrown);
        lane.ask(() -> true).join();
        assertThat(failures).containsExactly(thrown);
    }

    @Test
    void shouldRunWhatIsInTheMailboxBeforeItEnds() {
        // given
        CountDownLatch gate = new CountDownLatch(1);
        lane.execute(() -> await(gate));
        for (int i = 0; i < 500; i++) {
            lane.execute(() -> done.add("task"));
        }

        // when
        gate.countDown();
        lane.close();

        // then
        assertThat(done).hasSize(500);
        assertThatThrownBy(lane.ask(() -> true)::join).hasMessageContaining("has ended");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
