package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.jetstream.model.AckPolicy;
import dev.natsbroker.broker.jetstream.model.ConsumerConfig;
import dev.natsbroker.broker.jetstream.model.Nuid;
import dev.natsbroker.broker.jetstream.model.RetentionPolicy;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the consumers that mirrors and sources ask for (spec 3.8): where acknowledgements remove messages, they must not be
 * forgotten with a connection, so the consumer becomes a durable one that acknowledges by its flow control.
 */
final class SourcingConsumers {
    private SourcingConsumers() {}

    /** Whether a mirror or source asks for a consumer of its own. */
    static boolean isOne(ConsumerConfig requested) {
        return requested.direct() && requested.sourcing() && !requested.name().isEmpty();
    }

    /** Whether a source begins anew with the consumer that it has already. */
    static boolean beginsAnew(ConsumerConfig config) {
        return config.sourcing() && config.isDurable();
    }

    /** The consumer that is made for it, with a name that is its own in a stream that keeps messages by limits. */
    static ConsumerConfig of(ConsumerConfig requested, RetentionPolicy retention, Nuid names) {
        if (retention == RetentionPolicy.LIMITS) {
            return requested.toBuilder()
                    .name(requested.name() + '-' + names.nextConsumerName())
                    .build();
        }
        return requested.toBuilder()
                .direct(false)
                .durableName(requested.name())
                .ackPolicy(AckPolicy.FLOW_CONTROL)
                .ackWaitNanos(0)
                .maxDeliver(0)
                .inactiveThresholdNanos(0)
                .build();
    }

    /** The same for a consumer that is there: where it began does not change. */
    static ConsumerConfig keepStart(ConsumerConfig config, @Nullable ConsumerAsset existing) {
        return existing == null || !beginsAnew(config)
                ? config
                : config.toBuilder()
                        .deliverPolicy(existing.config().deliverPolicy())
                        .optStartSeq(existing.config().optStartSeq())
                        .optStartTime(existing.config().optStartTime())
                        .build();
    }
}
