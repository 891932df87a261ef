package dev.natsbroker.spring.config;

import dev.natsbroker.spring.core.NatsConnections;
import dev.natsbroker.spring.listener.ListenerObservation;
import dev.natsbroker.spring.listener.NatsListenerContainer;
import dev.natsbroker.spring.listener.NatsListenerErrorHandler;
import dev.natsbroker.spring.listener.method.ListenerMethodFactory;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.convert.ConversionService;
import org.springframework.format.support.DefaultFormattingConversionService;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.util.Assert;
import org.springframework.validation.Validator;

/**
 * Makes containers of all kinds of listeners, and holds what their endpoints do not say themselves. Set it up before the first
 * listener; from then on it is only read.
 */
public final class NatsListenerContainerFactory implements BeanFactoryAware {
    /** Name of the bean that is used where no other is named. */
    public static final String BEAN_NAME = "natsListenerContainerFactory";

    private final NatsConnections connections;
    private final PayloadConverters converters;
    private final List<HandlerMethodArgumentResolver> argumentResolvers = new ArrayList<>();
    private ConversionService conversionService = new LazyConversionService(DefaultFormattingConversionService::new);
    private ListenerObservation observation = ListenerObservation.NONE;
    private Duration shutdownTimeout = Duration.ofSeconds(5);
    private JetStreamListenerDefaults jetStream = new JetStreamListenerDefaults();
    private boolean autoStartup = true;
    private int concurrency = 1;
    private long pendingMessagesMax = 512 * 1024L;
    private long pendingBytesMax = 64 * 1024 * 1024L;
    private @Nullable Validator validator;
    private @Nullable NatsListenerErrorHandler errorHandler;
    private @Nullable Executor executor;
    private @Nullable String queue;
    private @Nullable Duration timeout;
    private @Nullable ConfigurableBeanFactory beanFactory;

    /** A factory for listeners on these connections with these converters. */
    public NatsListenerContainerFactory(NatsConnections connections, PayloadConverters converters) {
        this.connections = connections;
        this.converters = converters;
    }

    /** A stopped container for {@code endpoint}. */
    public NatsListenerContainer createContainer(NatsListenerEndpoint endpoint) {
        return endpoint.createContainer(this);
    }

    /** Makes methods that are called for messages, with the converters, the validator and the resolvers of this factory. */
    public ListenerMethodFactory createMethodFactory() {
        return new ListenerMethodFactory(converters, conversionService, validator, argumentResolvers, beanFactory);
    }

    @Override
    public void setBeanFactory(BeanFactory beanFactory) {
        this.beanFactory = beanFactory instanceof ConfigurableBeanFactory configurable ? configurable : null;
    }

    /** The connections by name. */
    public NatsConnections getConnections() {
        return connections;
    }

    /** Read payloads of messages and write those of replies. */
    public PayloadConverters getConverters() {
        return converters;
    }

    /** Turns headers and tokens of subjects into the types of arguments. */
    public void setConversionService(ConversionService conversionService) {
        this.conversionService = conversionService;
    }

    /** Checks arguments with {@code @Valid} or {@code @Validated}; none by default. */
    public void setValidator(@Nullable Validator validator) {
        this.validator = validator;
    }

    /** See {@link #setValidator}. */
    public @Nullable Validator getValidator() {
        return validator;
    }

    /** What JetStream listeners do not say themselves. */
    public void setJetStream(JetStreamListenerDefaults jetStream) {
        this.jetStream = jetStream;
    }

    /** See {@link #setJetStream}. */
    public JetStreamListenerDefaults getJetStream() {
        return jetStream;
    }

    /** Adds resolvers that are asked before the built-in ones. */
    public void addArgumentResolvers(List<? extends HandlerMethodArgumentResolver> resolvers) {
        argumentResolvers.addAll(resolvers);
    }

    /** Handler for failures of listeners that name none; by default they are logged and answered with an error reply. */
    public void setErrorHandler(@Nullable NatsListenerErrorHandler errorHandler) {
        this.errorHandler = errorHandler;
    }

    /** See {@link #setErrorHandler}. */
    public @Nullable NatsListenerErrorHandler getErrorHandler() {
        return errorHandler;
    }

    /**
     * Runs the handlers, e.g. on virtual threads. Without one they run on the thread that receives, or, with a concurrency above
     * one, on threads of the listener's own.
     */
    public void setExecutor(@Nullable Executor executor) {
        this.executor = executor;
    }

    /** See {@link #setExecutor}. */
    public @Nullable Executor getExecutor() {
        return executor;
    }

    /** How many handlers of a listener may run at a time; 1, the default, keeps messages in order. */
    public void setConcurrency(int concurrency) {
        Assert.isTrue(concurrency > 0, () -> "concurrency is " + concurrency + ", allowed is 1 or more");
        this.concurrency = concurrency;
    }

    /** See {@link #setConcurrency}. */
    public int getConcurrency() {
        return concurrency;
    }

    /** Queue group of listeners that name none; null, the default, means none. */
    public void setQueue(@Nullable String queue) {
        this.queue = queue;
    }

    /** See {@link #setQueue}. */
    public @Nullable String getQueue() {
        return queue;
    }

    /** How long a handler may take before it is interrupted; null, the default, means without limit. */
    public void setTimeout(@Nullable Duration timeout) {
        this.timeout = timeout;
    }

    /** See {@link #setTimeout}. */
    public @Nullable Duration getTimeout() {
        return timeout;
    }

    /** How long handlers that run may take to end when their listener is stopped; 5 s by default. */
    public void setShutdownTimeout(Duration shutdownTimeout) {
        this.shutdownTimeout = shutdownTimeout;
    }

    /** See {@link #setShutdownTimeout}. */
    public Duration getShutdownTimeout() {
        return shutdownTimeout;
    }

    /** Whether listeners that do not say so start with the application; true by default. */
    public void setAutoStartup(boolean autoStartup) {
        this.autoStartup = autoStartup;
    }

    /** See {@link #setAutoStartup}. */
    public boolean isAutoStartup() {
        return autoStartup;
    }

    /**
     * How much may wait in memory for a core listener before the client library drops messages (slow consumer).
     *
     * @param messagesMax number of messages, 0 for no limit; 524,288 by default
     * @param bytesMax their bytes, 0 for no limit; 64 MiB by default
     */
    public void setPendingLimits(long messagesMax, long bytesMax) {
        this.pendingMessagesMax = messagesMax;
        this.pendingBytesMax = bytesMax;
    }

    /** See {@link #setPendingLimits}. */
    public long getPendingMessagesMax() {
        return pendingMessagesMax;
    }

    /** See {@link #setPendingLimits}. */
    public long getPendingBytesMax() {
        return pendingBytesMax;
    }

    /** Watches the processing of messages; nothing by default. */
    public void setObservation(ListenerObservation observation) {
        this.observation = observation;
    }

    /** See {@link #setObservation}. */
    public ListenerObservation getObservation() {
        return observation;
    }
}
