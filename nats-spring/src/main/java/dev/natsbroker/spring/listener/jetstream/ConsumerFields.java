package dev.natsbroker.spring.listener.jetstream;

import dev.natsbroker.spring.topology.Difference;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Settings of a listener as fields of a consumer, under the server's names. */
final class ConsumerFields {
    private ConsumerFields() {}

    /** Puts into {@code builder} what the listener wants; the rest stays as it is. */
    static void apply(ConsumerSettings wanted, AckPolicy ackPolicy, ConsumerConfiguration.Builder builder) {
        if (wanted.consumer() != null) {
            builder.durable(wanted.consumer()).name(wanted.consumer());
        }
        builder.ackPolicy(ackPolicy);
        builder.filterSubjects(wanted.filterSubjects());
        if (wanted.deliverPolicy() != null) {
            builder.deliverPolicy(wanted.deliverPolicy());
            builder.startSequence(wanted.startSequence());
            builder.startTime(wanted.startTime());
        }
        if (wanted.ackWait() != null) {
            builder.ackWait(wanted.ackWait());
        }
        if (wanted.maxAckPending() != null) {
            builder.maxAckPending((long) wanted.maxAckPending());
        }
        if (wanted.maxDeliver() != null) {
            builder.maxDeliver((long) wanted.maxDeliver());
        }
        if (wanted.headersOnly() != null) {
            builder.headersOnly(wanted.headersOnly());
        }
        if (wanted.replayPolicy() != null) {
            builder.replayPolicy(wanted.replayPolicy());
        }
        if (wanted.description() != null) {
            builder.description(wanted.description());
        }
        if (wanted.mode() == DeliveryMode.PUSH) {
            builder.deliverGroup(deliverGroup(wanted));
        }
    }

    static @Nullable String deliverGroup(ConsumerSettings wanted) {
        return wanted.deliverGroup() != null ? wanted.deliverGroup() : wanted.consumer();
    }

    /** What of an existing consumer is not as the listener wants it. */
    static List<Difference> differences(ConsumerSettings wanted, AckPolicy ackPolicy, ConsumerConfiguration existing) {
        Differences found = new Differences();
        boolean push = existing.getDeliverSubject() != null;
        found.check("mode", push ? "push" : "pull", wanted.mode() == DeliveryMode.PUSH ? "push" : "pull");
        found.check("ack_policy", existing.getAckPolicy(), ackPolicy);
        found.check("filter_subjects", subjects(existing.getFilterSubjects()), subjects(wanted.filterSubjects()));
        found.check("deliver_policy", existing.getDeliverPolicy(), wanted.deliverPolicy());
        found.check("opt_start_seq", existing.getStartSequence(), wanted.startSequence());
        found.check(
                "opt_start_time",
                existing.getStartTime() == null ? null : existing.getStartTime().toInstant(),
                wanted.startTime() == null ? null : wanted.startTime().toInstant());
        if (ackPolicy != AckPolicy.None) {
            found.check("ack_wait", existing.getAckWait(), wanted.ackWait());
            found.check("max_ack_pending", existing.getMaxAckPending(), asLong(wanted.maxAckPending()));
        }
        found.check("max_deliver", existing.getMaxDeliver(), asLong(wanted.maxDeliver()));
        found.check("headers_only", existing.isHeadersOnly(), wanted.headersOnly());
        found.check("replay_policy", existing.getReplayPolicy(), wanted.replayPolicy());
        if (push && wanted.mode() == DeliveryMode.PUSH) {
            found.check("deliver_group", existing.getDeliverGroup(), deliverGroup(wanted));
        }
        return found.list;
    }

    private static @Nullable Long asLong(@Nullable Integer value) {
        return value == null ? null : Long.valueOf(value);
    }

    private static TreeSet<String> subjects(@Nullable List<String> subjects) {
        return subjects == null ? new TreeSet<>() : new TreeSet<>(subjects);
    }

    /** Differences found so far; a wanted null is no wish. */
    private static final class Differences {
        private final List<Difference> list = new ArrayList<>();

        private void check(String field, @Nullable Object existing, @Nullable Object wanted) {
            if (wanted != null && !wanted.equals(existing)) {
                list.add(new Difference(field, String.valueOf(existing), wanted.toString()));
            }
        }
    }
}
