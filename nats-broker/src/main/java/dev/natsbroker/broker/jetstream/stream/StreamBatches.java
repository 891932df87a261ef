package dev.natsbroker.broker.jetstream.stream;

/** The batches of a stream: atomic ones (spec 4.4) and fast ones (4.5). Owned by the lane. */
public final class StreamBatches implements BatchIntake {
    private final Stream stream;
    private final AtomicBatches atomicBatches;
    private final FastBatches fastBatches;

    /** Batches of {@code stream}; to be installed before it starts. */
    public StreamBatches(Stream stream, BatchQuota quota) {
        this.stream = stream;
        this.atomicBatches = new AtomicBatches(stream, quota);
        this.fastBatches = new FastBatches(stream, quota);
    }

    @Override
    public void atomic(IncomingMessage message) {
        atomicBatches.take(message);
    }

    @Override
    public void fast(IncomingMessage message) {
        fastBatches.take(message);
    }

    @Override
    public void streamUpdated() {
        if (!stream.config().allowAtomic()) {
            atomicBatches.clear();
        }
        if (!stream.config().allowBatched()) {
            fastBatches.clear();
        }
    }

    @Override
    public void close() {
        atomicBatches.clear();
        fastBatches.clear();
    }

    int open() {
        return atomicBatches.size() + fastBatches.size();
    }
}
