package dev.natsbroker.spring.listener.jetstream;

import dev.natsbroker.spring.NatsException;
import io.nats.client.Connection;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what the error handler says about a delivery whose handler failed. Thread-safe; publishing a dead letter blocks. */
final class Failures {
    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    private final String listener;
    private final JetStreamErrorHandler errorHandler;
    private final Duration retryInterval;
    private final @Nullable DeadLetterPublisher deadLetters;
    private final boolean acknowledged;
    private final Supplier<Connection> connection;
    private final Counters counters;

    /** The consumer's max deliver; 0 or less for no limit. Set when the consumer is known. */
    private volatile long maxDeliver;

    Failures(
            ListenerSettings settings,
            @Nullable DeadLetterPublisher deadLetters,
            boolean acknowledged,
            Supplier<Connection> connection,
            Counters counters) {
        this.listener = settings.id();
        this.errorHandler = settings.errorHandler();
        this.retryInterval = settings.retryInterval();
        this.deadLetters = deadLetters;
        this.acknowledged = acknowledged;
        this.connection = connection;
        this.counters = counters;
    }

    void setMaxDeliver(long value) {
        this.maxDeliver = value;
    }

    /** The handler of {@code delivery} threw {@code failure}. */
    void failed(Delivery delivery, Throwable failure) {
        counters.failed.increment();
        if (delivery.isSettled()) {
            log.error("Listener '{}' failed after it had settled {}", listener, delivery, failure);
            return;
        }
        ErrorAction action = action(delivery, failure);
        try {
            if (action instanceof ErrorAction.Retry retry) {
                retry(delivery, failure, retry.delay());
            } else if (action instanceof ErrorAction.Discard discard) {
                log.info("Listener '{}' discards {}: {}", listener, delivery, discard.reason());
                delivery.term(discard.reason());
            } else {
                giveUp(delivery, failure);
            }
        } catch (RuntimeException e) {
            log.warn(
                    "Listener '{}' could not tell the server about {}; it is delivered again after its ack wait",
                    listener,
                    delivery,
                    e);
        }
    }

    private ErrorAction action(Delivery delivery, Throwable failure) {
        if (!acknowledged) {
            return new ErrorAction.DeadLetter();
        }
        try {
            ErrorAction action = errorHandler.onFailure(delivery.message(), failure, delivery.deliveries());
            boolean last = maxDeliver > 0 && delivery.deliveries() >= maxDeliver;
            return last && action instanceof ErrorAction.Retry ? new ErrorAction.DeadLetter() : action;
        } catch (Throwable e) { // also errors: the thread is needed
            log.error("The error handler of listener '{}' failed on {}", listener, delivery, e);
            return new ErrorAction.Retry(retryInterval);
        }
    }

    private void retry(Delivery delivery, Throwable failure, Duration delay) {
        log.warn(
                "Listener '{}' failed on {} (delivery {}), which comes again after {}: {}",
                listener,
                delivery,
                delivery.deliveries(),
                delay,
                failure.toString());
        log.debug("Failure on {}", delivery, failure);
        delivery.nak(delay);
    }

    private void giveUp(Delivery delivery, Throwable failure) {
        if (deadLetters == null) {
            log.error(
                    "Listener '{}' gives up on {} after delivery {}; there is no dead letter subject, so it ends here",
                    listener,
                    delivery,
                    delivery.deliveries(),
                    failure);
            delivery.term("failed: " + failure);
            return;
        }
        try {
            deadLetters.publish(connection.get(), DeadLetter.of(delivery.message(), failure));
        } catch (NatsException e) {
            log.error(
                    "Dead letter for {} could not be published; the message comes again after {}",
                    delivery,
                    retryInterval,
                    e);
            delivery.nak(retryInterval);
            return;
        }
        counters.deadLettered.increment();
        log.error(
                "Listener '{}' made a dead letter of {} after delivery {}",
                listener,
                delivery,
                delivery.deliveries(),
                failure);
        delivery.term("dead letter: " + failure);
    }
}
