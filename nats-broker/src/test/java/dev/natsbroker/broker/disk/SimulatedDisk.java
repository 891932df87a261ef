package dev.natsbroker.broker.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that fails as real ones do, in a way that one seed decides.
 *
 * <p>What was written is in the page cache until {@link DiskFile#force}; names that were made, renamed or deleted are so until
 * {@link #syncDirectory} of their directory. {@link #crash} gives the disk after a loss of power: of each file's unforced sectors (512
 * bytes) none, all, the first or any survive, and each unsynced change of a name survives or not. The old disk is dead then.
 *
 * <p>{@link #cutPowerAfter} throws {@link PowerCutError} from an operation that changes or forces something (the change has then been
 * made in the cache, a force has forced nothing) and from all that follow. Paths must be absolute. Thread-safe.
 */
public final class SimulatedDisk implements Disk {
    private final Random random;
    private final SimulatedNames names;
    private final ReentrantLock lock = new ReentrantLock();
    private long capacityBytes = Long.MAX_VALUE;
    private boolean offersUncached;
    private long usedBytes;
    private long operations;
    private long cutAfter = Long.MAX_VALUE;
    private long forces;
    private long failingForce = -1;
    private Predicate<Path> failingReads = path -> false;
    private Predicate<Path> failingWrites = path -> false;
    private boolean dead;
    private long imageAfter = Long.MAX_VALUE;
    private boolean imageOfPowerCut;
    private @Nullable SimulatedDisk image;
    private Runnable observer = () -> {};

    /** An empty disk; {@code seed} decides what crashes leave. */
    public SimulatedDisk(long seed) {
        this(new Random(seed), new SimulatedNames());
    }

    private SimulatedDisk(Random random, SimulatedNames names) {
        this.random = random;
        this.names = names;
        names.files().forEach(file -> usedBytes += bytesOf(file.size()));
    }

    private static long bytesOf(long size) {
        return (long) SimulatedFile.sectorsOf(size) * SimulatedFile.SECTOR_BYTES;
    }

    /** The disk after a loss of power and a restart. It is healthy, and of the same capacity. */
    public SimulatedDisk crash() {
        return locked(() -> {
            dead = true;
            SimulatedDisk after = new SimulatedDisk(new Random(random.nextLong()), names.afterCrash(random));
            after.capacityBytes = capacityBytes;
            after.offersUncached = offersUncached;
            return after;
        });
    }

    /**
     * Notes, in the {@code more + 1}st operation from now on, what a loss of power (or only the end of the process, which leaves the page
     * cache) would leave at that moment. This disk goes on, so that a simulation can see what would have been done: the world that
     * counts is {@link #image}.
     */
    public void takeImageAfter(long more, boolean powerCut) {
        locked(() -> {
            imageAfter = operations + more;
            imageOfPowerCut = powerCut;
            return this;
        });
    }

    /** Has {@code look} called in each operation until the image is taken: behind the change, before the image. */
    public void observe(Runnable look) {
        locked(() -> observer = look);
    }

    /** Whether the moment of {@link #takeImageAfter} has passed. */
    public boolean isImageTaken() {
        return locked(() -> image != null);
    }

    /** What is left of the moment of {@link #takeImageAfter}; if that has not come, of this moment. */
    public SimulatedDisk image(boolean powerCut) {
        return locked(() -> {
            if (image == null) {
                takeImage(powerCut);
            }
            return Objects.requireNonNull(image);
        });
    }

    private void takeImage(boolean powerCut) {
        SimulatedNames left = powerCut ? names.afterCrash(random) : names.copy();
        image = new SimulatedDisk(new Random(random.nextLong()), left);
        image.offersUncached = offersUncached;
    }

    /** The files whose paths fit, sorted. */
    public List<Path> files(Predicate<Path> wanted) {
        return locked(() -> names.paths().stream().filter(wanted).toList());
    }

    /** How many operations have changed or forced something. */
    public long operations() {
        return locked(() -> operations);
    }

    /** Lets {@code more} operations succeed; the power is cut during the one after them. */
    public void cutPowerAfter(long more) {
        locked(() -> cutAfter = operations + more);
    }

    /** Limits what all files may hold together; 512-byte sectors count. */
    public void capacity(long bytes) {
        locked(() -> capacityBytes = bytes);
    }

    /** Whether files can be written past the page cache; not at first. */
    public void offerUncached(boolean offered) {
        locked(() -> offersUncached = offered);
    }

    /** How much is held. */
    public long usedBytes() {
        return locked(() -> usedBytes);
    }

    /** Lets the {@code nth} force from now on (1: the next) fail as on Linux: what it should have forced is lost for good. */
    public void failForce(long nth) {
        locked(() -> failingForce = forces + nth);
    }

    /** Lets reads of these files fail. */
    public void failReads(Predicate<Path> files) {
        locked(() -> failingReads = files);
    }

    /** Lets writes to these files fail, having written nothing. */
    public void failWrites(Predicate<Path> files) {
        locked(() -> failingWrites = files);
    }

    /** Flips bit {@code bit} (0–7) of the byte at {@code offset}. */
    public void flipBit(Path path, long offset, int bit) {
        locked(() -> {
            SimulatedFile file = names.get(path);
            if (file == null || offset >= file.size()) {
                throw new IllegalArgumentException("There is no byte " + offset + " in " + path);
            }
            file.flipBit(offset * 8 + bit);
            return file;
        });
    }

    /** Flips any bit of a file that is not empty, and returns the offset of its byte. */
    public long flipRandomBit(Path path) {
        return locked(() -> {
            long offset =
                    random.nextLong(Objects.requireNonNull(names.get(path)).size());
            flipBit(path, offset, random.nextInt(8));
            return offset;
        });
    }

    @Override
    public DiskFile open(Path path) throws IOException {
        return call(() -> {
            alive();
            if (names.get(path) == null) {
                requireDirectory(path.getParent());
                names.make(path, new SimulatedFile());
                changed("open " + path);
            }
            return openExisting(path);
        });
    }

    @Override
    public DiskFile openExisting(Path path) throws IOException {
        return call(() -> {
            alive();
            SimulatedFile file = names.get(path);
            if (file == null || file == SimulatedNames.DIRECTORY) {
                throw new NoSuchFileException(path.toString());
            }
            return new OpenFile(path, file);
        });
    }

    @Override
    public @Nullable DiskFile openUncached(Path path, int pageBytes) throws IOException {
        return offersUncached ? new UncachedFile((OpenFile) openExisting(path), pageBytes) : null;
    }

    private void requireDirectory(Path path) throws IOException {
        if (names.get(path) != SimulatedNames.DIRECTORY) {
            throw new NoSuchFileException(path.toString());
        }
    }

    @Override
    public boolean exists(Path path) {
        return locked(() -> names.get(path) != null);
    }

    @Override
    public boolean isDirectory(Path path) {
        return locked(() -> names.get(path) == SimulatedNames.DIRECTORY);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        return call(() -> {
            alive();
            return names.list(directory);
        });
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        call(() -> {
            alive();
            Path parent = directory.getParent();
            if (names.get(directory) == null && parent != null) {
                createDirectories(parent);
                names.make(directory, SimulatedNames.DIRECTORY);
                changed("create " + directory);
            }
            return directory;
        });
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        call(() -> {
            alive();
            SimulatedFile file = names.get(from);
            if (file == null) {
                throw new NoSuchFileException(from.toString());
            }
            requireDirectory(to.getParent());
            SimulatedFile replaced = names.get(to);
            names.move(from, to);
            usedBytes -= replaced == null || replaced == file ? 0 : bytesOf(replaced.size());
            changed("move " + from);
            return file;
        });
    }

    @Override
    public void delete(Path path) throws IOException {
        call(() -> {
            alive();
            SimulatedFile file = names.get(path);
            if (!names.list(path).isEmpty()) {
                throw new DirectoryNotEmptyException(path.toString());
            }
            if (file != null) {
                names.delete(path);
                usedBytes -= bytesOf(file.size());
                changed("delete " + path);
            }
            return path;
        });
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        call(() -> {
            alive();
            requireDirectory(directory);
            changed("sync " + directory);
            names.sync(directory);
            return directory;
        });
    }

    @Override
    public long usableBytes(Path path) {
        return locked(() -> capacityBytes - usedBytes);
    }

    private void alive() {
        if (dead || operations > cutAfter) {
            throw new PowerCutError("The power is off");
        }
    }

    private void changed(String what) {
        operations++;
        if (image == null) {
            observer.run();
        }
        if (operations > imageAfter && image == null) {
            takeImage(imageOfPowerCut);
        }
        if (operations > cutAfter) {
            throw new PowerCutError("The power was cut during operation " + operations + ": " + what);
        }
    }

    private interface Operation<T> {
        T run() throws IOException;
    }

    private <T> T call(Operation<T> operation) throws IOException {
        lock.lock();
        try {
            return operation.run();
        } finally {
            lock.unlock();
        }
    }

    private <T> T locked(Supplier<T> operation) {
        lock.lock();
        try {
            return operation.get();
        } finally {
            lock.unlock();
        }
    }

    /** An open file; it stays the same file when it is renamed or deleted. */
    private class OpenFile implements DiskFile {
        private final Path path;
        private final SimulatedFile file;
        private boolean closed;

        OpenFile(Path path, SimulatedFile file) {
            this.path = path;
            this.file = file;
        }

        private void check() throws IOException {
            alive();
            if (closed) {
                throw new IOException(path + " is closed");
            }
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return call(() -> {
                check();
                if (failingReads.test(path)) {
                    throw new IOException("Simulated failure to read " + path);
                }
                int length = (int) Math.max(0, Math.min(target.remaining(), file.size() - position));
                byte[] bytes = new byte[length];
                file.read(position, bytes, 0, length);
                target.put(bytes);
                return length;
            });
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            call(() -> {
                check();
                if (failingWrites.test(path)) {
                    throw new IOException("Simulated failure to write " + path);
                }
                int length = (int) Math.min(source.remaining(), roomFrom(position));
                byte[] bytes = new byte[length];
                source.get(bytes);
                long before = bytesOf(file.size());
                file.write(position, bytes, 0, length);
                usedBytes += bytesOf(file.size()) - before;
                changed("write " + path);
                if (source.hasRemaining()) {
                    throw new DiskFullException("No room to write " + path, new IOException("Simulated full disk"));
                }
                return length;
            });
        }

        private long roomFrom(long position) {
            long end = bytesOf(file.size()) + Math.max(0, capacityBytes - usedBytes);
            return end < 0 ? Long.MAX_VALUE : Math.max(0, end - position);
        }

        @Override
        public long size() throws IOException {
            return call(() -> {
                check();
                return file.size();
            });
        }

        @Override
        public void truncate(long size) throws IOException {
            call(() -> {
                check();
                long before = bytesOf(file.size());
                file.resize(Math.min(size, file.size()));
                usedBytes += bytesOf(file.size()) - before;
                changed("truncate " + path);
                return size;
            });
        }

        @Override
        public void force() throws IOException {
            call(() -> {
                check();
                forces++;
                changed("force " + path);
                if (forces == failingForce) {
                    file.dropDirty();
                    throw new IOException("Simulated failure to force " + path);
                }
                file.force();
                return path;
            });
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** Takes whole pages only, as a device does. */
    private final class UncachedFile extends OpenFile {
        private final int pageBytes;

        UncachedFile(OpenFile open, int pageBytes) {
            super(open.path, open.file);
            this.pageBytes = pageBytes;
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            boolean isAligned = position % pageBytes == 0
                    && source.remaining() % pageBytes == 0
                    && source.alignmentOffset(source.position(), pageBytes) == 0;
            if (!isAligned) {
                throw new IOException(source.remaining() + " bytes at " + position + " of " + this
                        + " are not whole pages of " + pageBytes);
            }
            super.write(source, position);
        }
    }
}
