package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.disk.Disk;
import dev.natsbroker.broker.disk.DiskFile;
import dev.natsbroker.broker.disk.DiskFullException;
import dev.natsbroker.broker.jetstream.journal.JournaledAsset.CheckpointWork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One checkpoint of a stream: captured on its lane, written on the sync thread, ended on the lane. The order of the writing:
 *
 * <ol>
 *   <li>force the segments that were written to;
 *   <li>write index files, consumers and the stream's description beside the old ones, force them, rename them, sync the directories;
 *   <li>the same with the {@link CheckpointFile}: from here on the new state counts;
 *   <li>remove what the new state does not name, overwrite erased messages, rewrite segments with many deleted messages as new files
 *       that the next checkpoint will name.
 * </ol>
 */
final class StoreCheckpoint implements CheckpointWork {
    /** A file that is replaced as a whole. */
    record NewFile(Path path, byte[] bytes) {}

    private final FileStreamStore store;
    private final StreamCore core;

    final Map<Segment, DiskFile> unforced = new LinkedHashMap<>();
    final List<Segment> indexed = new ArrayList<>();
    final List<NewFile> indexFiles = new ArrayList<>();
    final List<NewFile> consumerFiles = new ArrayList<>();

    @Nullable
    NewFile streamFile;

    @Nullable
    NewFile checkpointFile;

    final List<Path> obsolete = new ArrayList<>();
    final List<Path> obsoleteConsumers = new ArrayList<>();
    final Map<Segment, List<Integer>> erasures = new LinkedHashMap<>();
    List<MessageRemoval.Erasure> takenErasures = List.of();
    final List<Compaction> compactions = new ArrayList<>();
    List<Consumers.Entry> dirtyConsumers = List.of();
    List<String> deletedConsumers = List.of();

    @Nullable
    DiskFullException full;

    /** Why nothing can be written any more, or null. */
    @Nullable
    StoreFailedException failed;

    final List<String> troubles = new ArrayList<>();

    StoreCheckpoint(FileStreamStore store, StreamCore core) {
        this.store = store;
        this.core = core;
    }

    @Override
    public void write() throws IOException {
        if (store.isDeleted()) {
            return;
        }
        try {
            writeAll(core.context.disk());
        } catch (DiskFullException e) {
            throw e;
        } catch (IOException e) {
            if (!store.isDeleted()) {
                core.writer.fail(e);
                throw e;
            }
        }
    }

    private void writeAll(Disk disk) throws IOException {
        if (failed != null) {
            throw new IOException(failed.getMessage(), failed);
        }
        if (full != null) {
            throw full;
        }
        for (DiskFile file : unforced.values()) {
            file.force();
        }
        replaceAll(disk, indexFiles);
        replaceAll(disk, consumerFiles);
        boolean newSegments = !unforced.isEmpty() || !indexFiles.isEmpty();
        if (newSegments) {
            disk.syncDirectory(core.files.messages());
        }
        if (!consumerFiles.isEmpty()) {
            disk.syncDirectory(core.files.consumers());
        }
        if (streamFile != null) {
            FileFrame.replace(disk, streamFile.path(), streamFile.bytes());
        }
        if (checkpointFile != null) {
            FileFrame.replace(disk, checkpointFile.path(), checkpointFile.bytes());
        }
        disk.syncDirectory(core.files.directory());
        cleanUp(disk);
    }

    private static void replaceAll(Disk disk, List<NewFile> files) throws IOException {
        for (NewFile file : files) {
            FileFrame.replace(disk, file.path(), file.bytes());
        }
    }

    private void cleanUp(Disk disk) throws IOException {
        for (Path path : obsolete) {
            disk.delete(path);
        }
        for (Path path : obsoleteConsumers) {
            disk.delete(path);
        }
        if (!obsoleteConsumers.isEmpty()) {
            disk.syncDirectory(core.files.consumers());
        }
        for (Map.Entry<Segment, List<Integer>> erasure : erasures.entrySet()) {
            Segment segment = erasure.getKey();
            MessageRemoval.overwrite(disk, core.files.segment(segment.first, segment.generation), erasure.getValue());
        }
        for (Compaction compaction : compactions) {
            compaction.run();
        }
    }

    @Override
    public void done() {
        store.checkpointDone(this);
    }

    @Override
    public void abandoned() {
        store.checkpointAbandoned(this);
    }
}
