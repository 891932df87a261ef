package dev.natsbroker.spring.listener.jetstream;

import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.listener.AbstractNatsListenerContainer;
import dev.natsbroker.spring.listener.ListenerObservation;
import io.nats.client.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * Consumes from a stream and calls a handler for each message or batch. Every message is handled at least once, except with
 * {@link AckMode#NONE} and {@link DeliveryMode#ORDERED}: what a handler fails on comes again, and in the end goes to the dead
 * letter subject.
 *
 * <p>Paused or stopped, it gives back what waits for a handler, so that other instances have it at once; handlers that run may
 * end, and what they handled is acknowledged. It consumes on when the connection or the broker was away, and sets its consumer up
 * again when that is gone.
 *
 * <p>Thread-safe once started; the setters are for before.
 */
public final class JetStreamListenerContainer extends AbstractNatsListenerContainer {
    private final ConsumerSettings consumer;
    private final ListenerSettings settings;
    private final Worker.Handlers handlers;
    private final Counters numbers = new Counters(counters);
    private final AtomicLong lastSequence = new AtomicLong();
    private StreamDefinitions streams = StreamDefinitions.NONE;
    private Executor executor;
    private ScheduledExecutorService scheduler = ListenerScheduler.create();
    private ListenerObservation observation = ListenerObservation.NONE;

    private volatile @Nullable JetStreamConsumption consumption;
    private volatile @Nullable String startFailure;

    /** A container that handles messages one by one. */
    public JetStreamListenerContainer(
            NatsConnectionFactory connectionFactory,
            ConsumerSettings consumer,
            ListenerSettings settings,
            boolean autoStartup,
            JetStreamMessageHandler handler) {
        this(connectionFactory, consumer, settings, autoStartup, new Worker.Handlers(handler, null));
    }

    /** A container that handles messages in batches. */
    public JetStreamListenerContainer(
            NatsConnectionFactory connectionFactory,
            ConsumerSettings consumer,
            ListenerSettings settings,
            boolean autoStartup,
            JetStreamBatchHandler handler) {
        this(connectionFactory, consumer, settings, autoStartup, new Worker.Handlers(null, handler));
    }

    private JetStreamListenerContainer(
            NatsConnectionFactory connectionFactory,
            ConsumerSettings consumer,
            ListenerSettings settings,
            boolean autoStartup,
            Worker.Handlers handlers) {
        super(settings.id(), connectionFactory, autoStartup, settings.shutdownTimeout());
        if (consumer.mode() == DeliveryMode.ORDERED && settings.concurrency() > 1) {
            throw new IllegalArgumentException("Listener '" + settings.id() + "' is ordered and has concurrency "
                    + settings.concurrency() + ": several handlers have no order, use 1");
        }
        this.consumer = consumer;
        this.settings = settings;
        this.handlers = handlers;
        this.executor = new SimpleAsyncTaskExecutor("nats-js-" + settings.id() + "-");
    }

    /** Streams that the listener may create; none if not set. */
    public void setStreamDefinitions(StreamDefinitions streams) {
        this.streams = streams;
    }

    /**
     * Runs the handlers: one task for each of the concurrency, as long as the listener runs, and now and then one that sets the
     * consumer up. A task must not wait for another. A thread for each task if not set.
     */
    public void setExecutor(Executor executor) {
        this.executor = executor;
    }

    /** Signals progress and watches the consumer; its tasks are short. Best shared by all listeners; one thread if not set. */
    public void setScheduler(ScheduledExecutorService scheduler) {
        this.scheduler = scheduler;
    }

    /** Watches the processing of messages; nothing if not set. */
    public void setObservation(ListenerObservation observation) {
        this.observation = observation;
    }

    @Override
    protected void doStart(Connection connection) {
        startFailure = null;
        JetStreamConsumption started = new JetStreamConsumption(
                new JetStreamConsumption.Parts(
                        consumer,
                        settings,
                        streams,
                        executor,
                        observer(),
                        scheduler,
                        numbers,
                        lastSequence,
                        this::publishFailure),
                connection,
                handlers);
        try {
            started.start();
            consumption = started;
        } catch (RuntimeException e) {
            startFailure = String.valueOf(e.getMessage());
            throw e;
        }
    }

    @Override
    protected boolean isFatal() {
        return settings.startupFailurePolicy() != StartupFailurePolicy.CONTINUE;
    }

    private ListenerObserver observer() {
        return new ListenerObserver(observation, this, consumer.stream());
    }

    @Override
    protected void doStop(Duration limit) {
        JetStreamConsumption running = consumption;
        if (running != null) {
            running.stop(limit);
            consumption = null;
        }
    }

    @Override
    protected void doPause() {
        JetStreamConsumption running = consumption;
        if (running != null) {
            running.pause();
        }
    }

    @Override
    protected void doResume() {
        JetStreamConsumption running = consumption;
        if (running != null) {
            running.resume();
        }
    }

    @Override
    public String getKind() {
        return "jetstream";
    }

    @Override
    public List<String> getSources() {
        return consumer.consumer() == null
                ? List.of(consumer.stream())
                : List.of(consumer.stream(), consumer.consumer());
    }

    @Override
    protected @Nullable Long lag() {
        long lag = numbers.lag();
        return lag < 0 ? null : lag;
    }

    /** What it has done with which message counts, beyond {@link #getSnapshot()}. */
    public JetStreamListenerState getJetStreamState() {
        JetStreamConsumption running = consumption;
        return new JetStreamListenerState(
                consumer.stream(),
                consumer.consumer(),
                running != null && running.isConsuming(),
                numbers.received.sum(),
                numbers.acked.sum(),
                numbers.nacked.sum(),
                numbers.terminated.sum(),
                numbers.deadLettered.sum(),
                numbers.failed.sum(),
                numbers.inFlight.get(),
                numbers.lag(),
                running == null ? startFailure : running.lastFailure());
    }
}
