package dev.natsbroker.spring.cache;

import dev.natsbroker.spring.kv.KeyValueOperations;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.support.AbstractCacheManager;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/** Caches on key-value buckets. Does not talk to the server before a cache is used. */
public final class NatsCacheManager extends AbstractCacheManager {
    private static final Duration LOAD_WAIT = Duration.ofSeconds(30);

    private final KeyValueOperations keyValue;
    private final PayloadConverters converters;
    private final NatsCacheConfiguration defaults;
    private final Map<String, NatsCacheConfiguration> configured;
    private Executor executor = new SimpleAsyncTaskExecutor("nats-cache-");
    private Duration loadWait = LOAD_WAIT;
    private boolean dynamic = true;

    /** A manager that makes every cache that is asked for with the same configuration. */
    public NatsCacheManager(
            KeyValueOperations keyValue, PayloadConverters converters, NatsCacheConfiguration defaults) {
        this(keyValue, converters, defaults, Map.of());
    }

    /**
     * A manager.
     *
     * @param converters for caches with a value type
     * @param defaults for caches that are not in {@code configured}
     * @param configured configurations by name of the cache
     */
    public NatsCacheManager(
            KeyValueOperations keyValue,
            PayloadConverters converters,
            NatsCacheConfiguration defaults,
            Map<String, NatsCacheConfiguration> configured) {
        this.keyValue = keyValue;
        this.converters = converters;
        this.defaults = defaults;
        this.configured = Map.copyOf(configured);
    }

    /** Whether caches that were not configured are made when they are asked for; they are by default. */
    public void setDynamic(boolean dynamic) {
        this.dynamic = dynamic;
    }

    /** Where asynchronous calls block for the server; a thread each by default. */
    public void setExecutor(Executor executor) {
        this.executor = executor;
    }

    /** How long a thread waits for another that loads the same key before it loads too; 30 s by default. */
    public void setLoadWait(Duration loadWait) {
        this.loadWait = loadWait;
    }

    @Override
    protected Collection<? extends Cache> loadCaches() {
        return configured.entrySet().stream()
                .map(entry -> newCache(entry.getKey(), entry.getValue()))
                .toList();
    }

    @Override
    protected @Nullable Cache getMissingCache(String name) {
        return dynamic ? newCache(name, defaults) : null;
    }

    private NatsCache newCache(String name, NatsCacheConfiguration configuration) {
        return new NatsCache(name, configuration, keyValue, converters, executor, loadWait);
    }
}
