package dev.natsbroker.spring.config;

import dev.natsbroker.spring.kv.BucketEntry;
import dev.natsbroker.spring.kv.UndecodableValueException;
import dev.natsbroker.spring.listener.ListenerHandler;
import dev.natsbroker.spring.listener.NatsListenerContainer;
import dev.natsbroker.spring.listener.jetstream.StartupFailurePolicy;
import dev.natsbroker.spring.listener.kv.BucketMessage;
import dev.natsbroker.spring.listener.kv.KeyValueListenerContainer;
import dev.natsbroker.spring.listener.kv.KeyValueListenerOptions;
import dev.natsbroker.spring.listener.method.InvalidMessageException;
import dev.natsbroker.spring.listener.method.ListenerMethod;
import dev.natsbroker.spring.listener.method.SubjectPattern;
import dev.natsbroker.spring.support.converter.PayloadConversionException;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.nats.client.api.KeyValueWatchOption;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import org.springframework.core.ResolvableType;

/**
 * A listener on changes of a bucket. What is not set comes from the container factory. Set it up, then give it to
 * {@link NatsListenerEndpointRegistry#register}.
 */
public final class KeyValueListenerEndpoint extends InvokingListenerEndpoint {
    private final String bucket;
    private final List<SubjectPattern> keys;
    private List<KeyValueWatchOption> options = List.of(KeyValueWatchOption.IGNORE_DELETE);
    private StartupFailurePolicy startupFailurePolicy = StartupFailurePolicy.RETRY;
    private Duration retryInterval = Duration.ofSeconds(2);

    /**
     * A listener with an id on a bucket.
     *
     * @param keys patterns of keys, with wildcards and placeholders; none for all keys
     */
    public KeyValueListenerEndpoint(String id, String bucket, List<String> keys) {
        super(id);
        this.bucket = bucket;
        this.keys = (keys.isEmpty() ? List.of(">") : keys)
                .stream().map(SubjectPattern::parse).toList();
    }

    /** What is watched; the values that are there and changes of them, without deletes, if not set. */
    public void setOptions(List<KeyValueWatchOption> options) {
        this.options = List.copyOf(options);
    }

    /** What happens when the bucket cannot be watched; {@link StartupFailurePolicy#RETRY} if not set. */
    public void setStartupFailurePolicy(StartupFailurePolicy startupFailurePolicy) {
        this.startupFailurePolicy = startupFailurePolicy;
    }

    /** Pause between attempts to watch; 2 s if not set. */
    public void setRetryInterval(Duration retryInterval) {
        this.retryInterval = retryInterval;
    }

    @Override
    public NatsListenerContainer createContainer(NatsListenerContainerFactory defaults) {
        KeyValueListenerOptions how = new KeyValueListenerOptions(
                bucket,
                keys,
                options,
                errorHandler(defaults),
                startupFailurePolicy,
                retryInterval,
                autoStartup(defaults),
                defaults.getShutdownTimeout());
        return new KeyValueListenerContainer(getId(), connection(defaults), how, handler(defaults), timeout(defaults));
    }

    @Override
    ListenerHandler methodHandler(NatsListenerContainerFactory defaults) {
        ListenerMethod called = listenerMethod(defaults, BucketEntry.class);
        Type type = entryType(method());
        return message ->
                called.invoke(message, decode(((BucketMessage) message).getEntry(), type, defaults.getConverters()));
    }

    /** The type of values in the argument of type {@link BucketEntry}; bytes if there is none. */
    private static Type entryType(Method method) {
        for (int i = 0; i < method.getParameterCount(); i++) {
            ResolvableType parameter = ResolvableType.forMethodParameter(method, i);
            if (parameter.resolve() == BucketEntry.class
                    && parameter.getGeneric(0).resolve() != null) {
                return parameter.getGeneric(0).getType();
            }
        }
        return byte[].class;
    }

    private static BucketEntry<?> decode(BucketEntry<byte[]> entry, Type type, PayloadConverters converters) {
        byte[] value = entry.value();
        if (value == null || type == byte[].class) {
            return entry;
        }
        try {
            Object decoded = converters.read(value, null, type);
            return new BucketEntry<>(
                    entry.bucket(), entry.key(), decoded, entry.revision(), entry.created(), entry.operation());
        } catch (PayloadConversionException e) {
            UndecodableValueException cause =
                    new UndecodableValueException(entry.bucket(), entry.key(), entry.revision(), type.getTypeName(), e);
            throw new InvalidMessageException(String.valueOf(cause.getMessage()), cause);
        }
    }
}
