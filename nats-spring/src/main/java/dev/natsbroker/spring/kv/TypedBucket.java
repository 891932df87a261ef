package dev.natsbroker.spring.kv;

import dev.natsbroker.spring.core.JetStreamException;
import dev.natsbroker.spring.support.converter.PayloadConversionException;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueOperation;
import io.nats.client.api.KeyValueStatus;
import io.nats.client.api.KeyValueWatchOption;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/** A bucket whose values go through the converters. Immutable. */
final class TypedBucket<T> implements KeyValueBucket<T> {
    private static final int WRONG_LAST_SEQUENCE = 10071;
    private static final int WRONG_LAST_SEQUENCE_CONSTANT = 10164;
    private static final Pattern LAST_SEQUENCE = Pattern.compile("wrong last sequence: (\\d+)");
    private static final byte[] EMPTY = {};

    private final KeyValueTemplate template;
    private final String name;
    private final Type type;

    TypedBucket(KeyValueTemplate template, String name, Type type) {
        this.template = template;
        this.name = name;
        this.type = type;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public @Nullable T get(String key) {
        BucketEntry<T> entry = getEntry(key);
        return entry == null ? null : entry.value();
    }

    @Override
    public @Nullable BucketEntry<T> getEntry(String key) {
        requireKey(key);
        KeyValueEntry entry = template.<@Nullable KeyValueEntry>call(
                name, "get key '" + key + "'", bucket -> bucket.keyValue().get(key));
        return entry == null ? null : decode(entry, false);
    }

    @Override
    public @Nullable BucketEntry<T> getEntry(String key, long revision) {
        requireKey(key);
        KeyValueEntry entry = template.<@Nullable KeyValueEntry>call(
                name,
                "get key '" + key + "' at revision " + revision,
                bucket -> bucket.keyValue().get(key, revision));
        return entry == null ? null : decode(entry, false);
    }

    @Override
    public long put(String key, T value) {
        byte[] payload = encode(key, value);
        return template.call(
                name, "put key '" + key + "'", bucket -> bucket.write(key, payload, OpenBucket.ANY_REVISION, null));
    }

    @Override
    public long put(String key, T value, Duration timeToLive) {
        byte[] payload = encode(key, value);
        return template.call(name, "put key '" + key + "'", bucket -> {
            bucket.requireNoHistory(key);
            return bucket.write(key, payload, OpenBucket.ANY_REVISION, timeToLive);
        });
    }

    @Override
    public long create(String key, T value) {
        return createFor(key, value, null);
    }

    @Override
    public long create(String key, T value, Duration timeToLive) {
        return createFor(key, value, timeToLive);
    }

    private long createFor(String key, T value, @Nullable Duration timeToLive) {
        byte[] payload = encode(key, value);
        try {
            return template.call(name, "create key '" + key + "'", bucket -> {
                bucket.requireSize(key, payload);
                return bucket.keyValue()
                        .create(key, payload, timeToLive == null ? null : bucket.messageTtl(key, timeToLive));
            });
        } catch (JetStreamException e) {
            throw isWrongSequence(e) ? new KeyExistsException(name, key, e) : e;
        }
    }

    @Override
    public long update(String key, T value, long revision) {
        byte[] payload = encode(key, value);
        return expecting(
                key,
                revision,
                () -> template.call(
                        name, "update key '" + key + "'", bucket -> bucket.write(key, payload, revision, null)));
    }

    @Override
    public long update(String key, T value, long revision, Duration timeToLive) {
        byte[] payload = encode(key, value);
        return expecting(
                key,
                revision,
                () -> template.call(name, "update key '" + key + "'", bucket -> {
                    bucket.requireNoHistory(key);
                    return bucket.write(key, payload, revision, timeToLive);
                }));
    }

    @Override
    public @Nullable T update(String key, Function<@Nullable T, @Nullable T> function) {
        requireKey(key);
        return new CompareAndSet<>(this, template.updateBackOff(), null).update(key, function);
    }

    @Override
    public @Nullable T update(String key, Function<@Nullable T, @Nullable T> function, Duration timeToLive) {
        requireKey(key);
        return new CompareAndSet<>(this, template.updateBackOff(), timeToLive).update(key, function);
    }

    @Override
    public void delete(String key) {
        requireKey(key);
        template.<@Nullable Void>call(name, "delete key '" + key + "'", bucket -> {
            bucket.keyValue().delete(key);
            return null;
        });
    }

    @Override
    public void delete(String key, long revision) {
        requireKey(key);
        this.<@Nullable Void>expecting(
                key,
                revision,
                () -> template.call(name, "delete key '" + key + "'", bucket -> {
                    bucket.keyValue().delete(key, revision);
                    return null;
                }));
    }

    @Override
    public void purge(String key) {
        requireKey(key);
        template.<@Nullable Void>call(name, "purge key '" + key + "'", bucket -> {
            bucket.keyValue().purge(key);
            return null;
        });
    }

    @Override
    public void purge(String key, Duration timeToLive) {
        requireKey(key);
        template.<@Nullable Void>call(name, "purge key '" + key + "'", bucket -> {
            bucket.keyValue().purge(key, bucket.messageTtl(key, timeToLive));
            return null;
        });
    }

    @Override
    public void purge(String key, long revision, Duration timeToLive) {
        requireKey(key);
        this.<@Nullable Void>expecting(
                key,
                revision,
                () -> template.call(name, "purge key '" + key + "'", bucket -> {
                    bucket.keyValue().purge(key, revision, bucket.messageTtl(key, timeToLive));
                    return null;
                }));
    }

    @Override
    public long removeAll(String filter) {
        KeyNames.requireFilter(name, filter);
        return template.call(name, "remove keys '" + filter + "'", bucket -> bucket.removeAll(filter));
    }

    @Override
    public List<String> keys(String... filters) {
        List<String> wanted = requireFilters(filters.length == 0 ? List.of(">") : Arrays.asList(filters));
        return template.call(
                name,
                "list keys " + wanted,
                bucket ->
                        BucketSnapshot.read(
                                        bucket,
                                        wanted,
                                        KeyValueWatchOption.IGNORE_DELETE,
                                        KeyValueWatchOption.META_ONLY)
                                .stream()
                                .map(KeyValueEntry::getKey)
                                .toList());
    }

    @Override
    public List<BucketEntry<T>> history(String key) {
        requireKey(key);
        List<KeyValueEntry> entries = template.call(
                name,
                "read the history of key '" + key + "'",
                bucket -> BucketSnapshot.read(bucket, List.of(key), KeyValueWatchOption.INCLUDE_HISTORY));
        return entries.stream().map(entry -> decode(entry, false)).toList();
    }

    @Override
    public BucketWatch watch(BucketWatcher<T> watcher, KeyValueWatchOption... options) {
        return watch(List.of(">"), watcher, options);
    }

    @Override
    public BucketWatch watch(List<String> filters, BucketWatcher<T> watcher, KeyValueWatchOption... options) {
        List<String> wanted = requireFilters(filters);
        List<KeyValueWatchOption> chosen = List.of(options);
        boolean metadataOnly = chosen.contains(KeyValueWatchOption.META_ONLY);
        ResumingWatch<T> watch =
                new ResumingWatch<>(template, name, wanted, chosen, watcher, entry -> decode(entry, metadataOnly));
        watch.start();
        return watch;
    }

    @Override
    public KeyValueStatus status() {
        return template.call(
                name, "read the status", bucket -> bucket.keyValue().getStatus());
    }

    private void requireKey(String key) {
        KeyNames.requireKey(name, key);
    }

    private List<String> requireFilters(List<String> filters) {
        Assert.notEmpty(filters, "At least one key filter is needed; '>' stands for all keys");
        filters.forEach(filter -> KeyNames.requireFilter(name, filter));
        return List.copyOf(filters);
    }

    private byte[] encode(String key, T value) {
        requireKey(key);
        Assert.notNull(
                value, () -> "Value of key '" + key + "' in bucket '" + name + "' is null; delete(..) removes a key");
        return template.converters().write(value).bytes();
    }

    private BucketEntry<T> decode(KeyValueEntry entry, boolean metadataOnly) {
        T value = entry.getOperation() == KeyValueOperation.PUT && !metadataOnly ? decodeValue(entry) : null;
        return new BucketEntry<>(
                name,
                entry.getKey(),
                value,
                entry.getRevision(),
                entry.getCreated().toInstant(),
                entry.getOperation());
    }

    private T decodeValue(KeyValueEntry entry) {
        byte[] payload = entry.getValue() == null ? EMPTY : entry.getValue();
        try {
            return template.converters().read(payload, null, type);
        } catch (PayloadConversionException e) {
            throw new UndecodableValueException(name, entry.getKey(), entry.getRevision(), type.getTypeName(), e);
        }
    }

    private interface Write<R extends @Nullable Object> {
        R run();
    }

    private <R extends @Nullable Object> R expecting(String key, long revision, Write<R> write) {
        Assert.isTrue(
                revision >= 0, () -> "Revision " + revision + " of key '" + key + "' is negative; 0 stands for none");
        try {
            return write.run();
        } catch (JetStreamException e) {
            throw isWrongSequence(e) ? new RevisionMismatchException(name, key, revision, actual(e), e) : e;
        }
    }

    private static boolean isWrongSequence(JetStreamException e) {
        return e.getErrorCode() == WRONG_LAST_SEQUENCE || e.getErrorCode() == WRONG_LAST_SEQUENCE_CONSTANT;
    }

    private static long actual(JetStreamException e) {
        if (e.getCause() instanceof JetStreamApiException refusal) {
            Matcher matcher = LAST_SEQUENCE.matcher(refusal.getErrorDescription());
            return matcher.find() ? Long.parseLong(matcher.group(1)) : RevisionMismatchException.UNKNOWN;
        }
        return RevisionMismatchException.UNKNOWN;
    }
}
