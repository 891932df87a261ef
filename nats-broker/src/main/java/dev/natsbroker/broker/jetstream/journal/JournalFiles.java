package dev.natsbroker.broker.jetstream.journal;

import dev.natsbroker.broker.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The files of a lane's journal: those in use, the last of which is written, and the spares. Owned by the lane. */
final class JournalFiles {
    private final Disk disk;
    private final Path directory;
    private final JournalOptions options;
    private final LongSupplier salts;
    /** With an interval what is written counts, and the page cache takes it without waiting. */
    private final boolean through;

    private final Deque<JournalFile> inUse = new ArrayDeque<>();
    private final Deque<JournalFile> spares = new ArrayDeque<>();
    private long nextGeneration;

    JournalFiles(Disk disk, Path directory, JournalOptions options, LongSupplier salts, long firstGeneration) {
        this.disk = disk;
        this.directory = directory;
        this.options = options;
        this.salts = salts;
        this.through = options.syncPolicy().isAlways();
        this.nextGeneration = firstGeneration;
    }

    /** Takes over the spares in the directory. */
    void open() throws IOException {
        for (Path path : disk.list(directory)) {
            String name = String.valueOf(path.getFileName());
            FileId id = FileId.parse(path);
            if (id == null) {
                continue;
            }
            if (name.endsWith(BlockFormat.IN_USE)) {
                throw new IllegalStateException(
                        "The journal in " + directory + " has not been recovered: it holds " + name);
            }
            if (name.endsWith(BlockFormat.SPARE)) {
                openSpare(path, id);
            }
        }
    }

    private void openSpare(Path path, FileId id) throws IOException {
        JournalFile file = new JournalFile(disk, path, id, options.fileBytes(), through);
        if (spares.size() < options.sparesMax() && file.writtenTo() <= options.fileBytes()) {
            spares.add(file);
        } else {
            file.delete();
        }
    }

    /** The file that is written; null before the first block and after everything was retired. */
    @Nullable
    JournalFile current() {
        return inUse.peekLast();
    }

    int inUseCount() {
        return inUse.size();
    }

    /** Begins the next file, with room for a block. Nothing of it is durable before it was forced. */
    JournalFile next(long blockBytes) throws IOException {
        long capacity = Math.max(options.fileBytes(), BlockFormat.alignUp(BlockFormat.FILE_HEADER_BYTES + blockBytes));
        FileId id = new FileId(nextGeneration, salts.getAsLong());
        JournalFile spare = capacity == options.fileBytes() ? spares.peek() : null;
        JournalFile file = spare != null
                ? spare
                : new JournalFile(disk, directory.resolve(id.name(BlockFormat.IN_USE)), id, capacity, through);
        try {
            file.begin(id, capacity);
        } catch (IOException e) {
            if (spare == null) {
                file.delete();
            }
            throw e;
        }
        if (spare != null) {
            spares.remove();
        }
        nextGeneration++;
        inUse.add(file);
        return file;
    }

    /** Lets go of the files that end at or before {@code position}; of the one that is written only if {@code all}. */
    List<JournalFile> release(long position, boolean all) {
        List<JournalFile> released = new ArrayList<>();
        JournalFile last = inUse.peekLast();
        for (Iterator<JournalFile> files = inUse.iterator(); files.hasNext(); ) {
            JournalFile file = files.next();
            if (file.endPosition() <= position && (all || file != last)) {
                files.remove();
                released.add(file);
            }
        }
        return released;
    }

    /** How many more spares are welcome; {@code few}: because there is no room. */
    int sparesWanted(boolean few) {
        int max = few ? Math.min(1, options.sparesMax()) : options.sparesMax();
        return Math.max(0, max - spares.size());
    }

    /** Takes out all spares but one. */
    List<JournalFile> takeSurplusSpares() {
        List<JournalFile> surplus = new ArrayList<>();
        while (spares.size() > 1) {
            surplus.add(spares.removeLast());
        }
        return surplus;
    }

    void addSpares(List<JournalFile> files) {
        spares.addAll(files);
    }

    /**
     * On the sync thread: makes spares of {@code released}, at most {@code wanted} of the usual size, and deletes the others.
     *
     * @param most how many bytes of a spare are kept
     */
    List<JournalFile> retire(List<JournalFile> released, int wanted, long most) throws IOException {
        List<JournalFile> kept = new ArrayList<>();
        for (JournalFile file : released) {
            if (kept.size() < wanted && file.capacity() == options.fileBytes()) {
                file.retire(most);
                kept.add(file);
            } else {
                file.delete();
            }
        }
        return kept;
    }

    /** Closes all files; the first failure is thrown when all have been tried. */
    void close() throws IOException {
        IOException failure = null;
        List<JournalFile> all = new ArrayList<>(inUse);
        all.addAll(spares);
        inUse.clear();
        spares.clear();
        for (JournalFile file : all) {
            try {
                file.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
