package dev.natsbroker.spring.reactive;

import dev.natsbroker.spring.object.ObjectBucket;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectStoreWatchOption;
import java.util.List;
import org.reactivestreams.Publisher;
import org.springframework.core.io.Resource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** An object store whose blocking calls run on the bounded elastic scheduler. Immutable. */
final class ElasticObjectBucket implements ReactiveObjectBucket {
    private static final int READ_SIZE = 16 * 1024;

    /** Buffers that are asked for before they are put. */
    private static final int DEMAND = 16;

    private final ObjectBucket bucket;
    private final int buffer;

    ElasticObjectBucket(ObjectBucket bucket, int buffer) {
        this.bucket = bucket;
        this.buffer = buffer;
    }

    @Override
    public Mono<ObjectInfo> put(String objectName, Resource content) {
        return Elastic.call(() -> bucket.put(objectName, content));
    }

    @Override
    public Mono<ObjectInfo> put(String objectName, byte[] content) {
        return Elastic.call(() -> bucket.put(objectName, content));
    }

    @Override
    public Mono<ObjectInfo> put(String objectName, Publisher<DataBuffer> content) {
        return Elastic.call(() -> bucket.put(objectName, DataBufferUtils.subscriberInputStream(content, DEMAND)));
    }

    @Override
    public Flux<DataBuffer> get(String objectName) {
        return DataBufferUtils.readInputStream(
                        () -> bucket.get(objectName).getInputStream(),
                        DefaultDataBufferFactory.sharedInstance,
                        READ_SIZE)
                .subscribeOn(Schedulers.boundedElastic());
    }

    @Override
    public Mono<byte[]> getBytes(String objectName) {
        return Elastic.call(() -> bucket.get(objectName).getContentAsByteArray());
    }

    @Override
    public Mono<ObjectInfo> info(String objectName) {
        return Elastic.call(() -> bucket.info(objectName));
    }

    @Override
    public Flux<ObjectInfo> list() {
        return Elastic.<List<ObjectInfo>>call(bucket::list).flatMapIterable(objects -> objects);
    }

    @Override
    public Mono<Boolean> delete(String objectName) {
        return Elastic.call(() -> bucket.delete(objectName));
    }

    @Override
    public Mono<ObjectInfo> rename(String objectName, String newName) {
        return Elastic.call(() -> bucket.rename(objectName, newName));
    }

    @Override
    public Flux<ObjectInfo> watch(ObjectStoreWatchOption... options) {
        return PushedFlux.create(
                sink -> sink.onDispose(bucket.watch(sink::next, options)::close),
                buffer,
                "object store '" + bucket.getName() + "'");
    }
}
