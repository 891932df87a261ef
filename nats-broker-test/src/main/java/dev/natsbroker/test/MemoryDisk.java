package dev.natsbroker.test;

import dev.natsbroker.broker.disk.Disk;
import dev.natsbroker.broker.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/** Files in memory, in pages that are made when something is written to them. Nothing is left when nobody refers to the disk. */
final class MemoryDisk implements Disk {
    /** What {@link #usableBytes} says: any limit that a test asks for fits. */
    private static final long USABLE_BYTES = 1L << 40;

    /** By path; {@link #DIRECTORY} stands for a directory. */
    private final ConcurrentNavigableMap<Path, MemoryFile> entries = new ConcurrentSkipListMap<>();
    /** Guards changes of names. */
    private final ReentrantLock names = new ReentrantLock();

    private static final MemoryFile DIRECTORY = new MemoryFile();

    @Override
    public DiskFile open(Path path) {
        return entries.computeIfAbsent(path, missing -> new MemoryFile());
    }

    @Override
    public DiskFile openExisting(Path path) throws IOException {
        return require(path);
    }

    private MemoryFile require(Path path) throws IOException {
        MemoryFile file = entries.get(path);
        if (file == null) {
            throw new NoSuchFileException(path.toString());
        }
        return file;
    }

    @Override
    public boolean exists(Path path) {
        return entries.containsKey(path);
    }

    @Override
    public boolean isDirectory(Path path) {
        return entries.get(path) == DIRECTORY;
    }

    @Override
    public List<Path> list(Path directory) {
        return entries.keySet().stream()
                .filter(path -> directory.equals(path.getParent()))
                .toList();
    }

    @Override
    public void createDirectories(Path directory) {
        for (Path each = directory; each != null; each = each.getParent()) {
            entries.putIfAbsent(each, DIRECTORY);
        }
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        names.lock();
        try {
            require(from);
            List<Path> moved = entries.keySet().stream()
                    .filter(path -> path.startsWith(from))
                    .toList();
            for (Path each : moved) {
                MemoryFile file = entries.remove(each);
                if (file != null) {
                    entries.put(each.equals(from) ? to : to.resolve(from.relativize(each)), file);
                }
            }
        } finally {
            names.unlock();
        }
    }

    @Override
    public void delete(Path path) throws IOException {
        names.lock();
        try {
            if (!list(path).isEmpty()) {
                throw new DirectoryNotEmptyException(path.toString());
            }
            entries.remove(path);
        } finally {
            names.unlock();
        }
    }

    @Override
    public void syncDirectory(Path directory) {
        // there is nothing behind the memory
    }

    @Override
    public long usableBytes(Path path) {
        return USABLE_BYTES;
    }

    /** The bytes of a file; pages that were never written are missing and read as zeros. */
    private static final class MemoryFile implements DiskFile {
        private static final int PAGE_BYTES = 32 << 10;

        private final ReadWriteLock lock = new ReentrantReadWriteLock();
        private byte[] @Nullable [] pages = new byte[4][];
        private long size;

        @Override
        public int read(ByteBuffer target, long position) {
            lock.readLock().lock();
            try {
                int total = (int) Math.max(0, Math.min(target.remaining(), size - position));
                long at = position;
                for (int left = total; left > 0; ) {
                    int offset = (int) (at % PAGE_BYTES);
                    int length = Math.min(left, PAGE_BYTES - offset);
                    byte[] page = pages[page(at)];
                    target.put(page == null ? new byte[length] : page, page == null ? 0 : offset, length);
                    at += length;
                    left -= length;
                }
                return total;
            } finally {
                lock.readLock().unlock();
            }
        }

        @Override
        public void write(ByteBuffer source, long position) {
            lock.writeLock().lock();
            try {
                long at = position;
                while (source.hasRemaining()) {
                    int offset = (int) (at % PAGE_BYTES);
                    int length = Math.min(source.remaining(), PAGE_BYTES - offset);
                    source.get(pageToWrite(page(at)), offset, length);
                    at += length;
                }
                size = Math.max(size, at);
            } finally {
                lock.writeLock().unlock();
            }
        }

        private static int page(long position) {
            return Math.toIntExact(position / PAGE_BYTES);
        }

        private byte[] pageToWrite(int number) {
            if (number >= pages.length) {
                pages = Arrays.copyOf(pages, Math.max(number + 1, pages.length * 2));
            }
            byte[] page = pages[number];
            if (page == null) {
                page = new byte[PAGE_BYTES];
                pages[number] = page;
            }
            return page;
        }

        @Override
        public long size() {
            lock.readLock().lock();
            try {
                return size;
            } finally {
                lock.readLock().unlock();
            }
        }

        @Override
        public void truncate(long newSize) {
            lock.writeLock().lock();
            try {
                if (newSize >= size) {
                    return;
                }
                int kept = page(newSize + PAGE_BYTES - 1);
                Arrays.fill(pages, Math.min(kept, pages.length), pages.length, null);
                byte[] last = newSize % PAGE_BYTES == 0 ? null : pages[page(newSize)];
                if (last != null) {
                    Arrays.fill(last, (int) (newSize % PAGE_BYTES), PAGE_BYTES, (byte) 0);
                }
                size = newSize;
            } finally {
                lock.writeLock().unlock();
            }
        }

        @Override
        public void force() {
            // there is nothing behind the memory
        }

        @Override
        public void close() {
            // the disk keeps it
        }
    }
}
