package dev.natsbroker.broker.jetstream.journal;

import dev.natsbroker.broker.disk.PowerCutError;
import dev.natsbroker.broker.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * One random history: lanes append, commit, checkpoint and fail, the sync thread gets on or not, the power is lost somewhere; then
 * the store is recovered with another number of lanes, and compared with a model.
 *
 * <p>What must hold of each lane: what survives is a prefix of what was appended, no shorter than what was confirmed.
 */
final class JournalSimulation {
    private static final int ASSETS = 4;

    private record Appended(long asset, long number, long position) {}

    private static final class LaneState {
        final TestLane lane = new TestLane();
        final List<Appended> appended = new ArrayList<>();
        Journal journal;
        long start;
        long confirmed;
    }

    private final Random random;
    private final boolean always;
    private final JournalOptions options;
    private SimulatedDisk disk;
    private SteppedSync sync = new SteppedSync();
    private List<LaneState> lanes = new ArrayList<>();
    private Map<Long, TestAsset> assets = new TreeMap<>();
    /** What each asset held when the lanes were opened. */
    private final Map<Long, List<Long>> base = new TreeMap<>();

    private long next;
    private long highest;

    JournalSimulation(long seed) throws IOException {
        random = new Random(seed);
        always = random.nextInt(4) != 0;
        int fileBytes = 4096 << random.nextInt(3);
        options = new JournalOptions(
                fileBytes,
                1024 << random.nextInt(2),
                512 << random.nextInt(4),
                2 + random.nextInt(4),
                random.nextInt(3),
                always ? SyncPolicy.ALWAYS : SyncPolicy.every(Duration.ofMillis(100)),
                Duration.ofSeconds(1));
        disk = new SimulatedDisk(random.nextLong());
        disk.offerUncached(seed % 2 == 0);
        disk.createDirectories(JournalRig.STORE);
        disk.syncDirectory(JournalRig.STORE.getParent());
        for (long id = 0; id < ASSETS; id++) {
            base.put(id, List.of());
        }
    }

    void run() throws IOException {
        for (int round = 0; round < 4; round++) {
            start();
            boolean closed = false;
            try {
                if (random.nextBoolean()) {
                    disk.cutPowerAfter(random.nextInt(120));
                }
                work();
                closed = random.nextInt(4) == 0 && close();
            } catch (PowerCutError e) {
                // The process is gone; what it was told before stays told.
            }
            noteConfirmed();
            disk.capacity(Long.MAX_VALUE);
            disk = disk.crash();
            check(closed);
        }
    }

    /** Recovers, perhaps losing the power in the middle of that, and opens the lanes. */
    private void start() throws IOException {
        while (true) {
            boolean cut = random.nextInt(3) == 0;
            if (cut) {
                disk.cutPowerAfter(random.nextInt(30));
            }
            try {
                open();
                disk.cutPowerAfter(Long.MAX_VALUE / 2);
                return;
            } catch (PowerCutError e) {
                disk = disk.crash();
            }
        }
    }

    private void open() throws IOException {
        JournalRecovery recovery = recover();
        checkSurvivors();
        if (recovery.startPosition() <= highest) {
            throw new AssertionError("Starts at " + recovery.startPosition() + " after " + highest);
        }
        int count = 1 + random.nextInt(3);
        recovery.finish(assets.values(), count);
        sync = new SteppedSync();
        RoomReserve reserve = new RoomReserve(disk, JournalRig.STORE.resolve("reserve"), options.reserveBytes());
        reserve.giveUp();
        reserve.restore();
        List<LaneState> opened = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            LaneState state = new LaneState();
            state.journal = Journal.open(
                    disk,
                    lane(i),
                    recovery.startPosition(),
                    new Journal.Setup(options, state.lane, sync, state.lane, reserve, random::nextLong));
            state.start = recovery.startPosition();
            state.confirmed = state.start;
            opened.add(state);
        }
        lanes = opened;
        for (TestAsset asset : assets.values()) {
            asset.dirty = false;
            base.put(asset.assetId(), List.copyOf(asset.numbers));
            laneOf(asset.assetId()).journal.register(asset);
        }
    }

    private static Path lane(int number) {
        return JournalRig.JOURNALS.resolve("lane-" + number);
    }

    private LaneState laneOf(long asset) {
        return lanes.get((int) asset % lanes.size());
    }

    private JournalRecovery recover() throws IOException {
        assets = new TreeMap<>();
        for (long id = 0; id < ASSETS; id++) {
            assets.put(id, new TestAsset(disk, JournalRig.STORE, id));
        }
        JournalRecovery recovery = new JournalRecovery(disk, JournalRig.JOURNALS);
        RecoveryReport report = recovery.replay(assets::get);
        if (!report.damages().isEmpty()
                || report.skippedEntries() > 0
                || !report.foreignFiles().isEmpty()) {
            throw new AssertionError(report.toString());
        }
        return recovery;
    }

    private void work() throws IOException {
        int steps = random.nextInt(300);
        if (random.nextInt(5) == 0) {
            disk.failForce(1 + random.nextInt(40));
        }
        for (int step = 0; step < steps; step++) {
            step();
        }
    }

    private void step() {
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3, 4 -> append();
            case 5, 6 -> any().journal.commit();
            case 7, 8 -> sync.runAny(random);
            case 9, 10 -> any().lane.run();
            default -> rare();
        }
    }

    private void rare() {
        switch (random.nextInt(8)) {
            case 0 -> any().journal.checkpoint();
            case 1 -> disk.capacity(disk.usedBytes() + random.nextInt(3000));
            case 2, 3 -> disk.capacity(Long.MAX_VALUE);
            case 4, 5 -> any().lane.fireTimers();
            default -> {
                while (sync.run()) {}
            }
        }
    }

    private LaneState any() {
        return lanes.get(random.nextInt(lanes.size()));
    }

    private void append() {
        TestAsset asset = assets.get((long) random.nextInt(ASSETS));
        LaneState state = laneOf(asset.assetId());
        int length = random.nextInt(20) == 0 ? random.nextInt(2 * options.fileBytes()) : random.nextInt(300);
        // Noted before: what is under way when the power is cut may survive.
        long position =
                state.journal.position() + BlockFormat.ENTRY_HEADER_BYTES + TestAsset.bytes(next, length).length;
        Appended entry = new Appended(asset.assetId(), next, position);
        state.appended.add(entry);
        try {
            asset.append(state.journal, next++, length);
        } catch (JournalFailedException e) {
            state.appended.remove(entry);
            if (state.lane.failure == null) {
                throw new AssertionError("Failed without a word", e);
            }
        }
    }

    /** Closes all lanes; true if everything went well. */
    private boolean close() {
        disk.capacity(Long.MAX_VALUE);
        Set<LaneState> open = new HashSet<>(lanes);
        for (LaneState state : lanes) {
            state.journal.close(() -> open.remove(state));
        }
        boolean busy = true;
        while (busy) {
            busy = sync.run();
            for (LaneState state : lanes) {
                busy |= state.lane.run();
            }
        }
        if (!open.isEmpty()) {
            throw new AssertionError(open.size() + " lanes do not close");
        }
        return lanes.stream().allMatch(state -> state.lane.failure == null);
    }

    private void noteConfirmed() {
        for (LaneState state : lanes) {
            state.confirmed = always ? state.journal.durablePosition() : state.journal.forcedPosition();
            highest = Math.max(highest, state.journal.position());
        }
    }

    private void check(boolean closed) throws IOException {
        recover();
        checkSurvivors();
        if (closed && assets.values().stream().anyMatch(asset -> asset.replayed > 0)) {
            throw new AssertionError("Replayed after a clean close");
        }
    }

    private void checkSurvivors() {
        Map<Long, List<Long>> expected = new TreeMap<>();
        base.forEach((asset, numbers) -> expected.put(asset, new ArrayList<>(numbers)));
        Set<Long> surviving = new HashSet<>();
        assets.values().forEach(asset -> surviving.addAll(asset.numbers));
        for (LaneState state : lanes) {
            long survived = state.start;
            for (Appended entry : state.appended) {
                survived = surviving.contains(entry.number) ? entry.position : survived;
            }
            if (survived < state.confirmed) {
                throw new AssertionError("Confirmed up to " + state.confirmed + ", survived up to " + survived);
            }
            for (Appended entry : state.appended) {
                if (entry.position <= survived) {
                    expected.get(entry.asset).add(entry.number);
                }
            }
        }
        assets.forEach((id, asset) -> {
            if (!asset.numbers.equals(expected.get(id))) {
                throw new AssertionError("Asset " + id + " holds " + asset.numbers + ", not " + expected.get(id));
            }
        });
    }
}
