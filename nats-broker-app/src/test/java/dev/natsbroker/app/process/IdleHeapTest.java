package dev.natsbroker.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class IdleHeapTest {
    private static final long MIB = 1 << 20;

    private long used = 20 * MIB;
    private long nanos;
    private int collections;
    private final IdleHeap heap = new IdleHeap(() -> used, () -> nanos, () -> {
        collections++;
        used = 40 * MIB;
    });

    @Test
    void shouldCollectOnceTheProcessIsQuiet() {
        // given
        work(200 * MIB);

        // when
        heap.look();
        int whileBusy = collections;
        quiet(IdleHeap.QUIET_LOOKS);

        // then
        assertThat(whileBusy).isZero();
        assertThat(collections).isOne();
    }

    @Test
    void shouldCollectWhatTheStartHasLeft() {
        // given
        used = 200 * MIB;
        IdleHeap started = new IdleHeap(() -> used, () -> nanos, () -> collections++);

        // when
        for (int i = 0; i < IdleHeap.QUIET_LOOKS; i++) {
            started.look();
        }

        // then
        assertThat(collections).isOne();
    }

    @Test
    void shouldNotCollectBetweenTwoBusyTimes() {
        for (int i = 0; i < 5; i++) {
            work(200 * MIB);
            quiet(IdleHeap.QUIET_LOOKS - 1);
            work(0);
            heap.look();
        }
        assertThat(collections).isZero();
    }

    @Test
    void shouldNotCollectWhatIsStillInUse() {
        // given
        work(200 * MIB);
        quiet(IdleHeap.QUIET_LOOKS);

        // when: less than half of what was in use has gathered again
        used += 19 * MIB;
        quiet(100);

        // then
        assertThat(collections).isOne();
    }

    private void work(long garbage) {
        used += garbage;
        nanos += TimeUnit.SECONDS.toNanos(1);
        heap.look();
    }

    private void quiet(int looks) {
        for (int i = 0; i < looks; i++) {
            nanos += TimeUnit.MILLISECONDS.toNanos(10);
            heap.look();
        }
    }
}
