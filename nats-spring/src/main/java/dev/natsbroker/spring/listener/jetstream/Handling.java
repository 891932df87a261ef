package dev.natsbroker.spring.listener.jetstream;

import io.nats.client.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages on their way from a source to the handlers, and the threads at the handlers.
 *
 * <p>Thread-safe: one thread accepts, the workers take, and the owner's lock guards the changes of state.
 */
final class Handling implements Worker.WorkerListener {
    private static final Logger log = LoggerFactory.getLogger(Handling.class);
    private static final Duration AFTER_INTERRUPT = Duration.ofMillis(500);

    private final ListenerSettings settings;
    private final boolean acknowledged;
    private final Counters counters;
    private final Executor executor;
    private final Runnable onReleased;
    private final Delivery.DeliverySettings deliverySettings;
    private final LinkedBlockingQueue<Delivery> queue = new LinkedBlockingQueue<>();
    private final Queue<Delivery> parked = new ConcurrentLinkedQueue<>();
    private final List<Worker> workers = new ArrayList<>();
    private final Delivery end = Delivery.end();
    private final CountDownLatch ended;

    /** Without acknowledgements nothing but this limits how much is queued. */
    private final @Nullable Room room;

    /** Whether what is refused comes again. */
    private final boolean ordered;

    private volatile State state = State.CLOSED;
    private volatile boolean stopping;

    /** What becomes of a message that comes. */
    private enum State {
        /** It goes to the handlers. */
        RECEIVING,
        /** It is kept, and goes back when the source has closed. */
        HOLDING,
        /** It goes back at once. */
        CLOSED
    }

    Handling(
            JetStreamConsumption.Parts parts,
            boolean acknowledged,
            Worker.Handlers handlers,
            Failures failures,
            Runnable onReleased) {
        this.settings = parts.settings();
        this.acknowledged = acknowledged;
        this.counters = parts.counters();
        this.executor = parts.executor();
        this.onReleased = onReleased;
        this.deliverySettings = new Delivery.DeliverySettings(acknowledged, settings.confirmTimeout());
        this.room = acknowledged ? null : new Room(settings.prefetch());
        this.ordered = parts.consumer().mode() == DeliveryMode.ORDERED;
        this.ended = new CountDownLatch(settings.concurrency());
        for (int i = 0; i < settings.concurrency(); i++) {
            workers.add(new Worker(settings, queue, end, handlers, failures, parts.observer(), counters.handled, this));
        }
    }

    void start() {
        workers.forEach(executor::execute);
    }

    /** From now on messages go to the handlers. */
    void receive() {
        state = State.RECEIVING;
    }

    /** From now on messages are kept, also those that wait for a handler. */
    void hold() {
        state = State.HOLDING;
        if (acknowledged) {
            queue.drainTo(parked);
        }
    }

    /** Gives back what was kept, so that other instances get it at once. Without acknowledgements that cannot be. */
    void giveBack() {
        state = State.CLOSED;
        for (Delivery delivery = parked.poll(); delivery != null; delivery = parked.poll()) {
            delivery.giveBack();
            counters.inFlight.decrementAndGet();
        }
    }

    /**
     * Takes a message from the source. Called by one thread at a time.
     *
     * @return false if there is no room and the source can get the message again
     */
    boolean accept(Message message) {
        if (room != null && !isRoom(room)) {
            return false;
        }
        Delivery delivery = new Delivery(message, deliverySettings, counters, System.nanoTime());
        counters.received.increment();
        counters.last = message;
        if (state == State.CLOSED && acknowledged) {
            delivery.giveBack();
            return true;
        }
        counters.inFlight.incrementAndGet();
        if (state == State.HOLDING && acknowledged) {
            parked.add(delivery);
        } else {
            queue.add(delivery);
        }
        return true;
    }

    /** Waits for room as long as the container receives: at its end nothing more follows, and the server has given this away. */
    private boolean isRoom(Room permits) {
        try {
            while (state == State.RECEIVING) {
                if (permits.tryAcquire(100, TimeUnit.MILLISECONDS)) {
                    return true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!ordered) {
            permits.takeOneMore();
        }
        return !ordered;
    }

    /** Places in the queue; there may be less than none, which those who leave make up for. */
    private static final class Room extends Semaphore {
        private static final long serialVersionUID = 1;

        Room(int places) {
            super(places);
        }

        void takeOneMore() {
            reducePermits(1);
        }
    }

    /** Signals progress for all messages here for which nobody has done so for {@code interval}. */
    void signalProgress(long nowNanos, Duration interval) {
        long nanos = interval.toNanos();
        queue.forEach(delivery -> signalProgress(delivery, nowNanos, nanos));
        workers.forEach(worker -> worker.forEachHeld(delivery -> signalProgress(delivery, nowNanos, nanos)));
    }

    private void signalProgress(Delivery delivery, long nowNanos, long intervalNanos) {
        try {
            if (delivery != end) {
                delivery.signalProgress(nowNanos, intervalNanos);
            }
        } catch (IllegalStateException e) {
            log.debug("No progress signal for {}", delivery, e);
        }
    }

    @Override
    public void released(int deliveries) {
        counters.inFlight.addAndGet(-deliveries);
        if (room != null) {
            room.release(deliveries);
        }
        onReleased.run();
    }

    @Override
    public void ended() {
        ended.countDown();
    }

    @Override
    public boolean isStopping() {
        return stopping;
    }

    /**
     * Ends the workers after what they are at, and without acknowledgements after what is queued. The source must be closed.
     * Interrupts them after {@code limit}.
     */
    void stop(Duration limit) {
        workers.forEach(worker -> queue.add(end));
        try {
            if (!ended.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                log.warn("Handlers of listener '{}' did not end within {} and are interrupted", settings.id(), limit);
                interrupt();
            }
        } catch (InterruptedException e) {
            stopping = true;
            workers.forEach(Worker::interrupt);
            Thread.currentThread().interrupt();
        }
        hold();
        parked.removeIf(delivery -> delivery == end);
        giveBack();
        // for handlers that went on although interrupted, when they come back
        workers.forEach(worker -> queue.add(end));
    }

    private void interrupt() throws InterruptedException {
        stopping = true;
        workers.forEach(Worker::interrupt);
        if (!ended.await(AFTER_INTERRUPT.toNanos(), TimeUnit.NANOSECONDS)) {
            log.error(
                    "Handlers of listener '{}' go on although interrupted; what they hold comes again after its ack wait",
                    settings.id());
        }
    }
}
