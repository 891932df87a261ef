package dev.natsbroker.spring.listener.jetstream;

import dev.natsbroker.spring.core.NatsTimeoutException;
import dev.natsbroker.spring.listener.ListenerCounters;
import io.nats.client.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes deliveries from the queue and calls the handler, on a thread of its own. */
final class Worker implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Worker.class);
    private static final int CONFIRMATIONS = 3;

    private final ListenerSettings settings;
    private final BlockingQueue<Delivery> queue;
    private final Delivery end;
    private final @Nullable JetStreamMessageHandler handler;
    private final @Nullable JetStreamBatchHandler batchHandler;
    private final Failures failures;
    private final ListenerObserver observer;
    private final ListenerCounters counters;
    private final WorkerListener listener;
    private final List<Delivery> unacknowledged = new ArrayList<>();

    /** What it works on or has not acknowledged; added by the worker, read by whoever signals progress. */
    private final Queue<Delivery> current = new ConcurrentLinkedQueue<>();

    private volatile @Nullable Delivery single;
    private volatile @Nullable Thread thread;

    /** Hears what a worker does; called on its thread. */
    interface WorkerListener {
        /** So many deliveries are off the container's hands. */
        void released(int deliveries);

        /** The worker has ended. */
        void ended();

        /** Whether the container stops and has interrupted the handlers, so that what they throw is no failure. */
        boolean isStopping();
    }

    /**
     * A worker with one of the two handlers.
     *
     * @param end the delivery that ends it
     */
    Worker(
            ListenerSettings settings,
            BlockingQueue<Delivery> queue,
            Delivery end,
            Handlers handlers,
            Failures failures,
            ListenerObserver observer,
            ListenerCounters counters,
            WorkerListener listener) {
        this.observer = observer;
        this.counters = counters;
        this.settings = settings;
        this.queue = queue;
        this.end = end;
        this.handler = handlers.single();
        this.batchHandler = handlers.batch();
        this.failures = failures;
        this.listener = listener;
    }

    /** One of the two. */
    record Handlers(
            @Nullable JetStreamMessageHandler single,
            @Nullable JetStreamBatchHandler batch) {}

    /** Calls {@code action} with what it works on or has not acknowledged. By any thread. */
    void forEachHeld(Consumer<Delivery> action) {
        Delivery one = single;
        if (one != null) {
            action.accept(one);
        }
        current.forEach(action);
    }

    /** Interrupts the handler. */
    void interrupt() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        try {
            Delivery next = queue.take();
            while (next != end) {
                next = batchHandler == null ? handleOne(next) : handleBatch(next, batchHandler);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            acknowledgeTogether();
            thread = null;
            listener.ended();
        }
    }

    private Delivery handleOne(Delivery delivery) throws InterruptedException {
        if (settings.ackMode() == AckMode.BATCH) {
            return handleForBatch(delivery);
        }
        single = delivery;
        try {
            call(delivery);
        } finally {
            single = null;
            listener.released(1);
        }
        return queue.take();
    }

    /** Acknowledges when a batch is full or nothing more is there. */
    private Delivery handleForBatch(Delivery delivery) throws InterruptedException {
        current.add(delivery);
        call(delivery);
        Delivery next = current.size() >= settings.batchSize() ? null : queue.poll();
        if (next == null) {
            acknowledgeTogether();
            return queue.take();
        }
        return next;
    }

    private void call(Delivery delivery) {
        counters.countReceived();
        try {
            if (handler != null) {
                observer.observe(delivery.message(), () -> handler.onMessage(delivery.message(), delivery));
            }
        } catch (Throwable e) { // also errors: the message is not done, and the thread is needed
            failed(delivery, e);
            return;
        }
        succeeded(delivery);
    }

    private Delivery handleBatch(Delivery first, JetStreamBatchHandler batch) throws InterruptedException {
        List<Delivery> deliveries = new ArrayList<>();
        add(deliveries, first);
        Delivery next = fill(deliveries);
        try {
            call(deliveries, batch);
        } finally {
            acknowledgeTogether();
        }
        return next == null ? queue.take() : next;
    }

    private void call(List<Delivery> deliveries, JetStreamBatchHandler batch) {
        deliveries.forEach(delivery -> counters.countReceived());
        try {
            List<Message> messages = deliveries.stream().map(Delivery::message).toList();
            observer.observe(messages.get(0), () -> batch.onMessages(messages, new DeliveryBatch(deliveries)));
        } catch (BatchFailureException e) {
            settle(deliveries, e.getFailures());
            return;
        } catch (Throwable e) {
            deliveries.forEach(delivery -> failed(delivery, e));
            return;
        }
        deliveries.forEach(this::succeeded);
    }

    private void settle(List<Delivery> deliveries, Map<Integer, Throwable> failures) {
        for (int i = 0; i < deliveries.size(); i++) {
            Throwable failure = failures.get(i);
            if (failure == null) {
                succeeded(deliveries.get(i));
            } else {
                failed(deliveries.get(i), failure);
            }
        }
    }

    /** Adds what comes until the batch is full or has waited long enough; the end if that came, else null. */
    private @Nullable Delivery fill(List<Delivery> deliveries) throws InterruptedException {
        long deadline = System.nanoTime() + settings.batchWait().toNanos();
        while (deliveries.size() < settings.batchSize()) {
            Delivery next = queue.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (next == null || next == end) {
                return next;
            }
            add(deliveries, next);
        }
        return null;
    }

    private void add(List<Delivery> deliveries, Delivery delivery) {
        deliveries.add(delivery);
        current.add(delivery);
    }

    private void succeeded(Delivery delivery) {
        counters.countProcessed();
        switch (settings.ackMode()) {
            case AUTO, NONE -> acknowledge(delivery);
            case CONFIRMED -> confirm(delivery);
            case BATCH -> unacknowledged.add(delivery);
            case MANUAL -> {
                if (!delivery.isSettled()) {
                    log.debug("Listener '{}' returned without settling {}", settings.id(), delivery);
                }
            }
        }
    }

    private void acknowledge(Delivery delivery) {
        try {
            delivery.ack();
        } catch (RuntimeException e) {
            log.warn(
                    "Listener '{}' handled {}, but could not acknowledge it: it comes again",
                    settings.id(),
                    delivery,
                    e);
        }
    }

    private void confirm(Delivery delivery) {
        for (int attempt = 1;
                attempt <= CONFIRMATIONS && !Thread.currentThread().isInterrupted();
                attempt++) {
            try {
                delivery.ackSync();
                return;
            } catch (NatsTimeoutException | IllegalStateException e) {
                log.warn(
                        "Listener '{}' handled {}, but attempt {} to acknowledge it failed",
                        settings.id(),
                        delivery,
                        attempt,
                        e);
            }
        }
    }

    /** Ends a batch. */
    private void acknowledgeTogether() {
        unacknowledged.forEach(this::acknowledge);
        unacknowledged.clear();
        int handled = current.size();
        current.clear();
        if (handled > 0) {
            listener.released(handled);
        }
    }

    private void failed(Delivery delivery, Throwable failure) {
        counters.countFailed();
        if (listener.isStopping() && delivery.canGoBack()) {
            // what was interrupted seldom throws an InterruptedException, and an interrupt says nothing about the
            // message
            log.info(
                    "Listener '{}' was interrupted at {}, which goes back: {}",
                    settings.id(),
                    delivery,
                    failure.toString());
            delivery.giveBack();
        } else {
            failures.failed(delivery, failure);
        }
    }
}
