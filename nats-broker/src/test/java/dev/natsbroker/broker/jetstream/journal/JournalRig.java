package dev.natsbroker.broker.jetstream.journal;

import dev.natsbroker.broker.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A store with one lane, some assets and a simulated disk; every step of the sync thread is made by hand. */
final class JournalRig {
    static final Path STORE = Path.of("/store").toAbsolutePath();
    static final Path JOURNALS = STORE.resolve("journal");
    static final Path LANE = JOURNALS.resolve("lane-0");
    static final JournalOptions SMALL =
            new JournalOptions(8192, 1024, 1024, 4, 2, SyncPolicy.ALWAYS, Duration.ofSeconds(1));

    SimulatedDisk disk;
    JournalOptions options = SMALL;
    SteppedSync sync = new SteppedSync();
    TestLane lane = new TestLane();
    Map<Long, TestAsset> assets = new TreeMap<>();
    private final Random salts;
    RecoveryReport report;
    JournalRecovery recovery;
    Journal journal;
    RoomReserve reserve;
    long next;

    JournalRig(long seed) throws IOException {
        this(seed, SMALL);
    }

    JournalRig(long seed, JournalOptions options) throws IOException {
        this.options = options;
        salts = new Random(seed);
        disk = new SimulatedDisk(seed);
        disk.createDirectories(STORE);
        disk.syncDirectory(STORE.getParent());
        start();
    }

    /** Recovers and opens. */
    void start() throws IOException {
        recover();
        open();
    }

    void recover() throws IOException {
        assets = new TreeMap<>();
        for (long id = 1; id <= 3; id++) {
            assets.put(id, new TestAsset(disk, STORE, id));
        }
        recovery = new JournalRecovery(disk, JOURNALS);
        report = recovery.replay(assets::get);
    }

    void open() throws IOException {
        recovery.finish(assets.values(), 1);
        assets.values().forEach(asset -> asset.dirty = false);
        sync = new SteppedSync();
        lane = new TestLane();
        reserve = new RoomReserve(disk, STORE.resolve("reserve"), 2048);
        reserve.restore();
        journal = openLane(LANE, lane);
        assets.values().forEach(journal::register);
    }

    Journal openLane(Path directory, TestLane owner) throws IOException {
        return Journal.open(
                disk,
                directory,
                recovery.startPosition(),
                new Journal.Setup(options, owner, sync, owner, reserve, salts::nextLong));
    }

    /** Appends the next number to an asset. */
    long append(long asset, int length) {
        return assets.get(asset).append(journal, next++, length);
    }

    /** Appends, commits and lets the device have it. */
    long appendDurably(long asset, int length) {
        long position = append(asset, length);
        journal.commit();
        settle();
        return position;
    }

    /** Runs everything that waits. */
    void settle() {
        while (sync.run() | lane.run()) {}
    }

    /** Loses the power, and recovers without opening. */
    void crashAndRecover() throws IOException {
        disk = disk.crash();
        recover();
    }

    List<Long> numbers(long asset) {
        return assets.get(asset).numbers;
    }

    /** The files in use, oldest first. */
    List<Path> files(String suffix) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path path : disk.list(LANE)) {
            if (path.toString().endsWith(suffix)) {
                found.add(path);
            }
        }
        return found;
    }
}
