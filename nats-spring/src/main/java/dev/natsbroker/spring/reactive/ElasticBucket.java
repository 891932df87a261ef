package dev.natsbroker.spring.reactive;

import dev.natsbroker.spring.NatsException;
import dev.natsbroker.spring.kv.BucketEntry;
import dev.natsbroker.spring.kv.BucketWatcher;
import dev.natsbroker.spring.kv.KeyValueBucket;
import dev.natsbroker.spring.kv.UndecodableValueException;
import io.nats.client.api.KeyValueWatchOption;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;

/** A bucket whose blocking calls run on the bounded elastic scheduler. Immutable. */
final class ElasticBucket<T> implements ReactiveKeyValueBucket<T> {
    private final KeyValueBucket<T> bucket;
    private final int buffer;

    ElasticBucket(KeyValueBucket<T> bucket, int buffer) {
        this.bucket = bucket;
        this.buffer = buffer;
    }

    @Override
    public Mono<T> get(String key) {
        return Elastic.call(() -> bucket.get(key));
    }

    @Override
    public Mono<BucketEntry<T>> getEntry(String key) {
        return Elastic.call(() -> bucket.getEntry(key));
    }

    @Override
    public Mono<Long> put(String key, T value) {
        return Elastic.call(() -> bucket.put(key, value));
    }

    @Override
    public Mono<Long> put(String key, T value, Duration timeToLive) {
        return Elastic.call(() -> bucket.put(key, value, timeToLive));
    }

    @Override
    public Mono<Long> create(String key, T value) {
        return Elastic.call(() -> bucket.create(key, value));
    }

    @Override
    public Mono<Long> create(String key, T value, Duration timeToLive) {
        return Elastic.call(() -> bucket.create(key, value, timeToLive));
    }

    @Override
    public Mono<Long> update(String key, T value, long revision) {
        return Elastic.call(() -> bucket.update(key, value, revision));
    }

    @Override
    public Mono<Long> update(String key, T value, long revision, Duration timeToLive) {
        return Elastic.call(() -> bucket.update(key, value, revision, timeToLive));
    }

    @Override
    public Mono<T> update(String key, Function<@Nullable T, @Nullable T> function) {
        return Elastic.call(() -> bucket.update(key, function));
    }

    @Override
    public Mono<T> update(String key, Function<@Nullable T, @Nullable T> function, Duration timeToLive) {
        return Elastic.call(() -> bucket.update(key, function, timeToLive));
    }

    @Override
    public Mono<Void> delete(String key) {
        return Elastic.run(() -> bucket.delete(key));
    }

    @Override
    public Mono<Void> purge(String key) {
        return Elastic.run(() -> bucket.purge(key));
    }

    @Override
    public Flux<String> keys(String... filters) {
        return Elastic.<List<String>>call(() -> bucket.keys(filters)).flatMapIterable(keys -> keys);
    }

    @Override
    public Flux<BucketEntry<T>> history(String key) {
        return Elastic.<List<BucketEntry<T>>>call(() -> bucket.history(key)).flatMapIterable(entries -> entries);
    }

    @Override
    public Flux<BucketEntry<T>> watch(List<String> filters, KeyValueWatchOption... options) {
        return PushedFlux.create(
                sink -> sink.onDispose(bucket.watch(filters, new SinkWatcher<>(sink), options)::close),
                buffer,
                "bucket '" + bucket.getName() + "'");
    }

    private record SinkWatcher<T>(FluxSink<BucketEntry<T>> sink) implements BucketWatcher<T> {
        @Override
        public void onEntry(BucketEntry<T> entry) {
            sink.next(entry);
        }

        @Override
        public void onError(NatsException error) {
            if (error instanceof UndecodableValueException) {
                sink.error(error);
            } else {
                BucketWatcher.super.onError(error);
            }
        }
    }
}
