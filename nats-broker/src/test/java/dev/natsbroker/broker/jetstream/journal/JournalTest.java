package dev.natsbroker.broker.jetstream.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalTest {
    private static void commitAndSettle(JournalRig rig) {
        rig.journal.commit();
        rig.settle();
    }

    @Test
    void shouldTellThatEntriesAreDurableOnlyWhenTheyWereForced() throws IOException {
        JournalRig rig = new JournalRig(1);
        long end = rig.append(1, 100);
        rig.journal.commit();

        assertThat(rig.lane.durables).isEmpty();
        assertThat(rig.journal.position()).isEqualTo(end);
        rig.sync.runForces();
        rig.lane.run();

        assertThat(rig.lane.durables).containsExactly(end);
        assertThat(rig.journal.durablePosition()).isEqualTo(end);
    }

    @Test
    void shouldGatherWhileAForceRuns() throws IOException {
        JournalRig rig = new JournalRig(1);
        long first = rig.append(1, 100);
        rig.journal.commit();
        long last = 0;
        for (int i = 0; i < 5; i++) {
            last = rig.append(2, 50);
            rig.journal.commit();
        }
        assertThat(rig.sync.forces).hasSize(1);
        commitAndSettle(rig);

        assertThat(rig.lane.durables).containsExactly(first, last);
    }

    @Test
    void shouldWriteButNotForceAtOnceWhatNobodyWaitsFor() throws IOException {
        JournalRig rig = new JournalRig(1);
        long before = rig.disk.operations();
        rig.append(1, 100);
        rig.journal.commit(false);

        assertThat(rig.disk.operations()).isGreaterThan(before);
        assertThat(rig.sync.forces).isEmpty();
    }

    @Test
    void shouldWriteABatchWithOneCallOnTheSyncThread() throws IOException {
        JournalRig rig = new JournalRig(1);
        rig.appendDurably(1, 10);
        long before = rig.disk.operations();
        for (int i = 0; i < 10; i++) {
            rig.append(1, 20);
        }
        rig.journal.commit();
        assertThat(rig.disk.operations()).isEqualTo(before);
        rig.sync.runForces();

        assertThat(rig.disk.operations()).isEqualTo(before + 2); // with the force
    }

    @Test
    void shouldWriteAllThatGathersWhileAForceRunsWithTheNext() throws IOException {
        JournalRig rig = new JournalRig(1);
        rig.appendDurably(1, 10);
        rig.append(1, 10);
        rig.journal.commit();
        for (int i = 0; i < 20; i++) {
            rig.append(2, 400);
            rig.journal.commit();
        }
        rig.sync.runForces();
        rig.lane.run();
        long position = rig.journal.position();
        assertThat(rig.journal.durablePosition()).isLessThan(position);
        rig.sync.runForces();
        rig.lane.run();

        assertThat(rig.journal.durablePosition()).isEqualTo(position);
        rig.crashAndRecover();
        assertThat(rig.numbers(2)).hasSize(20);
    }

    @Test
    void shouldBeOverloadedWhenTheDeviceDoesNotKeepUp() throws IOException {
        JournalRig rig = new JournalRig(1, JournalOptions.DEFAULTS);
        while (!rig.journal.isOverloaded()) {
            rig.append(1, 1 << 20);
            rig.journal.commit();
        }
        assertThat(rig.journal.position() - rig.journal.durablePosition()).isBetween(32L << 20, 34L << 20);
        rig.settle();

        assertThat(rig.journal.isOverloaded()).isFalse();
    }

    @Test
    void shouldWriteWholePagesWhereThePageCacheIsPassedBy() throws IOException {
        JournalRig rig = new JournalRig(1, JournalOptions.DEFAULTS);
        rig.disk.offerUncached(true);
        for (int i = 0; i < 60; i++) {
            rig.append(1 + i % 3, i * 100);
            rig.journal.commit(i % 5 != 0);
            if (i % 7 == 0) {
                rig.settle();
            }
        }
        rig.settle();
        rig.crashAndRecover();

        assertThat(rig.numbers(1)).hasSize(20);
        assertThat(rig.report.entries()).isEqualTo(60);
        assertThat(rig.report.damages()).isEmpty();
    }

    @Test
    void shouldCountWrittenAsDurableWithASyncInterval() throws IOException {
        JournalRig rig = new JournalRig(1, JournalRig.SMALL.withSyncPolicy(SyncPolicy.every(Duration.ofMinutes(2))));
        long end = rig.append(1, 100);
        rig.journal.commit();

        assertThat(rig.lane.durables).containsExactly(end);
        assertThat(rig.sync.forces).isEmpty();
        assertThat(rig.journal.forcedPosition()).isLessThan(end);
        rig.lane.fireTimers();
        rig.settle();

        assertThat(rig.journal.forcedPosition()).isEqualTo(end);
    }

    @Test
    void shouldReplayInOrder() throws IOException {
        JournalRig rig = new JournalRig(1);
        for (int i = 0; i < 12; i++) {
            rig.append(1 + i % 3, i * 20);
            if (i % 4 == 3) {
                commitAndSettle(rig);
            }
        }
        rig.crashAndRecover();

        assertThat(rig.numbers(1)).containsExactly(0L, 3L, 6L, 9L);
        assertThat(rig.numbers(2)).containsExactly(1L, 4L, 7L, 10L);
        assertThat(rig.report.entries()).isEqualTo(12);
        assertThat(rig.report.damages()).isEmpty();
    }

    @Test
    void shouldTakeEntriesLargerThanABlockAndThanAFile() throws IOException {
        JournalRig rig = new JournalRig(1);
        rig.append(1, 10);
        rig.append(1, 5000);
        rig.append(2, 100_000);
        rig.append(1, 20);
        commitAndSettle(rig);
        rig.crashAndRecover();

        assertThat(rig.numbers(1)).containsExactly(0L, 1L, 3L);
        assertThat(rig.numbers(2)).containsExactly(2L);
        assertThatThrownBy(() -> new JournalRig(1).append(1, 66 << 20)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldCheckpointWhenAFileIsFullAndReuseIt() throws IOException {
        JournalRig rig = new JournalRig(1);
        for (int i = 0; i < 200; i++) {
            rig.appendDurably(1 + i % 3, 300);
        }
        assertThat(rig.files(".journal")).hasSizeLessThanOrEqualTo(2);
        assertThat(rig.files(".spare")).hasSizeLessThanOrEqualTo(2);
        assertThat(rig.disk.usedBytes()).isLessThan(5 * 8192);
        rig.crashAndRecover();

        assertThat(rig.numbers(1)).hasSize(67);
        assertThat(rig.report.entries()).isLessThan(30);
    }

    @Test
    void shouldLetForcesGetBetweenTheWorksOfACheckpoint() throws IOException {
        JournalRig rig = new JournalRig(1);
        rig.appendDurably(1, 10);
        rig.appendDurably(2, 10);
        rig.journal.checkpoint();
        rig.sync.runForces();
        rig.lane.run();
        rig.sync.run();
        long end = rig.append(3, 10);
        rig.journal.commit();
        rig.sync.run();
        rig.lane.run();

        assertThat(rig.journal.durablePosition()).isEqualTo(end);
        assertThat(rig.sync.works).isNotEmpty();
    }

    @Test
    void shouldBeOverloadedWhenCheckpointsDoNotKeepUp() throws IOException {
        JournalRig rig = new JournalRig(1);
        while (!rig.journal.isOverloaded()) {
            rig.append(1, 500);
            rig.journal.commit();
            rig.sync.runForces();
            rig.lane.run();
        }
        assertThat(rig.files(".journal")).hasSize(5);
        rig.append(1, 500);
        commitAndSettle(rig);

        assertThat(rig.journal.isOverloaded()).isFalse();
    }

    @Test
    void shouldFailLoudlyWhenAForceFailsAndNeverBelieveASecondOne() throws IOException {
        JournalRig rig = new JournalRig(1);
        long before = rig.appendDurably(1, 10);
        rig.disk.failForce(1);
        rig.append(1, 10);
        commitAndSettle(rig);

        assertThat(rig.lane.failure).hasMessageContaining("force").hasMessageContaining("lane-0");
        assertThat(rig.journal.durablePosition()).isEqualTo(before);
        assertThatThrownBy(() -> rig.append(1, 10)).isInstanceOf(JournalFailedException.class);
        commitAndSettle(rig);
        assertThat(rig.journal.durablePosition()).isEqualTo(before);
        rig.crashAndRecover();
        assertThat(rig.numbers(1)).containsExactly(0L);
    }

    @Test
    void shouldFailLoudlyWhenAWriteFails() throws IOException {
        JournalRig rig = new JournalRig(1);
        rig.appendDurably(1, 10);
        rig.disk.failWrites(path -> path.toString().endsWith(".journal"));
        rig.append(1, 10);
        commitAndSettle(rig);

        assertThat(rig.lane.failure).hasMessageContaining("write");
        assertThat(rig.journal.hasFailed()).isTrue();
    }

    @Test
    void shouldWaitForRoomOnAFullDisk() throws IOException {
        JournalRig rig = new JournalRig(1);
        long before = rig.appendDurably(1, 10);
        rig.disk.capacity(rig.disk.usedBytes());
        long end = before;
        while (!rig.journal.isOverloaded()) {
            end = rig.append(1, 400);
            commitAndSettle(rig);
        }
        long confirmed = rig.journal.durablePosition();
        end = rig.append(2, 100);
        commitAndSettle(rig);
        assertThat(rig.lane.failure).isNull();
        rig.disk.capacity(Long.MAX_VALUE);
        rig.lane.fireTimers();
        rig.settle();

        assertThat(confirmed).isLessThan(end);
        assertThat(rig.journal.durablePosition()).isEqualTo(end);
        assertThat(rig.journal.isOverloaded()).isFalse();
    }

    @Test
    void shouldTryOnceARetryDelayWhatTheSyncThreadFoundNoRoomFor() throws IOException {
        JournalRig rig = new JournalRig(1);
        rig.appendDurably(1, 10);
        rig.disk.capacity(rig.disk.usedBytes());
        int forces = 0;
        for (int i = 0; i < 100; i++) {
            rig.append(1, 400);
            rig.journal.commit();
            while (rig.sync.run() | rig.lane.run()) {
                rig.journal.commit(true); // as at the end of each batch of the lane
                forces++;
            }
        }
        assertThat(forces).as("rounds").isLessThan(300);
        assertThat(rig.journal.isFull()).isTrue();
        assertThat(rig.lane.failure).isNull();
        rig.disk.capacity(Long.MAX_VALUE);
        rig.lane.fireTimers();
        rig.settle();

        assertThat(rig.journal.durablePosition()).isEqualTo(rig.journal.position());
        rig.crashAndRecover();
        assertThat(rig.numbers(1)).hasSize(101);
    }

    @Test
    void shouldTellWhatIsDurableBeforeABlockThatFoundNoRoom() throws IOException {
        JournalRig rig = new JournalRig(1, JournalOptions.DEFAULTS);
        rig.append(1, 1 << 20);
        long first = rig.append(1, 1 << 20);
        rig.append(1, 1 << 20);
        rig.disk.capacity(rig.disk.usedBytes() + (7 << 19));
        rig.journal.commit();
        rig.settle();

        assertThat(rig.journal.durablePosition()).isEqualTo(first);
        rig.disk.capacity(Long.MAX_VALUE);
        rig.lane.fireTimers();
        rig.settle();
        assertThat(rig.journal.durablePosition()).isEqualTo(rig.journal.position());
    }

    @Test
    void shouldGatherInMemoryWhatDoesNotFitIntoTheBufferOfAFullDisk() throws IOException {
        JournalRig rig = new JournalRig(1);
        rig.appendDurably(1, 10);
        rig.disk.capacity(0);
        long end = 0;
        for (int i = 0; i < 100; i++) {
            end = rig.append(1, 400);
            commitAndSettle(rig);
        }
        end = Math.max(end, rig.append(2, 20_000));
        boolean full = rig.journal.isFull();
        long confirmed = rig.journal.durablePosition();
        rig.disk.capacity(Long.MAX_VALUE);
        rig.lane.fireTimers();
        rig.settle();

        assertThat(full).isTrue();
        assertThat(confirmed).isLessThan(end);
        assertThat(rig.lane.failure).isNull();
        assertThat(rig.journal.durablePosition()).isEqualTo(end);
        List<Long> first = List.copyOf(rig.numbers(1));
        List<Long> second = List.copyOf(rig.numbers(2));
        rig.crashAndRecover();
        assertThat(rig.numbers(1)).isEqualTo(first);
        assertThat(rig.numbers(2)).isEqualTo(second);
    }

    @Test
    void shouldTryACheckpointAgainThatFoundNoRoom() throws IOException {
        JournalRig rig = new JournalRig(1);
        rig.appendDurably(1, 10);
        rig.disk.capacity(0);
        rig.journal.checkpoint();
        rig.settle();
        assertThat(rig.assets.get(1L).isDirty()).isTrue();
        assertThat(rig.lane.failure).isNull();
        rig.disk.capacity(Long.MAX_VALUE);
        rig.lane.fireTimers();
        rig.settle();
        rig.crashAndRecover();

        assertThat(rig.report.entries()).isZero();
        assertThat(rig.numbers(1)).containsExactly(0L);
    }

    @Test
    void shouldNotMindTheFailingWorkOfADeletedAsset() throws IOException {
        JournalRig rig = new JournalRig(1);
        rig.appendDurably(1, 10);
        rig.appendDurably(2, 10);
        rig.disk.failWrites(path -> path.toString().contains("asset-1"));
        rig.journal.checkpoint();
        rig.journal.unregister(rig.assets.get(1L));
        rig.settle();

        assertThat(rig.lane.failure).isNull();
        rig.crashAndRecover();
        assertThat(rig.report.entries()).isZero();
        assertThat(rig.numbers(2)).containsExactly(1L);
    }

    @Test
    void shouldFailLoudlyWhenTheWorkOfACheckpointFails() throws IOException {
        JournalRig rig = new JournalRig(1);
        rig.appendDurably(1, 10);
        rig.disk.failWrites(path -> path.toString().contains("asset-1"));
        rig.journal.checkpoint();
        rig.settle();

        assertThat(rig.lane.failure).hasMessageContaining("checkpoint");
        rig.crashAndRecover();
        assertThat(rig.numbers(1)).containsExactly(0L);
    }

    @Test
    void shouldCloseThoughTheLastForceFails() throws IOException {
        JournalRig rig = new JournalRig(1);
        rig.append(1, 10);
        rig.disk.failForce(1);
        boolean[] closed = new boolean[1];
        rig.journal.close(() -> closed[0] = true);
        rig.settle();

        assertThat(closed[0]).isTrue();
        assertThat(rig.lane.failure).isNotNull();
    }

    @Test
    void shouldFailAndCloseWhenACheckpointCannotBeCaptured() throws IOException {
        JournalRig rig = new JournalRig(1);
        rig.appendDurably(1, 10);
        rig.assets.get(1L).broken = new IllegalStateException("for the test");
        boolean[] closed = new boolean[1];
        rig.journal.close(() -> closed[0] = true);
        rig.settle();

        assertThat(closed[0]).isTrue();
        assertThat(rig.lane.failure).hasMessageContaining("capture").hasCauseInstanceOf(IllegalStateException.class);
        rig.crashAndRecover();
        assertThat(rig.numbers(1)).containsExactly(0L);
    }

    @Test
    void shouldLeaveNothingToReplayAfterAClose() throws IOException {
        JournalRig rig = new JournalRig(1);
        rig.append(1, 10);
        boolean[] closed = new boolean[1];
        rig.journal.close(() -> closed[0] = true);
        rig.settle();

        assertThat(closed[0]).isTrue();
        assertThat(rig.files(".journal")).isEmpty();
        rig.recover();
        assertThat(rig.report.entries()).isZero();
        assertThat(rig.numbers(1)).containsExactly(0L);
    }

    @Test
    void shouldRefuseToOpenWhatWasNotRecovered() throws IOException {
        JournalRig rig = new JournalRig(1);
        rig.appendDurably(1, 10);

        assertThatThrownBy(() -> rig.openLane(JournalRig.LANE, rig.lane))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has not been recovered");
    }

    @Test
    void shouldNeverUseAPositionTwice() throws IOException {
        JournalRig rig = new JournalRig(1);
        long last = 0;
        for (int i = 0; i < 5; i++) {
            long position = rig.append(1, 10);
            assertThat(position).isGreaterThan(last);
            last = position;
            rig.disk = rig.disk.crash();
            rig.start();
        }
    }

    @Test
    void shouldStartWithoutWritingAWholeFile() throws IOException {
        JournalRig rig = new JournalRig(1, JournalOptions.DEFAULTS);
        rig.append(1, 10);
        rig.journal.commit();
        assertThat(rig.disk.usedBytes()).isLessThan(4096);
        rig.settle();

        assertThat(rig.disk.usedBytes()).isBetween(4L << 20, 6L << 20);
    }

    @Test
    void shouldForceNamesOfItsDirectories() throws IOException {
        for (long seed = 0; seed < 20; seed++) {
            JournalRig rig = new JournalRig(seed);
            rig.disk = rig.disk.crash();

            assertThat(rig.disk.exists(JournalRig.LANE.resolve(Path.of("checkpoint"))))
                    .isTrue();
        }
    }
}
