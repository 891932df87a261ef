package dev.natsbroker.spring.listener.jetstream;

import io.nats.client.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Retries with a delay that grows from one delivery to the next. The server counts the deliveries, so that restarts do not begin
 * again.
 *
 * @param maxAttempts how many deliveries a message gets before it is a dead letter, from 1
 * @param initialDelay delay after the first failure
 * @param multiplier factor from one delay to the next, from 1
 * @param maxDelay longest delay
 * @param terminal exceptions that no retry helps, also as the cause of others: the message is a dead letter at once
 */
public record RetrySettings(
        int maxAttempts,
        Duration initialDelay,
        double multiplier,
        Duration maxDelay,
        List<Class<? extends Throwable>> terminal)
        implements JetStreamErrorHandler {
    /** Five deliveries; after 1, 2, 4 and 8 s. */
    public static final RetrySettings DEFAULT =
            new RetrySettings(5, Duration.ofSeconds(1), 2, Duration.ofMinutes(1), TerminalFailures.DEFAULT);

    /** Checks the ranges. */
    public RetrySettings {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("Max attempts is " + maxAttempts + ", must be at least 1");
        }
        if (initialDelay.isNegative() || initialDelay.isZero() || maxDelay.compareTo(initialDelay) < 0) {
            throw new IllegalArgumentException("Retry delays are " + initialDelay + " to " + maxDelay
                    + ": the first must be above zero and not above the last, or failing messages would spin");
        }
        if (!(multiplier >= 1)) {
            throw new IllegalArgumentException("Retry multiplier is " + multiplier + ", must be at least 1");
        }
        terminal = List.copyOf(terminal);
    }

    /** These settings with further terminal exceptions. */
    public RetrySettings withTerminal(List<Class<? extends Throwable>> more) {
        List<Class<? extends Throwable>> all = new ArrayList<>(terminal);
        all.addAll(more);
        return new RetrySettings(maxAttempts, initialDelay, multiplier, maxDelay, all);
    }

    /** The delay after a delivery has failed; {@code deliveries} counts from 1. */
    public Duration delayAfter(long deliveries) {
        double nanos = initialDelay.toNanos() * Math.pow(multiplier, Math.min(deliveries, 1_000) - 1);
        return nanos >= maxDelay.toNanos() ? maxDelay : Duration.ofNanos((long) nanos);
    }

    @Override
    public ErrorAction onFailure(Message message, Throwable failure, long deliveries) {
        if (deliveries >= maxAttempts || TerminalFailures.contains(terminal, failure)) {
            return new ErrorAction.DeadLetter();
        }
        return new ErrorAction.Retry(delayAfter(deliveries));
    }
}
