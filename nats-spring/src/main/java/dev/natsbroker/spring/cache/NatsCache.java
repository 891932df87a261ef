package dev.natsbroker.spring.cache;

import dev.natsbroker.spring.NatsException;
import dev.natsbroker.spring.kv.KeyValueOperations;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.support.AbstractValueAdaptingCache;
import org.springframework.cache.support.NullValue;

/**
 * A cache whose entries are keys of a bucket: {@code cacheName.key}, both encoded (a key's text is its {@code toString()}; what
 * a bucket key does not allow is written {@code =XX}, and very long keys are hashed).
 *
 * <p>Loads of one key by {@code get(key, Callable)} and {@code retrieve(key, Supplier)} happen once at a time in this JVM; other
 * JVMs load for themselves. Errors of NATS are thrown as {@link NatsException}: Spring's {@code CacheErrorHandler} decides
 * whether a cache that is away is an error or a miss. Thread-safe.
 */
public final class NatsCache extends AbstractValueAdaptingCache {
    private static final int CREATE_ATTEMPTS = 3;

    private final String name;
    private final NatsCacheConfiguration configuration;
    private final CacheEntries entries;
    private final CacheValues values;
    private final Executor executor;
    private final Duration loadWait;
    private final KeyLocks loading = new KeyLocks();
    private final Map<String, CompletableFuture<@Nullable Object>> retrieving = new ConcurrentHashMap<>();

    NatsCache(
            String name,
            NatsCacheConfiguration configuration,
            KeyValueOperations keyValue,
            PayloadConverters converters,
            Executor executor,
            Duration loadWait) {
        super(configuration.cacheNulls());
        this.name = name;
        this.configuration = configuration;
        this.entries = new CacheEntries(keyValue, configuration.bucket(), name);
        this.values = new CacheValues(name, converters, configuration.valueType());
        this.executor = executor;
        this.loadWait = loadWait;
    }

    @Override
    public String getName() {
        return name;
    }

    /** The bucket, which other caches may share. */
    @Override
    public Object getNativeCache() {
        return entries.bucket();
    }

    /** How this cache keeps its entries. */
    public NatsCacheConfiguration getConfiguration() {
        return configuration;
    }

    @Override
    protected @Nullable Object lookup(Object key) {
        String encoded = CacheKeys.encode(key);
        byte[] stored = entries.get(encoded);
        return stored == null ? null : toStoreValue(values.read(encoded, stored));
    }

    @Override
    public void put(Object key, @Nullable Object value) {
        put(key, value, configuration.timeToLive().of(key, value));
    }

    /** Puts an entry with a time to live of its own; null for none. */
    public void put(Object key, @Nullable Object value, @Nullable Duration timeToLive) {
        entries.put(CacheKeys.encode(key), write(value), timeToLive);
    }

    private byte[] write(@Nullable Object value) {
        Object stored = toStoreValue(value);
        return values.write(stored == NullValue.INSTANCE ? null : stored);
    }

    @Override
    public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
        byte[] stored = write(value);
        Duration timeToLive = configuration.timeToLive().of(key, value);
        for (int i = 0; i < CREATE_ATTEMPTS; i++) {
            if (entries.create(CacheKeys.encode(key), stored, timeToLive)) {
                return null;
            }
            ValueWrapper present = get(key);
            if (present != null) {
                return present;
            }
        }
        throw new NatsException("Cannot put key '" + key + "' into cache '" + name
                + "' if absent: it appears and disappears; is its time to live too short?");
    }

    @Override
    public void evict(Object key) {
        entries.remove(CacheKeys.encode(key));
    }

    @Override
    public boolean evictIfPresent(Object key) {
        String encoded = CacheKeys.encode(key);
        boolean present = entries.get(encoded) != null;
        entries.remove(encoded);
        return present;
    }

    @Override
    public void clear() {
        entries.clear();
    }

    @Override
    public boolean invalidate() {
        return entries.clear();
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable T get(Object key, Callable<T> valueLoader) {
        ValueWrapper present = get(key);
        return present == null ? loadOnce(key, valueLoader) : (T) present.get();
    }

    @SuppressWarnings("unchecked")
    private <T> @Nullable T loadOnce(Object key, Callable<T> valueLoader) {
        String encoded = CacheKeys.encode(key);
        boolean locked = lock(encoded, key);
        try {
            ValueWrapper present = get(key);
            return present == null ? load(key, valueLoader) : (T) present.get();
        } finally {
            loading.release(encoded, locked);
        }
    }

    /** Who has waited long enough loads too: loaders may wait for each other's keys. */
    private boolean lock(String encoded, Object key) {
        try {
            return loading.acquire(encoded, loadWait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NatsException(
                    "Interrupted while another thread loads key '" + key + "' of cache '" + name + "'", e);
        }
    }

    private <T> @Nullable T load(Object key, Callable<T> valueLoader) {
        T value;
        try {
            value = valueLoader.call();
        } catch (Exception e) {
            throw new ValueRetrievalException(key, valueLoader, e);
        }
        put(key, value);
        return value;
    }

    @Override
    public CompletableFuture<?> retrieve(Object key) {
        return CompletableFuture.<@Nullable Object>supplyAsync(() -> retrieved(key), executor);
    }

    private @Nullable Object retrieved(Object key) {
        ValueWrapper present = get(key);
        return present == null || isAllowNullValues() ? present : present.get();
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> valueLoader) {
        String encoded = CacheKeys.encode(key);
        CompletableFuture<@Nullable Object> mine = new CompletableFuture<>();
        CompletableFuture<@Nullable Object> running = retrieving.putIfAbsent(encoded, mine);
        if (running == null) {
            retrieveOrLoad(key, valueLoader).whenComplete((value, failure) -> {
                retrieving.remove(encoded, mine);
                complete(mine, value, failure);
            });
        }
        return (CompletableFuture<T>) (running == null ? mine : running).copy();
    }

    private <T> CompletableFuture<@Nullable T> retrieveOrLoad(Object key, Supplier<CompletableFuture<T>> valueLoader) {
        return CompletableFuture.<@Nullable ValueWrapper>supplyAsync(() -> get(key), executor)
                .thenCompose(present -> present == null ? load(key, valueLoader) : completed(present));
    }

    @SuppressWarnings("unchecked")
    private static <T> CompletableFuture<@Nullable T> completed(ValueWrapper present) {
        return CompletableFuture.completedFuture((T) present.get());
    }

    private <T> CompletableFuture<@Nullable T> load(Object key, Supplier<CompletableFuture<T>> valueLoader) {
        return valueLoader
                .get()
                .<@Nullable T>thenApplyAsync(
                        value -> {
                            put(key, value);
                            return value;
                        },
                        executor);
    }

    private static void complete(
            CompletableFuture<@Nullable Object> future, @Nullable Object value, @Nullable Throwable failure) {
        if (failure == null) {
            future.complete(value);
        } else {
            future.completeExceptionally(failure);
        }
    }
}
