package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.jetstream.model.ConsumerConfig;
import dev.natsbroker.broker.jetstream.store.ConsumerState;
import dev.natsbroker.broker.jetstream.store.PendingMessages;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** How far a consumer has come at one moment; {@code pending} has the delivery counts, negative for messages given up. */
record ConsumerView(
        ConsumerConfig config,
        long deliveredConsumer,
        long deliveredStream,
        long floorConsumer,
        long floorStream,
        Map<Long, Integer> pending) {
    static ConsumerView of(LiveConsumer live) {
        ConsumerState state = live.consumer().state();
        PendingMessages all = state.pending();
        Map<Long, Integer> pending = new TreeMap<>();
        for (int entry = 0; entry < all.limit(); entry++) {
            if (all.isUsed(entry)) {
                pending.put(all.sequence(entry), all.isPending(entry) ? all.deliveries(entry) : -1);
            }
        }
        return new ConsumerView(
                live.config(),
                state.deliveredConsumer(),
                state.deliveredStream(),
                state.floorConsumer(),
                state.floorStream(),
                pending);
    }

    /** The same without pending messages that are not in the stream any more. */
    private ConsumerView without(LongPredicate isThere) {
        Map<Long, Integer> left = new TreeMap<>(pending);
        left.keySet().removeIf(sequence -> !isThere.test(sequence));
        return new ConsumerView(config, deliveredConsumer, deliveredStream, floorConsumer, floorStream, left);
    }

    /** Why a recovered consumer cannot come from this one; null if it can. */
    @Nullable
    String problemOf(ConsumerView recovered, ConsumerConfig before, long firstSequence, LongPredicate isThere) {
        ConsumerView was = without(isThere);
        ConsumerView is = recovered.without(isThere);
        if (!is.config.equals(was.config) && !is.config.equals(before)) {
            return "config";
        }
        // what was delivered as often as allowed is given up when its time is over, be it in the next life
        was.pending.replaceAll((sequence, count) -> is.pending.getOrDefault(sequence, 0) == -1 ? -1 : count);
        if (!is.pending.equals(was.pending)) {
            return "pending " + is.pending + " instead of " + was.pending;
        }
        if (is.deliveredConsumer != was.deliveredConsumer) {
            return "delivered consumer sequence " + is.deliveredConsumer + " instead of " + was.deliveredConsumer;
        }
        if (is.deliveredStream != was.deliveredStream && is.deliveredStream != firstSequence - 1) {
            return "delivered stream sequence " + is.deliveredStream + " instead of " + was.deliveredStream;
        }
        boolean same = was.pending.equals(pending);
        if (same && is.floorConsumer != was.floorConsumer || is.floorConsumer < was.floorConsumer) {
            return "ack floor " + is.floorConsumer + " instead of " + was.floorConsumer;
        }
        if (is.floorStream < was.floorStream) {
            return "ack floor of the stream " + is.floorStream + " instead of " + was.floorStream;
        }
        return null;
    }
}
