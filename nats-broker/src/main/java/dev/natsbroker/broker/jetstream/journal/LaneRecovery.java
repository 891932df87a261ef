package dev.natsbroker.broker.jetstream.journal;

import dev.natsbroker.broker.disk.Disk;
import dev.natsbroker.broker.disk.DiskFile;
import dev.natsbroker.broker.jetstream.journal.BlockReader.Block;
import dev.natsbroker.broker.jetstream.journal.RecoveryReport.Damage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads one lane's directory; see {@link JournalRecovery} for the rules. Owned by the recovering thread. */
final class LaneRecovery {
    private final Disk disk;
    private final Path directory;
    private final List<Path> files = new ArrayList<>();
    private final List<Path> foreignFiles = new ArrayList<>();
    private final List<Damage> damages = new ArrayList<>();
    private final List<Block> blocks = new ArrayList<>();
    private long highest;
    private long cutBytes;
    private int tornBlocks;

    LaneRecovery(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
    }

    List<Damage> damages() {
        return damages;
    }

    List<Path> foreignFiles() {
        return foreignFiles;
    }

    long cutBytes() {
        return cutBytes;
    }

    int tornBlocks() {
        return tornBlocks;
    }

    /** Makes durable what was read: after a kill it may stand in the page cache only. */
    void force() throws IOException {
        for (Path path : files) {
            try (DiskFile file = disk.openExisting(path)) {
                file.force();
            }
        }
        if (!files.isEmpty()) {
            disk.syncDirectory(directory);
        }
    }

    /** No position or generation of this lane is higher. */
    long highest() {
        return highest;
    }

    /** Finds the blocks to replay. */
    void scan() throws IOException {
        long checkpoint = CheckpointMarker.read(disk, directory);
        for (Path path : disk.list(directory)) {
            scanName(path);
        }
        blocks.sort(Comparator.comparingLong(Block::position));
        for (Block block : blocks) {
            highest = Math.max(highest, block.end());
        }
        if (checkpoint >= 0) {
            highest = Math.max(highest, checkpoint);
            long from = checkpoint;
            blocks.removeIf(block -> block.end() <= from);
        } else if (checkpoint == CheckpointMarker.DAMAGED || !files.isEmpty()) {
            checkpoint = blocks.isEmpty() ? highest : blocks.get(0).position();
            damages.add(new Damage(
                    directory,
                    checkpoint,
                    checkpoint,
                    "The checkpoint marker in " + directory
                            + " is missing or damaged: everything in the journal is replayed"));
        }
        if (checkpoint >= 0) {
            keepWhatFollows(checkpoint);
        }
    }

    private void scanName(Path path) throws IOException {
        String name = String.valueOf(path.getFileName());
        FileId id = FileId.parse(path);
        if (id != null) {
            highest = Math.max(highest, id.generation());
        }
        if (id != null && name.endsWith(BlockFormat.IN_USE)) {
            files.add(path);
            try (BlockReader reader = new BlockReader(disk, path, id)) {
                blocks.addAll(reader.scan());
                tornBlocks += reader.incomplete();
            }
        } else if (!isOurs(name, id)) {
            foreignFiles.add(path);
        }
    }

    private static boolean isOurs(String name, @Nullable FileId id) {
        return name.equals(CheckpointMarker.NAME)
                || name.equals(CheckpointMarker.NAME + ".new")
                || id != null && (name.endsWith(BlockFormat.SPARE) || name.endsWith(BlockFormat.DAMAGED));
    }

    /** Goes along the positions and decides what a gap means. */
    private void keepWhatFollows(long checkpoint) throws IOException {
        long forced = checkpoint;
        for (Block block : blocks) {
            forced = Math.max(forced, block.forced());
        }
        long expected = checkpoint;
        int kept = 0;
        for (Block block : blocks) {
            if (block.position() < expected) {
                throw new JournalFormatException("The block at " + block.offset() + " of " + block.path()
                        + " overlaps the one before it: files of different journals lie in " + directory
                        + ". They were left untouched");
            }
            if (block.position() > expected) {
                lost(expected, Math.min(forced, block.position()), block);
                if (block.position() > forced) {
                    break;
                }
            }
            expected = block.end();
            kept++;
        }
        List<Block> cut = blocks.subList(kept, blocks.size());
        for (Block block : cut) {
            cutBytes += block.length();
        }
        cut.clear();
    }

    private void lost(long from, long to, Block next) {
        if (to > from) {
            damages.add(new Damage(
                    directory,
                    from,
                    to,
                    "The journal in " + directory + " is damaged: " + (to - from) + " bytes of entries before offset "
                            + next.offset() + " of " + next.path().getFileName() + " are lost (positions " + from
                            + " to " + to + ")"));
        }
    }

    /** Feeds what was found, in order. */
    void replay(BlockReader.EntryTarget target) throws IOException {
        int next = 0;
        while (next < blocks.size()) {
            Block first = blocks.get(next);
            try (BlockReader reader = new BlockReader(disk, first.path(), first.file())) {
                while (next < blocks.size() && blocks.get(next).file().equals(first.file())) {
                    reader.feed(blocks.get(next++), target);
                }
            }
        }
    }

    void deleteSpares() throws IOException {
        for (Path path : disk.list(directory)) {
            if (FileId.parse(path) != null && path.toString().endsWith(BlockFormat.SPARE)) {
                disk.delete(path);
            }
        }
    }

    /** Everything before {@code position} is needed no more. */
    void finish(long position, boolean laneGoesOn) throws IOException {
        CheckpointMarker.write(disk, directory, position);
        for (Path file : files) {
            FileId id = Objects.requireNonNull(FileId.parse(file));
            if (!damages.isEmpty()) {
                disk.move(file, file.resolveSibling(id.name(BlockFormat.DAMAGED)));
            } else if (laneGoesOn) {
                disk.move(file, file.resolveSibling(id.name(BlockFormat.SPARE)));
            } else {
                disk.delete(file);
            }
        }
        disk.syncDirectory(directory);
    }
}
