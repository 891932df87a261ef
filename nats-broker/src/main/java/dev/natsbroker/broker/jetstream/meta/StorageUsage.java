package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.jetstream.stream.StreamHost;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that streams hold in memory and in files: of one account, and of the whole server above it. Thread-safe; lanes add to it
 * while messages come and go.
 */
public final class StorageUsage {
    private final @Nullable StorageUsage server;
    private final AtomicLong memory = new AtomicLong();
    private final AtomicLong file = new AtomicLong();
    private volatile long memoryMax;
    private volatile long fileMax;

    /**
     * The usage of an account, or of the server.
     *
     * @param server the usage of the server, or null if this is it
     * @param memoryMax most bytes in memory, negative for no limit
     * @param fileMax most bytes in files, negative for no limit
     */
    public StorageUsage(@Nullable StorageUsage server, long memoryMax, long fileMax) {
        this.server = server;
        this.memoryMax = memoryMax;
        this.fileMax = fileMax;
    }

    /** Changes the limits; what is stored stays. */
    public void limit(long newMemoryMax, long newFileMax) {
        this.memoryMax = newMemoryMax;
        this.fileMax = newFileMax;
    }

    /** Adds (or takes away) bytes. */
    public void add(boolean inMemory, long bytes) {
        (inMemory ? memory : file).addAndGet(bytes);
        StorageUsage above = server;
        if (above != null) {
            above.add(inMemory, bytes);
        }
    }

    /** Why there is no room for {@code bytes} more, or null. */
    public StreamHost.@Nullable Refusal roomFor(boolean inMemory, long bytes) {
        if (exceeds(inMemory, bytes)) {
            return server == null ? StreamHost.Refusal.SERVER : StreamHost.Refusal.ACCOUNT;
        }
        return server == null ? null : server.roomFor(inMemory, bytes);
    }

    private boolean exceeds(boolean inMemory, long bytes) {
        long max = inMemory ? memoryMax : fileMax;
        return max >= 0 && (inMemory ? memory : file).get() + bytes > max;
    }

    /** Bytes in memory. */
    public long memory() {
        return memory.get();
    }

    /** Bytes in files. */
    public long file() {
        return file.get();
    }
}
