package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.jetstream.model.StorageType;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * How much is stored and reserved in memory and in files, of an account or of the server, and how much may be. Thread-safe: lanes
 * count what they store, while the control lane reserves.
 */
public final class StorageUsage {
    private final LongAdder memoryBytes = new LongAdder();
    private final LongAdder fileBytes = new LongAdder();
    private final AtomicLong memoryReserved = new AtomicLong();
    private final AtomicLong fileReserved = new AtomicLong();
    private volatile long memoryMax;
    private volatile long fileMax;

    /** Nothing is used yet; a negative limit is none. */
    public StorageUsage(long memoryMax, long fileMax) {
        limit(memoryMax, fileMax);
    }

    /** Changes the limits; negative for none. */
    public void limit(long newMemoryMax, long newFileMax) {
        this.memoryMax = newMemoryMax;
        this.fileMax = newFileMax;
    }

    /** Counts {@code bytes} more, or less if negative. */
    public void add(boolean memory, long bytes) {
        (memory ? memoryBytes : fileBytes).add(bytes);
    }

    /** The bytes of all stored messages. */
    public long used(boolean memory) {
        return Math.max(0, (memory ? memoryBytes : fileBytes).sum());
    }

    /** The limit, negative for none. */
    public long max(boolean memory) {
        return memory ? memoryMax : fileMax;
    }

    /** What streams have reserved by their {@code max_bytes}. */
    public long reserved(boolean memory) {
        return (memory ? memoryReserved : fileReserved).get();
    }

    /** Whether {@code bytes} more may be stored. */
    public boolean hasRoomFor(boolean memory, long bytes) {
        long max = max(memory);
        return max < 0 || used(memory) + bytes <= max;
    }

    /** Whether {@code bytes} more may be reserved; nothing counts as one byte, so that a full reservation takes no further stream. */
    boolean canReserve(StorageType storage, long bytes) {
        boolean memory = storage == StorageType.MEMORY;
        long max = max(memory);
        return max < 0 || reserved(memory) + Math.max(1, bytes) <= max;
    }

    /** Reserves {@code bytes} more, or less if negative. */
    void reserve(StorageType storage, long bytes) {
        (storage == StorageType.MEMORY ? memoryReserved : fileReserved).addAndGet(bytes);
    }
}
