package dev.natsbroker.spring.topology;

import io.nats.client.api.FeatureConfiguration;
import io.nats.client.api.StreamConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an application wants to be there. Key-value and object store buckets are streams too (ADR-8, ADR-20). Immutable.
 *
 * @param streams streams, and those behind buckets, by name
 * @param consumers consumers
 */
public record Topology(Map<String, StreamConfiguration> streams, List<ConsumerDeclaration> consumers) {
    /** Copies both. */
    public Topology {
        streams = Map.copyOf(streams);
        consumers = List.copyOf(consumers);
    }

    /**
     * Everything that is declared.
     *
     * @throws IllegalArgumentException if two streams or buckets have the same name
     */
    public static Topology of(
            List<StreamConfiguration> streams,
            List<? extends FeatureConfiguration> buckets,
            List<ConsumerDeclaration> consumers) {
        List<StreamConfiguration> all = new ArrayList<>(streams);
        for (FeatureConfiguration bucket : buckets) {
            all.add(bucket.getBackingConfig());
        }
        Map<String, StreamConfiguration> byName = new TreeMap<>();
        for (StreamConfiguration stream : all) {
            String name = String.valueOf(stream.getName());
            if (byName.putIfAbsent(name, stream) != null) {
                throw new IllegalArgumentException("Stream '" + name
                        + "' is declared twice; declare it once, as a bean or by properties nats.jetstream.streams."
                        + name + ".*");
            }
        }
        return new Topology(byName, consumers);
    }

    /** Whether nothing is declared. */
    public boolean isEmpty() {
        return streams.isEmpty() && consumers.isEmpty();
    }

    /** The declared stream of this name; null if there is none. */
    public @Nullable StreamConfiguration findStream(String name) {
        return streams.get(name);
    }
}
