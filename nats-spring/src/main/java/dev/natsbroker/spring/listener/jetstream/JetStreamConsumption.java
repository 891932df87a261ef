package dev.natsbroker.spring.listener.jetstream;

import dev.natsbroker.spring.NatsException;
import dev.natsbroker.spring.listener.RoundTrips;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Message;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StreamInfo;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is between the start and the stop of a container: a consumer, the messages that came from it, the threads at the handlers.
 * It sets the consumer up again when it is lost. Used once.
 *
 * <p>Thread-safe: the lock guards the opening and closing of the source, which wait for the server.
 */
final class JetStreamConsumption implements Recovery.Target {
    private static final Logger log = LoggerFactory.getLogger(JetStreamConsumption.class);

    private static final Duration NOTHING_RUNS = Duration.ofSeconds(1);

    private final ConsumerSettings consumer;
    private final ListenerSettings settings;
    private final Connection connection;
    private final ScheduledExecutorService scheduler;
    private final ConsumerProvisioner provisioner;
    private final Counters counters;
    private final Failures failures;
    private final Handling handling;
    private final @Nullable MaxDeliveriesWatch deadLetterWatch;
    private final ConnectionListener connectionListener = this::onConnectionEvent;
    private final AtomicLong lastSequence;
    private final @Nullable DeadLetterPublisher deadLetters;
    private final Recovery recovery;
    private final ReentrantLock lock = new ReentrantLock();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable MessageSource source;
    private volatile boolean paused;
    private volatile Duration ackWait = Duration.ofSeconds(30);

    /** Subject of the push consumer in use; null for others. */
    private volatile @Nullable String deliverSubject;

    /** The next tick; guarded by the lock. */
    private @Nullable ScheduledFuture<?> ticks;

    JetStreamConsumption(Parts parts, Connection connection, Worker.Handlers handlers) {
        this.consumer = parts.consumer();
        this.settings = parts.settings();
        this.scheduler = parts.scheduler();
        this.counters = parts.counters();
        this.lastSequence = parts.lastSequence();
        this.connection = connection;
        boolean acknowledged = isAcknowledged(consumer, settings);
        this.provisioner = new ConsumerProvisioner(
                connection,
                consumer,
                acknowledged ? AckPolicy.Explicit : AckPolicy.None,
                parts.streams(),
                settings.jetStreamOptions());
        DeadLetterPublisher publisher = settings.deadLetterSubject() == null
                ? null
                : new DeadLetterPublisher(
                        settings.deadLetterSubject(),
                        new ConfirmedPublisher(settings.jetStreamOptions(), settings.confirmTimeout()));
        this.deadLetters = publisher;
        this.recovery = new Recovery(parts, connection, this);
        this.failures = new Failures(settings, publisher, acknowledged, () -> connection, counters);
        this.handling = new Handling(parts, acknowledged, handlers, failures, this::released);
        this.deadLetterWatch = publisher == null || !acknowledged
                ? null
                : new MaxDeliveriesWatch(connection, consumer.stream(), name(), settings, publisher, counters);
    }

    /**
     * What a container gives to each of its consumptions.
     *
     * @param observer makes observations of what the workers do
     * @param lastSequence last message of an ordered consumer, so that the next one goes on after it
     * @param onFailure told when it cannot consume, once for each reason
     */
    record Parts(
            ConsumerSettings consumer,
            ListenerSettings settings,
            StreamDefinitions streams,
            Executor executor,
            ListenerObserver observer,
            ScheduledExecutorService scheduler,
            Counters counters,
            AtomicLong lastSequence,
            Consumer<Throwable> onFailure) {}

    static boolean isAcknowledged(ConsumerSettings consumer, ListenerSettings settings) {
        return settings.ackMode() != AckMode.NONE && consumer.mode() != DeliveryMode.ORDERED;
    }

    private String name() {
        return Objects.requireNonNull(consumer.consumer(), "consumer");
    }

    /**
     * Begins to consume.
     *
     * @return false if that is not possible now, and it goes on trying in the background
     * @throws NatsException if it is not possible and the policy is not to try again
     * @throws RuntimeException if it will never be possible; nothing is left behind in both cases
     */
    boolean start() {
        try {
            connection.addConnectionListener(connectionListener);
            handling.start();
            if (deadLetterWatch != null) {
                deadLetterWatch.open();
            }
            return openOrRetry();
        } catch (RuntimeException e) {
            stop(NOTHING_RUNS);
            throw e;
        }
    }

    private boolean openOrRetry() {
        try {
            open();
            return true;
        } catch (NatsException e) {
            if (settings.startupFailurePolicy() != StartupFailurePolicy.RETRY) {
                throw e;
            }
            recovery.noteFailure(e);
            recovery.begin("it could not be set up");
            return false;
        }
    }

    @Override
    public void open() {
        lock.lock();
        try {
            if (!isWanted()) {
                return;
            }
            StreamInfo stream = provisioner.stream();
            ConsumerInfo info = consumer.mode() == DeliveryMode.ORDERED ? null : provisioner.consumer();
            if (deadLetters != null) {
                deadLetters.requireOutside(stream, consumer, settings.id());
            }
            if (stream.getStreamState().getLastSequence() < lastSequence.get()) {
                // the stream was made anew and counts from 1 again
                lastSequence.set(0);
            }
            if (info != null) {
                use(info);
            }
            open(newSource(info));
            scheduleTicks();
            recovery.succeeded();
        } finally {
            lock.unlock();
        }
    }

    private void open(MessageSource opened) {
        source = opened;
        handling.receive();
        try {
            opened.open();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Often enough that a progress signal is never later than half of the ack wait. */
    private void scheduleTicks() {
        cancelTicks();
        long period = Math.max(5, Math.min(1_000, ackWait.toMillis() / 6));
        ticks = scheduler.scheduleWithFixedDelay(this::tick, period, period, TimeUnit.MILLISECONDS);
    }

    private void cancelTicks() {
        if (ticks != null) {
            ticks.cancel(false);
        }
    }

    private void use(ConsumerInfo info) {
        ConsumerConfiguration configuration = info.getConsumerConfiguration();
        counters.initialLag = info.getNumPending();
        failures.setMaxDeliver(configuration.getMaxDeliver());
        ackWait = shortestAckWait(configuration);
        deliverSubject = configuration.getDeliverSubject();
    }

    private static Duration shortestAckWait(ConsumerConfiguration configuration) {
        Duration shortest = configuration.getAckWait() == null ? Duration.ofSeconds(30) : configuration.getAckWait();
        for (Duration each : configuration.getBackoff()) {
            shortest = each.compareTo(shortest) < 0 ? each : shortest;
        }
        return shortest;
    }

    private MessageSource newSource(@Nullable ConsumerInfo info) {
        Incoming sink = new Incoming();
        if (info == null) {
            return new OrderedSource(connection, consumer, settings, lastSequence, sink);
        }
        return consumer.mode() == DeliveryMode.PUSH
                ? new PushSource(connection, info, settings.pullExpires().dividedBy(3), sink)
                : new PullSource(connection, info, settings, counters.inFlight, sink);
    }

    /** Ends receiving; what has come and is not at a handler goes back to the server. */
    @Override
    public void close() {
        lock.lock();
        try {
            MessageSource open = source;
            source = null;
            if (open != null) {
                handling.hold();
                open.close();
                handling.giveBack();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes no messages until {@link #resume}; handlers that run go on. */
    void pause() {
        paused = true;
        close();
    }

    void resume() {
        paused = false;
        recovery.begin("it is resumed");
    }

    /** Ends everything; handlers that run may take {@code limit}, then they are interrupted. */
    void stop(Duration limit) {
        stopped.countDown();
        close();
        handling.stop(limit);
        lock.lock();
        try {
            cancelTicks();
        } finally {
            lock.unlock();
        }
        connection.removeConnectionListener(connectionListener);
        if (deadLetterWatch != null) {
            deadLetterWatch.close();
        }
        flush();
    }

    /** Acknowledgements must be on their way before the connection is closed. */
    private void flush() {
        try {
            if (connection.getStatus() == Connection.Status.CONNECTED) {
                RoundTrips.flush(connection, Duration.ofSeconds(2));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | IllegalStateException e) {
            log.debug("Listener '{}' could not flush", settings.id(), e);
        }
    }

    private void onConnectionEvent(Connection changed, ConnectionListener.Events event) {
        MessageSource open = source;
        if (event == ConnectionListener.Events.RESUBSCRIBED && open != null) {
            open.reconnected();
        }
    }

    private void released() {
        MessageSource open = source;
        if (open != null) {
            open.released();
        }
    }

    private void tick() {
        try {
            long now = System.nanoTime();
            if (settings.progress()) {
                handling.signalProgress(now, ackWait.dividedBy(3));
            }
            MessageSource open = source;
            if (open != null) {
                open.tick(now);
            }
        } catch (RuntimeException e) {
            // one that escapes would end the ticks
            log.warn("Tick of listener '{}' failed", settings.id(), e);
        }
    }

    @Override
    public boolean isWanted() {
        return stopped.getCount() > 0 && !paused;
    }

    @Override
    public boolean awaitStopped(Duration limit) throws InterruptedException {
        return stopped.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean isOpen() {
        return source != null;
    }

    @Override
    public boolean isStillThere() {
        if (consumer.mode() == DeliveryMode.ORDERED) {
            return false;
        }
        ConsumerInfo info = provisioner.find();
        return info != null && Objects.equals(info.getConsumerConfiguration().getDeliverSubject(), deliverSubject);
    }

    boolean isConsuming() {
        return source != null && recovery.lastFailure() == null;
    }

    @Nullable
    String lastFailure() {
        return recovery.lastFailure();
    }

    /** Takes messages from a source. */
    private final class Incoming implements MessageSource.Sink {
        @Override
        public boolean accept(Message message) {
            return handling.accept(message);
        }

        @Override
        public void lost(String reason) {
            recovery.begin(reason);
        }
    }
}
