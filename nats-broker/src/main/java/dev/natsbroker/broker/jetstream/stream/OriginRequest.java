package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.AckPolicy;
import dev.natsbroker.broker.jetstream.model.ConsumerConfig;
import dev.natsbroker.broker.jetstream.model.ConsumerConfigBuilder;
import dev.natsbroker.broker.jetstream.model.ExternalStream;
import dev.natsbroker.broker.jetstream.model.Nuid;
import dev.natsbroker.broker.jetstream.model.ReplayPolicy;
import dev.natsbroker.broker.jetstream.model.StreamConsumerSource;
import dev.natsbroker.broker.jetstream.model.StreamSource;
import dev.natsbroker.broker.jetstream.model.SubjectTransformConfig;
import dev.natsbroker.broker.json.GoJson;
import dev.natsbroker.broker.json.JsonWritable;
import dev.natsbroker.broker.message.OutboundMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The request by which a mirror or source gets its messages: for a push consumer of its own, or for a configured one to start anew.
 * Immutable.
 *
 * @param source the origin
 * @param config what the consumer is asked to be; unused for a configured one
 * @param level the API level that the other side needs, 0 for any
 * @param identity the origin as it was known last; empty for unknown
 */
record OriginRequest(StreamSource source, ConsumerConfig config, int level, String identity) {
    static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(1);
    static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long ACK_WAIT_NANOS = TimeUnit.HOURS.toNanos(22);
    private static final String API = "$JS.API";
    private static final byte[] NOTHING = {};

    /** What consumers of mirrors and sources have in common; the start is to be added. */
    static ConsumerConfigBuilder consumer(
            StreamSource source, String name, String deliverSubject, Map<String, String> metadata) {
        List<String> filters = source.subjectTransforms().stream()
                .map(SubjectTransformConfig::source)
                .toList();
        boolean single = source.filterSubject().isEmpty() && filters.size() == 1;
        return ConsumerConfig.builder()
                .name(name)
                .deliverSubject(deliverSubject)
                .ackPolicy(AckPolicy.NONE)
                .replayPolicy(ReplayPolicy.INSTANT)
                .ackWaitNanos(ACK_WAIT_NANOS)
                .maxDeliver(1)
                .idleHeartbeatNanos(HEARTBEAT_NANOS)
                .flowControl(true)
                .direct(true)
                .sourcing(true)
                .inactiveThresholdNanos(STALLED_NANOS)
                .metadata(metadata)
                .filterSubject(single ? filters.get(0) : source.filterSubject())
                .filterSubjects(single ? List.of() : filters);
    }

    /** Where the origin delivers. */
    static String deliverSubject(StreamSource source, String kind, Nuid names) {
        ExternalStream external = source.external();
        String name = '.' + kind + '.' + names.nextConsumerName();
        return external == null || external.deliverPrefix().isEmpty()
                ? "$JS" + name
                : withoutEmptyTokens(external.deliverPrefix() + name);
    }

    private static String withoutEmptyTokens(String subject) {
        return subject.replace("..", ".");
    }

    /** A request of the API as the origin is reached. */
    static String subject(StreamSource source, String request) {
        ExternalStream external = source.external();
        return external == null ? API + request : withoutEmptyTokens(external.apiPrefix() + request);
    }

    /** Whether the consumer was configured, and exists. */
    boolean isDurable() {
        return source.consumer() != null;
    }

    /** The same for a server that knows less. */
    OriginRequest downgraded(Nuid names) {
        if (level > 4) {
            return new OriginRequest(source, config, level - 1, "");
        }
        ConsumerConfig plain = config.toBuilder()
                .sourcing(false)
                .name(config.name() + '_' + names.nextConsumerName())
                .build();
        return new OriginRequest(source, plain, 0, "");
    }

    /** Whether there is a way to ask for less. */
    boolean canBeDowngraded() {
        return config.sourcing() && (level > 4 || !isDurable());
    }

    /** Fills {@code message} with the request. */
    OutboundMessage write(OutboundMessage message, String reply) {
        byte[] replyBytes = bytes(reply);
        return message.to(bytes(subject(source, request())))
                .reply(replyBytes, 0, replyBytes.length)
                .body(headers(), body());
    }

    private String request() {
        StreamConsumerSource durable = source.consumer();
        if (durable != null) {
            return ".CONSUMER.RESET." + source.name() + '.' + durable.name();
        }
        String create = ".CONSUMER.CREATE." + source.name();
        return config.filterSubject().isEmpty() ? create : create + '.' + config.name() + '.' + config.filterSubject();
    }

    private byte[] headers() {
        if (level == 0) {
            return NOTHING;
        }
        String known = level > 4 ? "Nats-Stream-Identity: " + identity + "\r\n" : "";
        return bytes("NATS/1.0\r\nNats-Required-Api-Level: " + level + "\r\n" + known + "\r\n");
    }

    private byte[] body() {
        if (isDurable()) {
            return NOTHING;
        }
        return GoJson.compact((JsonWritable) json -> {
            json.writeStartObject();
            json.writeStringProperty("stream_name", source.name());
            json.writeName("config");
            config.writeTo(json);
            json.writeEndObject();
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
