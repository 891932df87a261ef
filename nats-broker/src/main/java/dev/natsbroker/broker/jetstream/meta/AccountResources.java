package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.config.JetStreamAccountOptions;
import dev.natsbroker.broker.jetstream.model.JetStreamError;
import dev.natsbroker.broker.jetstream.model.StorageType;
import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.stream.StreamHost;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What an account uses and may use. Usage and the number of consumers are thread-safe; reservations are made on the control lane.
 */
public final class AccountResources {
    private final StorageUsage usage;
    private final StorageUsage server;
    private final AtomicInteger consumers = new AtomicInteger();
    private volatile JetStreamAccountOptions limits;

    AccountResources(JetStreamAccountOptions limits, StorageUsage server) {
        this.limits = limits;
        this.server = server;
        this.usage = new StorageUsage(limits.maxMemoryBytes(), limits.maxFileBytes());
    }

    /** The limits in force. */
    public JetStreamAccountOptions limits() {
        return limits;
    }

    /** Changes the limits; what is beyond them stays. */
    public void limits(JetStreamAccountOptions newLimits) {
        this.limits = newLimits;
        usage.limit(newLimits.maxMemoryBytes(), newLimits.maxFileBytes());
    }

    /** What is stored and reserved. */
    public StorageUsage usage() {
        return usage;
    }

    /** The number of consumers of all streams. */
    public int consumers() {
        return consumers.get();
    }

    /** Counts a stored or removed message for the account and the server. Any thread. */
    public void addUsage(boolean memory, long bytes) {
        usage.add(memory, bytes);
        server.add(memory, bytes);
    }

    /** Why {@code bytes} more cannot be stored, or null if they can. Any thread. */
    public StreamHost.@Nullable Refusal roomFor(boolean memory, long bytes) {
        if (!usage.hasRoomFor(memory, bytes)) {
            return StreamHost.Refusal.ACCOUNT;
        }
        return server.hasRoomFor(memory, bytes) ? null : StreamHost.Refusal.SERVER;
    }

    /** Counts one more consumer, unless there are too many. Any thread. */
    boolean tryAddConsumer() {
        int max = limits.maxConsumers();
        if (consumers.incrementAndGet() > max && max >= 0) {
            consumers.decrementAndGet();
            return false;
        }
        return true;
    }

    /** Counts a recovered consumer. Any thread. */
    void addConsumer() {
        consumers.incrementAndGet();
    }

    /** Counts one consumer less. Any thread. */
    void removeConsumer() {
        consumers.decrementAndGet();
    }

    /** Fails if account or server cannot reserve {@code bytes} more. */
    void requireReservable(StorageType storage, long bytes) {
        if (!usage.canReserve(storage, bytes) || !server.canReserve(storage, bytes)) {
            throw (storage == StorageType.MEMORY
                            ? JetStreamError.MEMORY_RESOURCES_EXCEEDED
                            : JetStreamError.STORAGE_RESOURCES_EXCEEDED)
                    .toException();
        }
    }

    /** Reserves what a stream with this configuration may need, instead of what it reserved before. */
    void reserve(StreamConfig config, long before) {
        long change = reservationOf(config) - before;
        usage.reserve(config.storage(), change);
        server.reserve(config.storage(), change);
    }

    /** What a stream with this configuration reserves. */
    static long reservationOf(StreamConfig config) {
        return Math.max(0, config.maxBytes()) * Math.max(1, config.numReplicas());
    }
}
