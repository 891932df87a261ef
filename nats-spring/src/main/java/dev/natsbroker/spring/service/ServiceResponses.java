package dev.natsbroker.spring.service;

import io.nats.client.support.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The answers of a service to discovery, as ADR-32 lays them out. Thread-safe. */
final class ServiceResponses {
    private static final String TYPE = "io.nats.micro.v1.";

    private final String instanceId;
    private final ServiceDescription service;
    private final List<ServiceContainer.Member> members;

    ServiceResponses(String instanceId, ServiceDescription service, List<ServiceContainer.Member> members) {
        this.instanceId = instanceId;
        this.service = service;
        this.members = members;
    }

    String instanceId() {
        return instanceId;
    }

    byte[] ping() {
        return bytes(common("ping_response"));
    }

    byte[] info() {
        Map<String, JsonValue> info = common("info_response");
        info.put("description", new JsonValue(service.description()));
        info.put("endpoints", new JsonValue(endpoints(member -> Map.of())));
        return bytes(info);
    }

    byte[] stats(Instant started) {
        Map<String, JsonValue> stats = common("stats_response");
        stats.put("started", new JsonValue(started.toString()));
        stats.put("endpoints", new JsonValue(endpoints(member -> numbers(member.statistics(), started))));
        return bytes(stats);
    }

    private Map<String, JsonValue> common(String type) {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("type", new JsonValue(TYPE + type));
        fields.put("name", new JsonValue(service.name()));
        fields.put("id", new JsonValue(instanceId));
        fields.put("version", new JsonValue(service.version()));
        fields.put("metadata", metadata(service.metadata()));
        return fields;
    }

    private List<JsonValue> endpoints(Function<ServiceContainer.Member, Map<String, JsonValue>> more) {
        List<JsonValue> endpoints = new ArrayList<>();
        for (ServiceContainer.Member member : members) {
            EndpointDescription endpoint = member.description();
            Map<String, JsonValue> fields = new LinkedHashMap<>();
            fields.put("name", new JsonValue(endpoint.name()));
            fields.put("subject", new JsonValue(endpoint.subject()));
            fields.put("queue_group", new JsonValue(endpoint.queueGroup()));
            fields.put("metadata", metadata(endpoint.metadata()));
            fields.putAll(more.apply(member));
            endpoints.add(new JsonValue(fields));
        }
        return endpoints;
    }

    private static Map<String, JsonValue> numbers(EndpointStatistics statistics, Instant started) {
        long requests = statistics.requests();
        long nanos = statistics.processingNanos();
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("num_requests", new JsonValue(requests));
        fields.put("num_errors", new JsonValue(statistics.errors()));
        fields.put("last_error", new JsonValue(orEmpty(statistics.lastError())));
        fields.put("processing_time", new JsonValue(nanos));
        fields.put("average_processing_time", new JsonValue(requests == 0 ? 0 : nanos / requests));
        fields.put("started", new JsonValue(started.toString()));
        return fields;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static JsonValue metadata(Map<String, String> metadata) {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        metadata.forEach((key, value) -> fields.put(key, new JsonValue(value)));
        return new JsonValue(fields);
    }

    private static byte[] bytes(Map<String, JsonValue> fields) {
        return new JsonValue(fields).toJson().getBytes(StandardCharsets.UTF_8);
    }
}
