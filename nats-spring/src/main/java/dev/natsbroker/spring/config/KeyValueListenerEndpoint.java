package dev.natsbroker.spring.config;

import dev.natsbroker.spring.kv.BucketEntry;
import dev.natsbroker.spring.kv.UndecodableValueException;
import dev.natsbroker.spring.listener.ListenerHandler;
import dev.natsbroker.spring.listener.NatsListenerContainer;
import dev.natsbroker.spring.listener.NatsListenerErrorHandler;
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
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.util.Assert;

/**
 * A listener on changes of a bucket. What is not set comes from the container factory. Set it up, then give it to
 * {@link NatsListenerEndpointRegistry#register}.
 */
public final class KeyValueListenerEndpoint implements NatsListenerEndpoint {
    private final String id;
    private final String bucket;
    private final List<SubjectPattern> keys;
    private List<KeyValueWatchOption> options = List.of(KeyValueWatchOption.IGNORE_DELETE);
    private String connection = "";
    private StartupFailurePolicy startupFailurePolicy = StartupFailurePolicy.RETRY;
    private Duration retryInterval = Duration.ofSeconds(2);
    private @Nullable ListenerHandler handler;
    private @Nullable Object bean;
    private @Nullable Method method;
    private @Nullable Duration timeout;
    private @Nullable NatsListenerErrorHandler errorHandler;
    private @Nullable Boolean autoStartup;

    /**
     * A listener with an id on a bucket.
     *
     * @param keys patterns of keys, with wildcards and placeholders; none for all keys
     */
    public KeyValueListenerEndpoint(String id, String bucket, List<String> keys) {
        this.id = id;
        this.bucket = bucket;
        this.keys = (keys.isEmpty() ? List.of(">") : keys)
                .stream().map(SubjectPattern::parse).toList();
    }

    @Override
    public String getId() {
        return id;
    }

    /** The code that is called for changes, with a {@link BucketMessage}. */
    public void setHandler(ListenerHandler handler) {
        this.handler = handler;
    }

    /** The method of a bean that is called for changes; its arguments are as for {@code @KeyValueListener}. */
    public void setMethod(Object bean, Method method) {
        this.bean = bean;
        this.method = method;
    }

    /** What is watched; the values that are there and changes of them, without deletes, if not set. */
    public void setOptions(List<KeyValueWatchOption> options) {
        this.options = List.copyOf(options);
    }

    /** Name of the connection; empty means the default one. */
    public void setConnection(String connection) {
        this.connection = connection;
    }

    /** What happens when the bucket cannot be watched; {@link StartupFailurePolicy#RETRY} if not set. */
    public void setStartupFailurePolicy(StartupFailurePolicy startupFailurePolicy) {
        this.startupFailurePolicy = startupFailurePolicy;
    }

    /** Pause between attempts to watch; 2 s if not set. */
    public void setRetryInterval(Duration retryInterval) {
        this.retryInterval = retryInterval;
    }

    /** How long handling a change may take. */
    public void setTimeout(@Nullable Duration timeout) {
        this.timeout = timeout;
    }

    /** Handler for failures; what it returns goes nowhere. */
    public void setErrorHandler(@Nullable NatsListenerErrorHandler errorHandler) {
        this.errorHandler = errorHandler;
    }

    /** Whether it starts with the application. */
    public void setAutoStartup(@Nullable Boolean autoStartup) {
        this.autoStartup = autoStartup;
    }

    @Override
    public NatsListenerContainer createContainer(NatsListenerContainerFactory defaults) {
        KeyValueListenerOptions how = new KeyValueListenerOptions(
                bucket,
                keys,
                options,
                errorHandler == null ? defaults.getErrorHandler() : errorHandler,
                startupFailurePolicy,
                retryInterval,
                autoStartup == null ? defaults.isAutoStartup() : autoStartup,
                defaults.getShutdownTimeout());
        return new KeyValueListenerContainer(
                id,
                defaults.getConnections().get(connection),
                how,
                handler(defaults),
                timeout == null ? defaults.getTimeout() : timeout);
    }

    private ListenerHandler handler(NatsListenerContainerFactory defaults) {
        if (handler != null) {
            return handler;
        }
        Assert.state(bean != null && method != null, () -> "Listener '" + id + "' has no handler and no method");
        ListenerMethod called = defaults.createMethodFactory().create(bean, method, BucketEntry.class);
        Type type = entryType(method);
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
