package dev.natsbroker.broker.jetstream.consumer;

import dev.natsbroker.broker.jetstream.model.JetStreamError;
import java.time.Instant;

/** Where a consumer may be reset to (spec 5.7). */
final class ResetRules {
    private final ConsumerContext context;

    ResetRules(ConsumerContext context) {
        this.context = context;
    }

    /** The sequence to go on at; throws what the API answers. */
    long check(long sequence) {
        if (sequence == 0) {
            return context.state.floorStream() + 1;
        }
        long wanted = sequence < 0 ? Long.MAX_VALUE : sequence; // unsigned on the wire
        switch (context.config().deliverPolicy()) {
            case ALL -> {}
            case BY_START_SEQUENCE -> require(wanted >= context.config().optStartSeq(), "below start seq");
            case BY_START_TIME -> {
                Instant time = context.config().optStartTime();
                long first = time == null ? 0 : context.store.firstAtOrAfter(StartPosition.nanos(time));
                require(wanted >= first, "below start time");
            }
            default -> require(false, "not allowed");
        }
        return wanted;
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw JetStreamError.CONSUMER_INVALID_RESET.toException(otherwise);
        }
    }
}
