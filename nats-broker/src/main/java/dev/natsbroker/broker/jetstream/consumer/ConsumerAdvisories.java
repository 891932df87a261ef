package dev.natsbroker.broker.jetstream.consumer;

import dev.natsbroker.broker.json.GoJson;
import dev.natsbroker.broker.json.GoTime;
import dev.natsbroker.broker.json.JsonWritable;
import dev.natsbroker.broker.message.OutboundMessage;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Tells whoever listens what happens to a consumer (spec 9). Nothing is built while nobody does. Owned by the lane. */
final class ConsumerAdvisories {
    private static final String ADVISORY = "$JS.EVENT.ADVISORY.CONSUMER.";
    private static final String ADVISORY_TYPE = "io.nats.jetstream.advisory.v1.";
    private static final byte[] NO_HEADERS = {};

    private final ConsumerContext context;
    private final byte[] nakSubject;
    private final byte[] terminatedSubject;
    private final byte[] maxDeliveriesSubject;
    private final byte[] ackMetricSubject;

    ConsumerAdvisories(ConsumerContext context) {
        this.context = context;
        this.nakSubject = subject(ADVISORY + "MSG_NAKED");
        this.terminatedSubject = subject(ADVISORY + "MSG_TERMINATED");
        this.maxDeliveriesSubject = subject(ADVISORY + "MAX_DELIVERIES");
        this.ackMetricSubject = subject("$JS.EVENT.METRIC.CONSUMER.ACK");
    }

    private byte[] subject(String prefix) {
        return Ascii.of(prefix + "." + context.streamName + "." + context.name);
    }

    void created() {
        send(subject(ADVISORY + "CREATED"), "consumer_action", event -> event.writeStringProperty("action", "create"));
    }

    void deleted() {
        send(subject(ADVISORY + "DELETED"), "consumer_action", event -> event.writeStringProperty("action", "delete"));
    }

    /** With the new end of a pause, or null for none. */
    void paused(@Nullable Instant until) {
        send(subject(ADVISORY + "PAUSE"), "consumer_pause", event -> {
            event.writeBooleanProperty(
                    "paused", until != null && context.clock.now().isBefore(until));
            event.writeStringProperty("pause_until", GoJson.text(until == null ? GoTime.ZERO : until));
        });
    }

    void pinned(String group, String pin) {
        send(subject(ADVISORY + "PINNED"), "consumer_group_pinned", true, event -> {
            event.writeStringProperty("group", group);
            event.writeStringProperty("pinned_id", pin);
        });
    }

    void unpinned(String group, String reason) {
        send(subject(ADVISORY + "UNPINNED"), "consumer_group_unpinned", true, event -> {
            event.writeStringProperty("group", group);
            event.writeStringProperty("reason", reason);
        });
    }

    void naked(long consumerSequence, long sequence, long deliveries) {
        send(nakSubject, "nak", event -> message(event, consumerSequence, sequence, deliveries));
    }

    void terminated(long consumerSequence, long sequence, long deliveries, String reason) {
        send(terminatedSubject, "terminated", event -> {
            message(event, consumerSequence, sequence, deliveries);
            if (!reason.isEmpty()) {
                event.writeStringProperty("reason", reason);
            }
        });
    }

    void maxDeliveries(long sequence, long deliveries) {
        send(maxDeliveriesSubject, "max_deliver", event -> {
            event.writeNumberProperty("stream_seq", sequence);
            event.writeNumberProperty("deliveries", deliveries);
        });
    }

    private static void message(JsonGenerator event, long consumerSequence, long sequence, long deliveries) {
        event.writeNumberProperty("consumer_seq", consumerSequence);
        event.writeNumberProperty("stream_seq", sequence);
        event.writeNumberProperty("deliveries", deliveries);
    }

    /** The metric of a sampled acknowledgement; {@code ackNanos} after the delivery. */
    void acknowledged(long consumerSequence, long sequence, long ackNanos, long deliveries) {
        publish(ackMetricSubject, "io.nats.jetstream.metric.v1.consumer_ack", false, event -> {
            event.writeNumberProperty("consumer_seq", consumerSequence);
            event.writeNumberProperty("stream_seq", sequence);
            event.writeNumberProperty("ack_time", ackNanos);
            event.writeNumberProperty("deliveries", deliveries);
        });
    }

    private void send(byte[] subject, String type, Consumer<JsonGenerator> fields) {
        send(subject, type, false, fields);
    }

    private void send(byte[] subject, String type, boolean withAccount, Consumer<JsonGenerator> fields) {
        publish(subject, ADVISORY_TYPE + type, withAccount, fields);
    }

    private void publish(byte[] subject, String type, boolean withAccount, Consumer<JsonGenerator> fields) {
        if (!context.host.publisher().hasInterest(subject, 0, subject.length)) {
            return;
        }
        JsonWritable event = json -> {
            json.writeStartObject();
            json.writeStringProperty("type", type);
            json.writeStringProperty("id", Nuid.next(context.random));
            json.writeStringProperty("timestamp", GoJson.text(context.clock.now()));
            if (withAccount) {
                json.writeStringProperty("account", context.host.account());
            }
            json.writeStringProperty("stream", context.streamName);
            json.writeStringProperty("consumer", context.name);
            fields.accept(json);
            String domain = context.host.domain();
            if (domain != null) {
                json.writeStringProperty("domain", domain);
            }
            json.writeEndObject();
        };
        OutboundMessage message = context.host.outbound();
        message.to(subject).body(NO_HEADERS, GoJson.compact(event));
        context.host.publisher().publish(message);
    }
}
