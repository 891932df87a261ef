package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.jetstream.model.Refusals.refuseIf;

import dev.natsbroker.broker.subject.Subjects;
import java.util.Collection;
import java.util.List;

/** On a work queue each message belongs to one consumer. Consumers of mirrors and sources are exempt. */
public final class WorkQueueRules {
    private WorkQueueRules() {}

    /**
     * Refuses a new consumer that would share messages.
     *
     * @param others the configurations of all consumers of the stream
     */
    public static void checkNew(ConsumerConfig config, StreamConfig stream, Collection<ConsumerConfig> others) {
        if (stream.retention() != RetentionPolicy.WORK_QUEUE || isInternal(config)) {
            return;
        }
        refuseIf(
                config.ackPolicy() != AckPolicy.EXPLICIT && config.ackPolicy() != AckPolicy.FLOW_CONTROL,
                JetStreamError.CONSUMER_WORK_QUEUE_REQUIRES_EXPLICIT_ACK);
        refuseIf(config.deliverPolicy() != DeliverPolicy.ALL, JetStreamError.CONSUMER_WORK_QUEUE_NOT_DELIVER_ALL);
        if (others.stream().allMatch(WorkQueueRules::isInternal)) {
            return;
        }
        refuseIf(config.filters().isEmpty(), JetStreamError.CONSUMER_WORK_QUEUE_MULTIPLE_UNFILTERED);
        checkOverlap(config, others);
    }

    /**
     * Refuses an update that would share messages. As in the reference, removing the filter is not noticed.
     *
     * @param others the configurations of all other consumers of the stream
     */
    public static void checkUpdate(ConsumerConfig config, StreamConfig stream, Collection<ConsumerConfig> others) {
        if (stream.retention() == RetentionPolicy.WORK_QUEUE) {
            checkOverlap(config, others);
        }
    }

    private static void checkOverlap(ConsumerConfig config, Collection<ConsumerConfig> others) {
        refuseIf(
                others.stream()
                        .filter(other -> !isInternal(other))
                        .anyMatch(other -> overlap(config.filters(), other.filters())),
                JetStreamError.CONSUMER_WORK_QUEUE_NOT_UNIQUE);
    }

    private static boolean overlap(List<String> filters, List<String> others) {
        return filters.stream()
                .anyMatch(filter ->
                        others.isEmpty() || others.stream().anyMatch(other -> Subjects.collides(filter, other)));
    }

    private static boolean isInternal(ConsumerConfig config) {
        return config.direct() || config.sourcing();
    }
}
