package dev.natsbroker.spring.config;

import dev.natsbroker.spring.listener.CoreListenerContainer;
import dev.natsbroker.spring.listener.CoreListenerOptions;
import dev.natsbroker.spring.listener.ListenerHandler;
import dev.natsbroker.spring.listener.ListenerObservation;
import dev.natsbroker.spring.listener.NatsListenerContainer;
import dev.natsbroker.spring.listener.NatsListenerErrorHandler;
import dev.natsbroker.spring.listener.method.ListenerMethod;
import dev.natsbroker.spring.listener.method.SubjectPattern;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * A listener on core subjects. What is not set comes from the container factory. Set it up, then give it to
 * {@link NatsListenerEndpointRegistry#register}.
 */
public final class CoreListenerEndpoint implements NatsListenerEndpoint {
    private static final String NO_QUEUE = "none";

    private final String id;
    private final List<SubjectPattern> subjects;
    private String connection = "";
    private String queue = "";
    private List<String> sendTo = List.of();
    private UnaryOperator<ListenerObservation> observationDecorator = UnaryOperator.identity();
    private @Nullable ListenerHandler handler;
    private @Nullable Object bean;
    private @Nullable Method method;
    private @Nullable Integer concurrency;
    private @Nullable Executor executor;
    private @Nullable Duration timeout;
    private @Nullable NatsListenerErrorHandler errorHandler;
    private @Nullable Boolean autoStartup;
    private @Nullable Long pendingMessagesMax;
    private @Nullable Long pendingBytesMax;

    /**
     * A listener with an id on subjects, which may have wildcards and placeholders.
     *
     * @throws IllegalArgumentException if there are no subjects, or one is not valid
     */
    public CoreListenerEndpoint(String id, List<String> subjects) {
        Assert.isTrue(!subjects.isEmpty(), () -> "Listener '" + id + "' has no subjects; name at least one");
        this.id = id;
        this.subjects = subjects.stream().map(SubjectPattern::parse).toList();
    }

    @Override
    public String getId() {
        return id;
    }

    /** The code that is called for messages. */
    public void setHandler(ListenerHandler handler) {
        this.handler = handler;
    }

    /** The method of a bean that is called for messages; its arguments are as for {@code @Subscribe}. */
    public void setMethod(Object bean, Method method) {
        this.bean = bean;
        this.method = method;
    }

    /** Name of the connection; empty means the default one. */
    public void setConnection(String connection) {
        this.connection = connection;
    }

    /** Queue group; {@code none} means none, empty means that of the container factory. */
    public void setQueue(String queue) {
        this.queue = queue;
    }

    /** Where values go if a message has no reply subject; placeholders get the values of those in the listener's subject. */
    public void setSendTo(List<String> sendTo) {
        this.sendTo = List.copyOf(sendTo);
    }

    /** How many messages may be in work at a time. */
    public void setConcurrency(int concurrency) {
        this.concurrency = concurrency;
    }

    /** What runs the handler. */
    public void setExecutor(Executor executor) {
        this.executor = executor;
    }

    /** How long handling a message may take. */
    public void setTimeout(Duration timeout) {
        this.timeout = timeout;
    }

    /** Handler for failures. */
    public void setErrorHandler(NatsListenerErrorHandler errorHandler) {
        this.errorHandler = errorHandler;
    }

    /** Whether it starts with the application. */
    public void setAutoStartup(boolean autoStartup) {
        this.autoStartup = autoStartup;
    }

    /** How many messages may wait in memory, 0 for no limit. */
    public void setPendingMessagesMax(long pendingMessagesMax) {
        this.pendingMessagesMax = pendingMessagesMax;
    }

    /** How many bytes may wait in memory, 0 for no limit. */
    public void setPendingBytesMax(long pendingBytesMax) {
        this.pendingBytesMax = pendingBytesMax;
    }

    /** Puts something around what watches the processing of messages. */
    public void setObservationDecorator(UnaryOperator<ListenerObservation> observationDecorator) {
        this.observationDecorator = observationDecorator;
    }

    @Override
    public NatsListenerContainer createContainer(NatsListenerContainerFactory defaults) {
        CoreListenerOptions options = new CoreListenerOptions(
                subjects,
                queueOr(defaults.getQueue()),
                sendTo.stream().map(SubjectPattern::parse).toList(),
                orElse(concurrency, defaults.getConcurrency()),
                executor == null ? defaults.getExecutor() : executor,
                timeout == null ? defaults.getTimeout() : timeout,
                errorHandler == null ? defaults.getErrorHandler() : errorHandler,
                orElse(autoStartup, defaults.isAutoStartup()),
                defaults.getShutdownTimeout(),
                orElse(pendingMessagesMax, defaults.getPendingMessagesMax()),
                orElse(pendingBytesMax, defaults.getPendingBytesMax()));
        return new CoreListenerContainer(
                id,
                defaults.getConnections().get(connection),
                options,
                handler(defaults),
                defaults.getConverters(),
                observationDecorator.apply(defaults.getObservation()));
    }

    private ListenerHandler handler(NatsListenerContainerFactory defaults) {
        if (handler != null) {
            return handler;
        }
        Assert.state(bean != null && method != null, () -> "Listener '" + id + "' has no handler and no method");
        ListenerMethod listener = defaults.createMethodFactory().create(bean, method);
        listener.requireVariables(subjects);
        return ListenerHandler.of(listener);
    }

    private @Nullable String queueOr(@Nullable String otherwise) {
        String name = queue.isEmpty() ? otherwise : queue;
        return name == null || name.isEmpty() || name.equals(NO_QUEUE) ? null : name;
    }

    private static <T> T orElse(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }
}
