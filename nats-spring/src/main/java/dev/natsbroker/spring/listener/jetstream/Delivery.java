package dev.natsbroker.spring.listener.jetstream;

import dev.natsbroker.spring.core.NatsTimeoutException;
import dev.natsbroker.spring.listener.ListenerCounters;
import io.nats.client.Message;
import io.nats.client.impl.NatsMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A message that the server has delivered, and what became of it. Settled once, by whoever comes first.
 *
 * <p>Thread-safe. The lock orders a progress signal before the acknowledgement that ends it: after a nak with a delay it would
 * move the redelivery.
 */
final class Delivery implements Ack {
    private static final Logger log = LoggerFactory.getLogger(Delivery.class);

    private final Message message;
    private final DeliverySettings settings;
    private final Counters counters;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean settled;
    private volatile long signalledNanos;

    Delivery(Message message, DeliverySettings settings, Counters counters, long nowNanos) {
        this.message = message;
        this.settings = settings;
        this.counters = counters;
        this.signalledNanos = nowNanos;
    }

    /** A delivery that is none: it ends a worker. */
    static Delivery end() {
        return new Delivery(
                NatsMessage.builder().subject("end").build(),
                new DeliverySettings(false, Duration.ZERO),
                new Counters(new ListenerCounters()),
                0);
    }

    /**
     * What all deliveries of a consumer have in common.
     *
     * @param acknowledged false if the consumer's ack policy is none
     * @param confirmTimeout longest wait of {@link Ack#ackSync()}
     */
    record DeliverySettings(boolean acknowledged, Duration confirmTimeout) {}

    Message message() {
        return message;
    }

    /** How many times the server has delivered this message, with this time. */
    long deliveries() {
        return message.metaData().deliveredCount();
    }

    @Override
    public void ack() {
        if (settled) {
            return;
        }
        lock.lock();
        try {
            if (!settled) {
                if (settings.acknowledged()) {
                    message.ack();
                    counters.acked.increment();
                }
                settled = true;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void ackSync() {
        lock.lock();
        try {
            if (settled) {
                return;
            }
            if (settings.acknowledged()) {
                message.ackSync(settings.confirmTimeout());
                counters.acked.increment();
            }
            settled = true;
        } catch (TimeoutException e) {
            throw new NatsTimeoutException(
                    "The server has not confirmed the ack of " + this + " within " + settings.confirmTimeout()
                            + "; the message may be delivered again",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NatsTimeoutException(
                    "Interrupted before the server confirmed the ack of " + this
                            + "; the message may be delivered again",
                    e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void nak() {
        settle(counters.nacked, message::nak);
    }

    @Override
    public void nak(Duration delay) {
        settle(counters.nacked, () -> message.nakWithDelay(delay));
    }

    @Override
    public void term(String reason) {
        byte[] payload = ("+TERM " + reason.replaceAll("\\s+", " ")).getBytes(StandardCharsets.UTF_8);
        settle(counters.terminated, () -> message.getConnection().publish(message.getReplyTo(), payload));
    }

    private void settle(LongAdder counter, Runnable signal) {
        lock.lock();
        try {
            if (!settled) {
                if (settings.acknowledged()) {
                    signal.run();
                    counter.increment();
                }
                settled = true;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void inProgress() {
        signalProgress(System.nanoTime());
    }

    /** Signals progress if the last signal is older than {@code intervalNanos}; leaves it when the delivery is being settled. */
    void signalProgress(long nowNanos, long intervalNanos) {
        if (nowNanos - signalledNanos >= intervalNanos && lock.tryLock()) {
            try {
                signalProgress(nowNanos);
            } finally {
                lock.unlock();
            }
        }
    }

    private void signalProgress(long nowNanos) {
        lock.lock();
        try {
            if (!settled && settings.acknowledged()) {
                message.inProgress();
                signalledNanos = nowNanos;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether the server delivers it again when it is given back. */
    boolean canGoBack() {
        return settings.acknowledged();
    }

    /** Gives the delivery back to the server for anybody to have at once, if it is not settled. */
    void giveBack() {
        try {
            nak();
        } catch (RuntimeException e) {
            // without a connection; the ack wait does the same later
            log.debug("{} could not be given back", this, e);
        }
    }

    @Override
    public boolean isSettled() {
        return settled;
    }

    @Override
    public String toString() {
        return "message " + message.metaData().streamSequence() + " of stream '"
                + message.metaData().getStream() + "' on '" + message.getSubject() + "'";
    }
}
