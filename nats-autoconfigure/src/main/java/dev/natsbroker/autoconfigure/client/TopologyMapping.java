package dev.natsbroker.autoconfigure.client;

import dev.natsbroker.spring.topology.ConsumerDeclaration;
import dev.natsbroker.spring.topology.Topology;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.FeatureConfiguration;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.util.unit.DataSize;

/** Makes configurations of the client library of declared streams, buckets and consumers. */
final class TopologyMapping {
    private TopologyMapping() {}

    /**
     * What is declared by properties and by beans.
     *
     * @throws IllegalArgumentException if something is declared twice, or has a value out of its range
     */
    static Topology topology(
            NatsProperties.JetStream properties,
            Stream<StreamConfiguration> streamBeans,
            Stream<FeatureConfiguration> bucketBeans,
            Stream<ConsumerDeclaration> consumerBeans) {
        List<StreamConfiguration> streams = new ArrayList<>(streamBeans.toList());
        List<FeatureConfiguration> buckets = new ArrayList<>(bucketBeans.toList());
        List<ConsumerDeclaration> consumers = new ArrayList<>(consumerBeans.toList());
        for (Map.Entry<String, StreamProperties> stream :
                properties.getStreams().entrySet()) {
            String name = stream.getKey();
            streams.add(stream(name, stream.getValue()));
            stream.getValue()
                    .getConsumers()
                    .forEach((durable, consumer) ->
                            consumers.add(new ConsumerDeclaration(name, consumer(durable, consumer))));
        }
        for (Map.Entry<String, BucketProperties> bucket :
                properties.getKeyValueBuckets().entrySet()) {
            buckets.add(keyValueBucket(bucket.getKey(), bucket.getValue()));
        }
        for (Map.Entry<String, BucketProperties> bucket :
                properties.getObjectStoreBuckets().entrySet()) {
            buckets.add(objectStoreBucket(bucket.getKey(), bucket.getValue()));
        }
        return Topology.of(streams, buckets, consumers);
    }

    private static StreamConfiguration stream(String name, StreamProperties properties) {
        StreamConfiguration.Builder stream = StreamConfiguration.builder()
                .name(name)
                .subjects(properties.getSubjects().isEmpty() ? List.of(name) : properties.getSubjects())
                .retentionPolicy(properties.getRetention())
                .storageType(properties.getStorage())
                .discardPolicy(properties.getDiscard())
                .replicas(properties.getReplicas())
                .allowDirect(properties.isAllowDirect());
        PropertyMapper map = PropertyMapper.get();
        map.from(properties::getDescription).to(stream::description);
        map.from(properties::getMaxAge).to(stream::maxAge);
        map.from(properties::getMaxBytes).as(DataSize::toBytes).to(stream::maxBytes);
        map.from(properties::getMaxMessages).to(stream::maxMessages);
        map.from(properties::getMaxMessagesPerSubject).to(stream::maxMessagesPerSubject);
        map.from(properties::getMaxMessageSize)
                .as(DataSize::toBytes)
                .as(Math::toIntExact)
                .to(stream::maximumMessageSize);
        map.from(properties::getDuplicateWindow).to(stream::duplicateWindow);
        map.from(properties::isAllowMessageTtl).whenTrue().to(stream::allowMessageTtl);
        map.from(properties::isAllowMessageSchedules).whenTrue().to(stream::allowMessageSchedules);
        map.from(properties::isAllowAtomicPublish).whenTrue().to(stream::allowAtomicPublish);
        map.from(properties::isDenyDelete).to(stream::denyDelete);
        map.from(properties::isDenyPurge).to(stream::denyPurge);
        return stream.build();
    }

    private static ConsumerConfiguration consumer(String durable, ConsumerProperties properties) {
        ConsumerConfiguration.Builder consumer = ConsumerConfiguration.builder()
                .durable(durable)
                .filterSubjects(properties.getFilterSubjects())
                .ackPolicy(properties.getAckPolicy())
                .deliverPolicy(properties.getDeliverPolicy());
        PropertyMapper map = PropertyMapper.get();
        map.from(properties::getDescription).to(consumer::description);
        map.from(properties::getAckWait).to(consumer::ackWait);
        map.from(properties::getMaxDeliver).to(value -> consumer.maxDeliver(value));
        map.from(properties::getMaxAckPending).to(value -> consumer.maxAckPending(value));
        if (!properties.getBackoff().isEmpty()) {
            consumer.backoff(properties.getBackoff().toArray(Duration[]::new));
        }
        return consumer.build();
    }

    private static KeyValueConfiguration keyValueBucket(String name, BucketProperties properties) {
        KeyValueConfiguration.Builder bucket = KeyValueConfiguration.builder()
                .name(name)
                .storageType(properties.getStorage())
                .replicas(properties.getReplicas())
                .maxHistoryPerKey(properties.getHistory())
                .compression(properties.isCompression());
        PropertyMapper map = PropertyMapper.get();
        map.from(properties::getDescription).to(bucket::description);
        map.from(properties::getTimeToLive).to(bucket::ttl);
        map.from(properties::getLimitMarker).to(bucket::limitMarker);
        map.from(properties::getMaxBytes).as(DataSize::toBytes).to(bucket::maxBucketSize);
        map.from(properties::getMaxValueSize)
                .as(DataSize::toBytes)
                .as(Math::toIntExact)
                .to(bucket::maximumValueSize);
        return bucket.build();
    }

    private static ObjectStoreConfiguration objectStoreBucket(String name, BucketProperties properties) {
        ObjectStoreConfiguration.Builder bucket = ObjectStoreConfiguration.builder(name)
                .storageType(properties.getStorage())
                .replicas(properties.getReplicas())
                .compression(properties.isCompression());
        PropertyMapper map = PropertyMapper.get();
        map.from(properties::getDescription).to(bucket::description);
        map.from(properties::getTimeToLive).to(bucket::ttl);
        map.from(properties::getMaxBytes).as(DataSize::toBytes).to(bucket::maxBucketSize);
        return bucket.build();
    }
}
