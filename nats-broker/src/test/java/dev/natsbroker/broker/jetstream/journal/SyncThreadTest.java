package dev.natsbroker.broker.jetstream.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.disk.Disk;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SyncThreadTest {
    @Test
    void shouldLetForcesGetBetweenWorks() throws Exception {
        List<String> order = new ArrayList<>();
        CountDownLatch ready = new CountDownLatch(1);
        try (SyncThread sync = new SyncThread("sync")) {
            sync.execute(() -> await(ready));
            sync.executeLater(() -> order.add("work 1"));
            sync.executeLater(() -> order.add("work 2"));
            sync.execute(() -> order.add("force 1"));
            sync.execute(() -> {
                order.add("force 2");
                sync.executeLater(() -> order.add("work 3"));
            });
            ready.countDown();
        }
        assertThat(order).containsExactly("force 1", "force 2", "work 1", "work 2", "work 3");
    }

    @Test
    void shouldWakeUpForEachTask() throws Exception {
        try (SyncThread sync = new SyncThread("sync")) {
            for (int i = 0; i < 2000; i++) {
                CountDownLatch done = new CountDownLatch(1);
                sync.execute(done::countDown);
                assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldCarryAJournalOnRealFiles(@TempDir Path store) throws Exception {
        Path journals = store.resolve("journal");
        List<Long> replayed = new ArrayList<>();
        ExecutorService laneThread = Executors.newSingleThreadExecutor();
        try (SyncThread sync = new SyncThread("sync")) {
            JournalRecovery recovery = new JournalRecovery(Disk.system(), journals);
            recovery.replay(asset -> null);
            recovery.finish(List.of(), 1);
            CountDownLatch durable = new CountDownLatch(1);
            long[] end = new long[1];
            RealLane lane = new RealLane(laneThread, position -> {
                if (position == end[0]) {
                    durable.countDown();
                }
            });
            laneThread.execute(() -> appendThousand(sync, journals, recovery.startPosition(), lane, end));
            assertThat(durable.await(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            laneThread.shutdown();
            assertThat(laneThread.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
        new JournalRecovery(Disk.system(), journals).replay(asset -> new Recorder(asset, replayed));
        assertThat(replayed).hasSize(1000).isSorted();
    }

    private static void appendThousand(SyncThread sync, Path journals, long start, RealLane lane, long[] end) {
        try {
            JournalOptions options =
                    new JournalOptions(1 << 20, 4096, 4096, 100, 2, SyncPolicy.ALWAYS, Duration.ofSeconds(1));
            Journal journal = Journal.open(
                    Disk.system(),
                    journals.resolve("lane-0"),
                    start,
                    options,
                    lane,
                    sync,
                    lane,
                    new RoomReserve(Disk.system(), journals.resolveSibling("reserve"), 4096));
            end[0] = start + 1000 * (BlockFormat.ENTRY_HEADER_BYTES + 8L);
            for (int i = 0; i < 1000; i++) {
                journal.append(1, (byte) 0, TestAsset.bytes(i, 8), 0, 8);
                if (i % 10 == 9) {
                    journal.commit();
                }
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private record RealLane(ExecutorService thread, LongConsumer onDurable) implements JournalLane, JournalListener {
        @Override
        public void execute(Runnable task) {
            thread.execute(task);
        }

        @Override
        public void schedule(Duration delay, Runnable task) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void durable(long position) {
            onDurable.accept(position);
        }

        @Override
        public void failed(JournalFailedException failure) {
            throw new AssertionError(failure);
        }
    }

    private record Recorder(long assetId, List<Long> replayed) implements JournaledAsset {
        @Override
        public boolean isDirty() {
            return false;
        }

        @Override
        public CheckpointWork checkpoint(long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void replay(byte type, byte[] bytes, int offset, int length, long position) {
            replayed.add(ByteBuffer.wrap(bytes).getLong(offset));
        }
    }
}
