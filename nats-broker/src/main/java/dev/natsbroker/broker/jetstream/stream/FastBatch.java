package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.runtime.Timers;
import org.jspecify.annotations.Nullable;

/** A fast batch that is not committed yet, and its flow. Owned by the lane. */
final class FastBatch {
    private static final int FLOW_MAX = 500;

    final String id;
    final boolean gapOk;
    private final int clientFlow;
    Timers.@Nullable Timer timer;

    /** When its last message came, on the clock's monotonic scale. */
    long activeNanos;

    /** The number of its last message. */
    long last;

    /** The last sequence of the stream that it has got. */
    long streamSequence;

    /** The number up to which the client was told. */
    long acknowledged;

    private int flow;

    FastBatch(String id, FastBatchReply first, int openBatches) {
        this.id = id;
        this.gapOk = first.isGapOk();
        this.clientFlow = first.flowMax();
        this.flow = openBatches > 1 ? 1 : Math.min(FLOW_MAX, clientFlow);
    }

    /** How many messages there are between two acknowledgements. */
    int flow() {
        return flow;
    }

    /** Whether an acknowledgement is due; it and the flow are moved then. Several batches share what one alone may send. */
    boolean advance(int openBatches) {
        if (last < acknowledged + flow) {
            return false;
        }
        acknowledged += (last - acknowledged) / flow * flow;
        int target = Math.min(Math.max(1, FLOW_MAX / openBatches), clientFlow);
        if (flow < target) {
            flow = Math.min(flow * 2, target);
        } else if (flow > target) {
            flow = Math.max(flow / 2, target);
        }
        return true;
    }
}
