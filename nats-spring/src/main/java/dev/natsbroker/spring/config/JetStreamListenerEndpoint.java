package dev.natsbroker.spring.config;

import dev.natsbroker.spring.listener.NatsListenerContainer;
import dev.natsbroker.spring.listener.jetstream.Ack;
import dev.natsbroker.spring.listener.jetstream.ConsumerSettings;
import dev.natsbroker.spring.listener.jetstream.JetStreamBatchHandler;
import dev.natsbroker.spring.listener.jetstream.JetStreamBatchMethodHandler;
import dev.natsbroker.spring.listener.jetstream.JetStreamErrorHandler;
import dev.natsbroker.spring.listener.jetstream.JetStreamListenerContainer;
import dev.natsbroker.spring.listener.jetstream.JetStreamMessageHandler;
import dev.natsbroker.spring.listener.jetstream.JetStreamMethodHandler;
import dev.natsbroker.spring.listener.jetstream.ListenerSettings;
import dev.natsbroker.spring.listener.jetstream.RetrySettings;
import dev.natsbroker.spring.listener.method.ListenerMethod;
import dev.natsbroker.spring.listener.method.SubjectPattern;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.util.Assert;

/**
 * A listener on a stream. What is not set comes from the container factory. Set it up, then give it to
 * {@link NatsListenerEndpointRegistry#register}.
 */
public final class JetStreamListenerEndpoint extends AbstractNatsListenerEndpoint {
    private final String stream;
    private final @Nullable String consumer;
    private List<SubjectPattern> subjects = List.of();
    private List<SubjectPattern> sendTo = List.of();
    private Consumer<ConsumerSettings.Builder> consumerSettings = builder -> {};
    private Consumer<ListenerSettings.Builder> settings = builder -> {};
    private @Nullable UnaryOperator<RetrySettings> retry;
    private @Nullable JetStreamMessageHandler handler;
    private @Nullable JetStreamBatchHandler batchHandler;
    private boolean batch;
    private @Nullable Executor executor;

    /**
     * A listener with an id on a stream.
     *
     * @param consumer durable name; null for an ordered consumer
     */
    public JetStreamListenerEndpoint(String id, String stream, @Nullable String consumer) {
        super(id);
        this.stream = stream;
        this.consumer = consumer;
    }

    /** Subjects to which messages are restricted; with wildcards and placeholders. */
    public void setSubjects(List<String> subjects) {
        this.subjects = subjects.stream().map(SubjectPattern::parse).toList();
    }

    /** The code that is called for each message. */
    public void setHandler(JetStreamMessageHandler handler) {
        this.handler = handler;
    }

    /** The code that is called for batches. */
    public void setBatchHandler(JetStreamBatchHandler batchHandler) {
        this.batchHandler = batchHandler;
    }

    /** The method of a bean that is called for messages, or for batches; its arguments are as for {@code @JetStreamListener}. */
    public void setMethod(Object bean, Method method, boolean batch) {
        setBeanMethod(bean, method);
        this.batch = batch;
    }

    /** Where what the method returns is published; placeholders get the values of those in the listener's subjects. */
    public void setSendTo(List<String> sendTo) {
        this.sendTo = sendTo.stream().map(SubjectPattern::parse).toList();
    }

    /** Sets up the consumer. */
    public void setConsumerSettings(Consumer<ConsumerSettings.Builder> consumerSettings) {
        this.consumerSettings = consumerSettings;
    }

    /** Sets up how the listener works. */
    public void setSettings(Consumer<ListenerSettings.Builder> settings) {
        this.settings = settings;
    }

    /**
     * Changes the retries of the container factory, and takes them in place of its error handler; of no effect if
     * {@link #setSettings} sets an error handler.
     */
    public void setRetry(UnaryOperator<RetrySettings> retry) {
        this.retry = retry;
    }

    /** What runs the handlers. */
    public void setExecutor(@Nullable Executor executor) {
        this.executor = executor;
    }

    @Override
    public NatsListenerContainer createContainer(NatsListenerContainerFactory defaults) {
        JetStreamListenerDefaults jetStream = defaults.getJetStream();
        ConsumerSettings wanted = consumer(jetStream);
        ListenerSettings how = settings(defaults);
        boolean starts = autoStartup(defaults);
        JetStreamListenerContainer container = isBatch()
                ? new JetStreamListenerContainer(connection(defaults), wanted, how, starts, batchHandler(defaults))
                : new JetStreamListenerContainer(connection(defaults), wanted, how, starts, handler(defaults, how));
        container.setStreamDefinitions(jetStream.getStreamDefinitions());
        container.setScheduler(jetStream.getScheduler());
        container.setObservation(defaults.getObservation());
        Executor chosen = executor(defaults);
        if (chosen != null) {
            container.setExecutor(chosen);
        }
        return container;
    }

    private ConsumerSettings consumer(JetStreamListenerDefaults defaults) {
        ConsumerSettings.Builder builder = ConsumerSettings.builder(stream, consumer);
        defaults.getConsumer().accept(builder);
        if (!subjects.isEmpty()) {
            builder.filterSubjects(
                    subjects.stream().map(SubjectPattern::subject).toArray(String[]::new));
        }
        consumerSettings.accept(builder);
        return builder.build();
    }

    private ListenerSettings settings(NatsListenerContainerFactory defaults) {
        ListenerSettings.Builder builder = ListenerSettings.builder(getId())
                .concurrency(defaults.getConcurrency())
                .shutdownTimeout(defaults.getShutdownTimeout())
                .errorHandler(errorHandler(defaults.getJetStream()));
        defaults.getJetStream().getSettings().accept(builder);
        settings.accept(builder);
        return builder.build();
    }

    private JetStreamErrorHandler errorHandler(JetStreamListenerDefaults defaults) {
        JetStreamErrorHandler common = defaults.getErrorHandler();
        if (retry != null) {
            return retry.apply(defaults.getRetry());
        }
        return common == null ? defaults.getRetry() : common;
    }

    /** The factory's executor only if it has a thread for every task: these tasks last as long as the listener. */
    private @Nullable Executor executor(NatsListenerContainerFactory defaults) {
        if (executor != null) {
            return executor;
        }
        Executor ofJetStream = defaults.getJetStream().getExecutor();
        boolean unlimited = defaults.getExecutor() instanceof SimpleAsyncTaskExecutor;
        return ofJetStream == null && unlimited ? defaults.getExecutor() : ofJetStream;
    }

    private boolean isBatch() {
        return batch || batchHandler != null;
    }

    private JetStreamMessageHandler handler(NatsListenerContainerFactory defaults, ListenerSettings how) {
        if (handler != null) {
            return handler;
        }
        ListenerMethod called = listenerMethod(defaults, Ack.class);
        return new JetStreamMethodHandler(called, timeout(defaults), subjects, sendTo, defaults.getConverters(), how);
    }

    private JetStreamBatchHandler batchHandler(NatsListenerContainerFactory defaults) {
        if (batchHandler != null) {
            return batchHandler;
        }
        Assert.isTrue(
                sendTo.isEmpty(),
                () -> "Listener '" + getId()
                        + "' takes batches and has @SendTo: what a batch returns belongs to no message");
        ListenerMethod called = listenerMethod(defaults, Ack.class, List.class);
        return new JetStreamBatchMethodHandler(
                getId(),
                called,
                timeout(defaults),
                BatchElements.of(method(), defaults.getConverters(), defaults.getValidator()));
    }
}
