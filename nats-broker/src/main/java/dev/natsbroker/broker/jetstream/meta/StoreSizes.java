package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.config.JetStreamOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/**
 * How much JetStream may store, with what was left to the machine found out: three quarters of its memory and of the free disk.
 *
 * @param memoryBytes bytes in memory
 * @param fileBytes bytes in files
 */
public record StoreSizes(long memoryBytes, long fileBytes) {
    /** When the machine does not tell. */
    private static final long MEMORY_FALLBACK = 256L << 20;

    private static final long FILE_FALLBACK = 1L << 40;

    static StoreSizes of(JetStreamOptions options, StoreRoot root) {
        return new StoreSizes(
                options.maxMemoryBytes() == JetStreamOptions.AUTOMATIC
                        ? threeQuarters(memory())
                        : options.maxMemoryBytes(),
                options.maxFileBytes() == JetStreamOptions.AUTOMATIC ? fileBytes(root) : options.maxFileBytes());
    }

    private static long memory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : MEMORY_FALLBACK / 3 * 4;
    }

    private static long fileBytes(StoreRoot root) {
        try {
            return threeQuarters(root.usableBytes());
        } catch (IOException e) {
            return FILE_FALLBACK;
        }
    }

    private static long threeQuarters(long bytes) {
        return bytes / 4 * 3;
    }
}
