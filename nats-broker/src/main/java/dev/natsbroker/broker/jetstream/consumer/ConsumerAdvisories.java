package dev.natsbroker.broker.jetstream.consumer;

import dev.natsbroker.broker.events.Advisory;
import dev.natsbroker.broker.events.AdvisoryPublisher;
import dev.natsbroker.broker.events.AssetAction;
import dev.natsbroker.broker.events.ConsumerPaused;
import dev.natsbroker.broker.json.GoTime;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Tells whoever listens what happens to a consumer (spec 9). Nothing is built while nobody does. Owned by the lane. */
final class ConsumerAdvisories {
    /** One of the consumer's advisories: what is said of it behind the common fields. */
    private record Event(String subject, String type, Consumer<JsonGenerator> fields) implements Advisory {
        @Override
        public void writeFields(JsonGenerator json) {
            fields.accept(json);
        }
    }

    /** Where one kind of event goes. */
    private final class Topic {
        private final String subject;
        private final byte[] bytes;
        private final String type;

        Topic(String subjectPrefix, String type) {
            this.subject = subjectPrefix + '.' + context.streamName + '.' + context.name;
            this.bytes = Ascii.of(subject);
            this.type = type;
        }

        boolean isWanted() {
            return context.host.publisher().hasInterest(bytes, 0, bytes.length);
        }

        void publish(Consumer<JsonGenerator> fields) {
            publisher.publish(new Event(subject, type, fields));
        }
    }

    private static final String SUBJECT = Advisory.PREFIX + "CONSUMER.";

    private final ConsumerContext context;
    private final AdvisoryPublisher publisher;
    private final Topic naked;
    private final Topic terminated;
    private final Topic maxDeliveries;
    private final Topic acknowledged;

    @SuppressWarnings("this-escape") // the topics only keep the reference
    ConsumerAdvisories(ConsumerContext context) {
        this.context = context;
        this.publisher = new AdvisoryPublisher(
                context.host.publisher(),
                context.host.outbound(),
                context.clock,
                context.nuid::next,
                context.host.domain());
        this.naked = new Topic(SUBJECT + "MSG_NAKED", Advisory.TYPE_PREFIX + "nak");
        this.terminated = new Topic(SUBJECT + "MSG_TERMINATED", Advisory.TYPE_PREFIX + "terminated");
        this.maxDeliveries = new Topic(SUBJECT + "MAX_DELIVERIES", Advisory.TYPE_PREFIX + "max_deliver");
        this.acknowledged = new Topic("$JS.EVENT.METRIC.CONSUMER.ACK", "io.nats.jetstream.metric.v1.consumer_ack");
    }

    void created() {
        publisher.publish(AssetAction.ofConsumer(context.streamName, context.name, AssetAction.Action.CREATE));
    }

    void deleted() {
        publisher.publish(AssetAction.ofConsumer(context.streamName, context.name, AssetAction.Action.DELETE));
    }

    /** With the new end of a pause, or null for none. */
    void paused(@Nullable Instant until) {
        boolean isPaused = until != null && context.clock.now().isBefore(until);
        publisher.publish(
                new ConsumerPaused(context.streamName, context.name, isPaused, until == null ? GoTime.ZERO : until));
    }

    void pinned(String group, String pin) {
        new Topic(SUBJECT + "PINNED", Advisory.TYPE_PREFIX + "consumer_group_pinned").publish(json -> {
            writeGroup(json, group);
            json.writeStringProperty("pinned_id", pin);
        });
    }

    void unpinned(String group, String reason) {
        new Topic(SUBJECT + "UNPINNED", Advisory.TYPE_PREFIX + "consumer_group_unpinned").publish(json -> {
            writeGroup(json, group);
            json.writeStringProperty("reason", reason);
        });
    }

    private void writeGroup(JsonGenerator json, String group) {
        json.writeStringProperty("account", context.host.account());
        writeNames(json);
        json.writeStringProperty("group", group);
    }

    void naked(long consumerSequence, long sequence, long deliveries) {
        if (naked.isWanted()) {
            naked.publish(json -> writeMessage(json, consumerSequence, sequence, deliveries));
        }
    }

    void terminated(long consumerSequence, long sequence, long deliveries, String reason) {
        if (terminated.isWanted()) {
            terminated.publish(json -> {
                writeMessage(json, consumerSequence, sequence, deliveries);
                if (!reason.isEmpty()) {
                    json.writeStringProperty("reason", reason);
                }
            });
        }
    }

    void maxDeliveries(long sequence, long deliveries) {
        if (maxDeliveries.isWanted()) {
            maxDeliveries.publish(json -> {
                writeNames(json);
                json.writeNumberProperty("stream_seq", sequence);
                json.writeNumberProperty("deliveries", deliveries);
            });
        }
    }

    /** The metric of a sampled acknowledgement; {@code ackNanos} after the delivery. */
    void acknowledged(long consumerSequence, long sequence, long ackNanos, long deliveries) {
        if (acknowledged.isWanted()) {
            acknowledged.publish(json -> {
                writeNames(json);
                json.writeNumberProperty("consumer_seq", consumerSequence);
                json.writeNumberProperty("stream_seq", sequence);
                json.writeNumberProperty("ack_time", ackNanos);
                json.writeNumberProperty("deliveries", deliveries);
            });
        }
    }

    private void writeMessage(JsonGenerator json, long consumerSequence, long sequence, long deliveries) {
        writeNames(json);
        json.writeNumberProperty("consumer_seq", consumerSequence);
        json.writeNumberProperty("stream_seq", sequence);
        json.writeNumberProperty("deliveries", deliveries);
    }

    private void writeNames(JsonGenerator json) {
        json.writeStringProperty("stream", context.streamName);
        json.writeStringProperty("consumer", context.name);
    }
}
