package dev.natsbroker.broker.jetstream.journal;

import dev.natsbroker.broker.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the journals of all lanes after a crash or a stop. Use: {@link #replay}, then {@link #finish}, then {@link Journal#open} for
 * each lane from {@link #startPosition}. Owned by the thread that starts the server; nothing is changed on the disk before
 * {@code finish}, so that a crash in between only means to begin again.
 *
 * <p>Rules, per lane:
 *
 * <ul>
 *   <li>Entries up to the checkpoint's position are left out; those behind it are fed in order, each once.
 *   <li>Positions of blocks follow each other without a gap. A gap is <em>damage</em> as far as a later block tells that the device
 *       had everything there ("forced"): it is reported, and what follows is replayed. Beyond that a gap is the <em>torn tail</em>
 *       of a loss of power: nobody was told that it is durable, and everything from there on is cut, even whole blocks.
 *   <li>Hence what was damaged in the very last forces before a crash counts as torn, with what stands behind it: the report tells
 *       how much was cut.
 *   <li>A file that is none of ours, or of a newer version, ends the recovery with a {@link JournalFormatException}.
 * </ul>
 */
public final class JournalRecovery {
    private static final Pattern LANE = Pattern.compile("lane-(\\d{1,9})");

    /** Each start begins at a multiple of this, far beyond what a crash can have hidden: no position is used twice. */
    private static final long START_STEP = 1L << 40;

    /** With less left on the device, spare files are not worth their room. */
    private static final long LITTLE_ROOM = 16 << 20;

    private final Disk disk;
    private final Path directory;
    private final List<LaneRecovery> lanes = new ArrayList<>();
    private final List<Integer> laneNumbers = new ArrayList<>();
    private long entries;
    private long skippedEntries;
    private long startPosition = START_STEP;

    /** A recovery of the store's journals in {@code directory} ({@code <store>/journal}). */
    public JournalRecovery(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
    }

    /**
     * Feeds every entry behind the checkpoints to its asset.
     *
     * @param assets the asset of a number, or null if there is none (any more): its entries are skipped
     * @throws JournalFormatException if a file cannot be read by this version
     */
    public RecoveryReport replay(LongFunction<? extends @Nullable JournaledAsset> assets) throws IOException {
        List<Path> foreign = new ArrayList<>();
        for (Path path : disk.list(directory)) {
            Matcher lane = LANE.matcher(String.valueOf(path.getFileName()));
            if (lane.matches() && disk.isDirectory(path)) {
                lanes.add(new LaneRecovery(disk, path));
                laneNumbers.add(Integer.valueOf(lane.group(1)));
            } else {
                foreign.add(path);
            }
        }
        // All are looked at before the first entry is fed: a file that cannot be read leaves the assets as they are.
        long highest = 0;
        for (LaneRecovery lane : lanes) {
            lane.scan();
            highest = Math.max(highest, lane.highest());
        }
        startPosition = (highest / START_STEP + 1) * START_STEP;
        for (LaneRecovery lane : lanes) {
            lane.replay((asset, type, bytes, offset, length, position) -> {
                JournaledAsset target = assets.apply(asset);
                if (target == null) {
                    skippedEntries++;
                } else {
                    target.replay(type, bytes, offset, length, position);
                    entries++;
                }
            });
        }
        return report(foreign);
    }

    private RecoveryReport report(List<Path> foreign) {
        List<RecoveryReport.Damage> damages = new ArrayList<>();
        int torn = 0;
        long cut = 0;
        for (LaneRecovery lane : lanes) {
            damages.addAll(lane.damages());
            foreign.addAll(lane.foreignFiles());
            torn += lane.tornBlocks();
            cut += lane.cutBytes();
        }
        return new RecoveryReport(entries, skippedEntries, damages, torn, cut, foreign);
    }

    /** Where the journals begin now: higher than every position before. */
    public long startPosition() {
        return startPosition;
    }

    /**
     * Makes the replayed state durable and the old journals needless. Files of a lane with damage are kept under another name
     * ({@code .damaged}).
     *
     * @param assets all assets; the dirty ones are checkpointed here and now, on the calling thread
     * @param laneCount how many lanes there will be; files of others are deleted
     */
    public void finish(Iterable<? extends JournaledAsset> assets, int laneCount) throws IOException {
        if (disk.usableBytes(directory) < LITTLE_ROOM) {
            for (LaneRecovery lane : lanes) {
                lane.deleteSpares();
            }
        }
        for (LaneRecovery lane : lanes) {
            lane.force(); // no asset may ever be ahead of the journal, nor ahead of another asset
        }
        for (JournaledAsset asset : assets) {
            asset.secure();
            if (asset.isDirty()) {
                JournaledAsset.CheckpointWork work = asset.checkpoint(startPosition);
                work.write();
                work.done();
            }
        }
        for (int i = 0; i < lanes.size(); i++) {
            lanes.get(i).finish(startPosition, laneNumbers.get(i) < laneCount);
        }
    }
}
