package dev.natsbroker.spring.listener.jetstream;

import dev.natsbroker.spring.topology.Provision;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.ReplayPolicy;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The consumer that a listener needs. What is null is left to the server when the consumer is created, and is not compared with
 * one that exists.
 *
 * @param stream name of the stream
 * @param consumer durable name; null only for {@link DeliveryMode#ORDERED}
 * @param mode how messages are delivered
 * @param filterSubjects subjects to which messages are restricted; none for all of the stream
 * @param deliverPolicy where a new consumer starts
 * @param startSequence stream sequence for {@link DeliverPolicy#ByStartSequence}
 * @param startTime time for {@link DeliverPolicy#ByStartTime}
 * @param ackWait after which the server delivers again what was not acknowledged
 * @param maxAckPending how many messages may wait for their acknowledgement
 * @param maxDeliver how many times the server delivers a message; it gives up then, and the listener makes a dead letter of it
 * @param headersOnly whether messages come without their payload
 * @param replayPolicy at once, or with the original pauses
 * @param deliverGroup queue group for {@link DeliveryMode#PUSH}; null for the consumer's name
 * @param description for people
 * @param provision what the listener does about the consumer
 */
public record ConsumerSettings(
        String stream,
        @Nullable String consumer,
        DeliveryMode mode,
        List<String> filterSubjects,
        @Nullable DeliverPolicy deliverPolicy,
        @Nullable Long startSequence,
        @Nullable ZonedDateTime startTime,
        @Nullable Duration ackWait,
        @Nullable Integer maxAckPending,
        @Nullable Integer maxDeliver,
        @Nullable Boolean headersOnly,
        @Nullable ReplayPolicy replayPolicy,
        @Nullable String deliverGroup,
        @Nullable String description,
        Provision provision) {
    /** Checks what belongs together. */
    public ConsumerSettings {
        filterSubjects = List.copyOf(filterSubjects);
        if (stream.isBlank()) {
            throw new IllegalArgumentException("A JetStream listener needs the name of its stream");
        }
        if (mode != DeliveryMode.ORDERED && (consumer == null || consumer.isBlank())) {
            throw new IllegalArgumentException("A listener on stream '" + stream + "' with mode " + mode
                    + " needs the durable name of its consumer; only mode ORDERED goes without");
        }
        requireName("stream", stream);
        if (consumer != null) {
            requireName("consumer", consumer);
        }
        if ((deliverPolicy == DeliverPolicy.ByStartSequence) != (startSequence != null)) {
            throw new IllegalArgumentException("Start sequence is " + startSequence + " and deliver policy "
                    + deliverPolicy + ": a sequence goes with ByStartSequence, and only with it");
        }
        if ((deliverPolicy == DeliverPolicy.ByStartTime) != (startTime != null)) {
            throw new IllegalArgumentException("Start time is " + startTime + " and deliver policy " + deliverPolicy
                    + ": a time goes with ByStartTime, and only with it");
        }
    }

    /** No server answers for other names (ADR-6): the API has them in its subjects. */
    private static void requireName(String what, String name) {
        boolean fine = name.chars().allMatch(c -> c > ' ' && c != 127 && ".*>/\\".indexOf(c) < 0);
        if (!fine) {
            throw new IllegalArgumentException("A listener cannot have '" + name + "' as the name of its " + what
                    + ": names have no '.', '*', '>', '/', '\\' and spaces");
        }
    }

    /** A builder for a consumer of {@code stream} with this durable name. */
    public static Builder builder(String stream, @Nullable String consumer) {
        return new Builder(stream, consumer);
    }

    /** The consumer for people. */
    String describe() {
        return (consumer == null ? "ordered consumer" : "consumer '" + consumer + "'") + " of stream '" + stream + "'";
    }

    /** Builds settings; what is not set is left to the server. Not thread-safe. */
    public static final class Builder {
        private final String stream;
        private final @Nullable String consumer;
        private DeliveryMode mode = DeliveryMode.PULL;
        private List<String> filterSubjects = List.of();
        private @Nullable DeliverPolicy deliverPolicy;
        private @Nullable Long startSequence;
        private @Nullable ZonedDateTime startTime;
        private @Nullable Duration ackWait;
        private @Nullable Integer maxAckPending;
        private @Nullable Integer maxDeliver;
        private @Nullable Boolean headersOnly;
        private @Nullable ReplayPolicy replayPolicy;
        private @Nullable String deliverGroup;
        private @Nullable String description;
        private Provision provision = Provision.CREATE;

        private Builder(String stream, @Nullable String consumer) {
            this.stream = stream;
            this.consumer = consumer;
        }

        /** How messages are delivered; {@link DeliveryMode#PULL} if not set. */
        public Builder mode(DeliveryMode value) {
            this.mode = value;
            return this;
        }

        /** Subjects to which messages are restricted. */
        public Builder filterSubjects(String... values) {
            this.filterSubjects = List.of(values);
            return this;
        }

        /** Where a new consumer starts: all, last, new, last per subject. */
        public Builder deliverPolicy(DeliverPolicy value) {
            this.deliverPolicy = value;
            return this;
        }

        /** A new consumer starts at this stream sequence. */
        public Builder startSequence(long value) {
            this.deliverPolicy = DeliverPolicy.ByStartSequence;
            this.startSequence = value;
            return this;
        }

        /** A new consumer starts at this time. */
        public Builder startTime(ZonedDateTime value) {
            this.deliverPolicy = DeliverPolicy.ByStartTime;
            this.startTime = value;
            return this;
        }

        /** After which the server delivers again what was not acknowledged. */
        public Builder ackWait(@Nullable Duration value) {
            this.ackWait = value;
            return this;
        }

        /** How many messages may wait for their acknowledgement. */
        public Builder maxAckPending(@Nullable Integer value) {
            this.maxAckPending = value;
            return this;
        }

        /** How many times the server delivers a message. */
        public Builder maxDeliver(@Nullable Integer value) {
            this.maxDeliver = value;
            return this;
        }

        /** Whether messages come without their payload. */
        public Builder headersOnly(@Nullable Boolean value) {
            this.headersOnly = value;
            return this;
        }

        /** At once, or with the original pauses. */
        public Builder replayPolicy(@Nullable ReplayPolicy value) {
            this.replayPolicy = value;
            return this;
        }

        /** Queue group for {@link DeliveryMode#PUSH}. */
        public Builder deliverGroup(@Nullable String value) {
            this.deliverGroup = value;
            return this;
        }

        /** A description for people. */
        public Builder description(@Nullable String value) {
            this.description = value;
            return this;
        }

        /** What the listener does about the consumer; {@link Provision#CREATE} if not set. */
        public Builder provision(Provision value) {
            this.provision = value;
            return this;
        }

        /** The settings. */
        public ConsumerSettings build() {
            return new ConsumerSettings(
                    stream,
                    consumer,
                    mode,
                    filterSubjects,
                    deliverPolicy,
                    startSequence,
                    startTime,
                    ackWait,
                    maxAckPending,
                    maxDeliver,
                    headersOnly,
                    replayPolicy,
                    deliverGroup,
                    description,
                    provision);
        }
    }
}
