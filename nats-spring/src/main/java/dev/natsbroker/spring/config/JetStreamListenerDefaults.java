package dev.natsbroker.spring.config;

import dev.natsbroker.spring.listener.jetstream.ConsumerSettings;
import dev.natsbroker.spring.listener.jetstream.JetStreamErrorHandler;
import dev.natsbroker.spring.listener.jetstream.ListenerScheduler;
import dev.natsbroker.spring.listener.jetstream.ListenerSettings;
import dev.natsbroker.spring.listener.jetstream.RetrySettings;
import dev.natsbroker.spring.listener.jetstream.StreamDefinitions;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.util.function.SingletonSupplier;

/**
 * What JetStream listeners do not say themselves. Set it up before the first listener; from then on it is only read.
 */
public final class JetStreamListenerDefaults {
    private Consumer<ListenerSettings.Builder> settings = builder -> {};
    private Consumer<ConsumerSettings.Builder> consumer = builder -> {};
    private RetrySettings retry = RetrySettings.DEFAULT;
    private @Nullable JetStreamErrorHandler errorHandler;
    private StreamDefinitions streamDefinitions = StreamDefinitions.NONE;
    private Supplier<ScheduledExecutorService> scheduler = SingletonSupplier.of(ListenerScheduler::create);
    private @Nullable Executor executor;

    /** Defaults of this library. */
    public JetStreamListenerDefaults() {}

    /** Sets up how listeners work, e.g. {@code builder -> builder.deadLetterSubject("dead.{stream}.{consumer}")}. */
    public void setSettings(Consumer<ListenerSettings.Builder> settings) {
        this.settings = settings;
    }

    /** See {@link #setSettings}. */
    public Consumer<ListenerSettings.Builder> getSettings() {
        return settings;
    }

    /** Sets up consumers, e.g. {@code builder -> builder.provision(Provision.VALIDATE)}. */
    public void setConsumer(Consumer<ConsumerSettings.Builder> consumer) {
        this.consumer = consumer;
    }

    /** See {@link #setConsumer}. */
    public Consumer<ConsumerSettings.Builder> getConsumer() {
        return consumer;
    }

    /** Retries of listeners without an error handler; what a listener says replaces single values. */
    public void setRetry(RetrySettings retry) {
        this.retry = retry;
    }

    /** See {@link #setRetry}. */
    public RetrySettings getRetry() {
        return retry;
    }

    /** Decides about failures of listeners that have neither an error handler nor retries of their own; null for the retries. */
    public void setErrorHandler(@Nullable JetStreamErrorHandler errorHandler) {
        this.errorHandler = errorHandler;
    }

    /** See {@link #setErrorHandler}. */
    public @Nullable JetStreamErrorHandler getErrorHandler() {
        return errorHandler;
    }

    /** Streams that listeners may create; none by default. */
    public void setStreamDefinitions(StreamDefinitions streamDefinitions) {
        this.streamDefinitions = streamDefinitions;
    }

    /** See {@link #setStreamDefinitions}. */
    public StreamDefinitions getStreamDefinitions() {
        return streamDefinitions;
    }

    /** Runs progress signals; shared by all listeners. */
    public void setScheduler(ScheduledExecutorService scheduler) {
        this.scheduler = () -> scheduler;
    }

    /** See {@link #setScheduler}. */
    public ScheduledExecutorService getScheduler() {
        return scheduler.get();
    }

    /**
     * Runs handlers, e.g. on virtual threads. Each listener occupies as many threads as its concurrency for as long as it runs,
     * so that a pool with a limit is the wrong thing; null, the default, makes a thread for each.
     */
    public void setExecutor(@Nullable Executor executor) {
        this.executor = executor;
    }

    /** See {@link #setExecutor}. */
    public @Nullable Executor getExecutor() {
        return executor;
    }
}
