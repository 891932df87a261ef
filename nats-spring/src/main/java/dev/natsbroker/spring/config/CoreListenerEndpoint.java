package dev.natsbroker.spring.config;

import dev.natsbroker.spring.listener.CoreListenerContainer;
import dev.natsbroker.spring.listener.CoreListenerOptions;
import dev.natsbroker.spring.listener.ListenerHandler;
import dev.natsbroker.spring.listener.ListenerObservation;
import dev.natsbroker.spring.listener.NatsListenerContainer;
import dev.natsbroker.spring.listener.method.ListenerMethod;
import dev.natsbroker.spring.listener.method.SubjectPattern;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * A listener on core subjects. What is not set comes from the container factory. Set it up, then give it to
 * {@link NatsListenerEndpointRegistry#register}.
 */
public final class CoreListenerEndpoint extends InvokingListenerEndpoint {
    private static final String NO_QUEUE = "none";

    private final List<SubjectPattern> subjects;
    private String queue = "";
    private List<String> sendTo = List.of();
    private UnaryOperator<ListenerObservation> observationDecorator = UnaryOperator.identity();
    private @Nullable Integer concurrency;
    private @Nullable Executor executor;
    private @Nullable Long pendingMessagesMax;
    private @Nullable Long pendingBytesMax;

    /**
     * A listener with an id on subjects, which may have wildcards and placeholders.
     *
     * @throws IllegalArgumentException if there are no subjects, or one is not valid
     */
    public CoreListenerEndpoint(String id, List<String> subjects) {
        super(id);
        Assert.isTrue(!subjects.isEmpty(), () -> "Listener '" + id + "' has no subjects; name at least one");
        this.subjects = subjects.stream().map(SubjectPattern::parse).toList();
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
                timeout(defaults),
                errorHandler(defaults),
                autoStartup(defaults),
                defaults.getShutdownTimeout(),
                orElse(pendingMessagesMax, defaults.getPendingMessagesMax()),
                orElse(pendingBytesMax, defaults.getPendingBytesMax()));
        return new CoreListenerContainer(
                getId(),
                connection(defaults),
                options,
                handler(defaults),
                defaults.getConverters(),
                observationDecorator.apply(defaults.getObservation()));
    }

    @Override
    ListenerHandler methodHandler(NatsListenerContainerFactory defaults) {
        ListenerMethod listener = listenerMethod(defaults);
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
