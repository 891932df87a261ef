package dev.natsbroker.broker.jetstream.model;

/**
 * What the rules of configurations need to know of the server and of the account's limits. Immutable.
 *
 * @param duplicateWindowNanosMax longest duplicate window, 0 for no limit
 * @param maxAckPending most pending acknowledgements of a consumer, as configured by {@code max_ack_pending}; 0 or less for
 *     no limit
 * @param maxRequestBatch largest batch of a pull request, 0 for no limit
 * @param isMaxBytesRequired whether the account demands {@code max_bytes} of each stream
 * @param fileStreamBytesMax largest {@code max_bytes} of the account's file streams, 0 or less for no limit
 * @param memoryStreamBytesMax the same for memory streams
 * @param accountMaxAckPending the account's limit of pending acknowledgements, 0 or less for no limit
 */
public record ServerLimits(
        long duplicateWindowNanosMax,
        long maxAckPending,
        long maxRequestBatch,
        boolean isMaxBytesRequired,
        long fileStreamBytesMax,
        long memoryStreamBytesMax,
        long accountMaxAckPending) {

    /** No limits at all. */
    public static final ServerLimits UNLIMITED = new ServerLimits(0, -1, 0, false, -1, -1, -1);

    /** The account's largest {@code max_bytes} for that storage, 0 or less for no limit. */
    long streamBytesMax(StorageType storage) {
        return storage == StorageType.MEMORY ? memoryStreamBytesMax : fileStreamBytesMax;
    }
}
