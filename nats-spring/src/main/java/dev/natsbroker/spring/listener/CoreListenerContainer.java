package dev.natsbroker.spring.listener;

import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.listener.method.SubjectPattern;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.nats.client.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives messages on core subjects. Paused or stopped, it unsubscribes: what has arrived by then is handled, what is published
 * later goes to other members of its queue group, or to nobody.
 */
public final class CoreListenerContainer extends AbstractNatsListenerContainer {
    private static final Logger log = LoggerFactory.getLogger(CoreListenerContainer.class);

    private final CoreListenerOptions options;
    private final CoreMessageProcessor processor;
    private final HandlerSlots slots;
    private final ListenerInvoker invoker;
    private volatile @Nullable CoreSubscription subscription;
    private final AtomicLong droppedBefore = new AtomicLong();

    /** A stopped container that calls {@code handler}. */
    public CoreListenerContainer(
            String id,
            NatsConnectionFactory connectionFactory,
            CoreListenerOptions options,
            ListenerHandler handler,
            PayloadConverters converters,
            ListenerObservation observation) {
        super(id, connectionFactory, options.autoStartup(), options.shutdownTimeout());
        this.options = options;
        this.slots = new HandlerSlots(id, options.concurrency(), options.executor());
        // The receiving thread and threads of its own are interrupted by ending them, those of an executor are not.
        this.invoker = new ListenerInvoker(id, handler, options.timeout(), options.executor() != null);
        Replies replies = new Replies(converters, options.sendTo());
        this.processor =
                new CoreMessageProcessor(this, invoker, options.errorHandler(), replies, observation, counters);
    }

    @Override
    public String getKind() {
        return "core";
    }

    @Override
    public List<String> getSources() {
        return options.subjects().stream().map(SubjectPattern::pattern).toList();
    }

    @Override
    protected void doStart(Connection connection) {
        slots.open();
        subscribe(connection);
    }

    private void subscribe(Connection connection) {
        CoreSubscription opened = new CoreSubscription(getId(), connection, options);
        subscription = opened;
        opened.open((message, pattern) -> {
            opened.checkDropped();
            slots.run(
                    () -> processor.process(connection, message, pattern),
                    rejected -> processor.reject(connection, message, pattern, rejected));
        });
    }

    @Override
    protected void doStop(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        CoreSubscription current = subscription;
        boolean drained = current == null || current.drain(limit);
        boolean idle = slots.awaitIdle(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        if (!drained || !idle) {
            log.warn(
                    "Listener '{}' still handles {} messages {} ms after it was stopped; they are interrupted",
                    getId(),
                    counters.inFlight(),
                    limit.toMillis());
        }
        if (current != null) {
            forget(current);
        }
        slots.close();
        invoker.interruptAll();
    }

    private void forget(CoreSubscription current) {
        droppedBefore.addAndGet(current.dropped());
        subscription = null;
        current.close();
    }

    @Override
    protected void doPause() {
        CoreSubscription current = subscription;
        if (current != null) {
            current.beginDrain();
        }
    }

    @Override
    protected void doResume() {
        CoreSubscription current = subscription;
        if (current != null) {
            // What arrived before the pause is handled first, to keep the order.
            current.drain(options.shutdownTimeout());
            if (slots.areReceivingThreads()) {
                slots.awaitIdle(options.shutdownTimeout());
            }
            forget(current);
        }
        Connection connection = getConnectionFactory().getConnectionIfPresent();
        if (connection != null) {
            subscribe(connection);
        }
    }

    @Override
    protected @Nullable Long lag() {
        CoreSubscription current = subscription;
        return current == null ? null : current.pending();
    }

    @Override
    protected long dropped() {
        CoreSubscription current = subscription;
        return droppedBefore.get() + (current == null ? 0 : current.dropped());
    }
}
