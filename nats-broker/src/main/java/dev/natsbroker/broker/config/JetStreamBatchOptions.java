package dev.natsbroker.broker.config;

import java.time.Duration;

/**
 * What atomic batches may use ({@code jetstream.limits.batch}); zero and less stand for the default.
 *
 * @param maxInflightPerStream batches that one stream may have open
 * @param maxInflightTotal batches that the server may have open
 * @param maxMessages messages of one batch
 * @param timeout time without a further message after which an open batch is given up
 */
public record JetStreamBatchOptions(int maxInflightPerStream, int maxInflightTotal, int maxMessages, Duration timeout) {
    private static final int INFLIGHT_PER_STREAM = 50;
    private static final int INFLIGHT_TOTAL = 1_000;
    private static final int MESSAGES = 1_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Puts the defaults in. */
    public JetStreamBatchOptions {
        maxInflightPerStream = maxInflightPerStream > 0 ? maxInflightPerStream : INFLIGHT_PER_STREAM;
        maxInflightTotal = maxInflightTotal > 0 ? maxInflightTotal : INFLIGHT_TOTAL;
        maxMessages = maxMessages > 0 ? maxMessages : MESSAGES;
        timeout = timeout.isZero() || timeout.isNegative() ? TIMEOUT : timeout;
    }

    /** The values that hold when nothing is configured. */
    public static JetStreamBatchOptions defaults() {
        return new JetStreamBatchOptions(INFLIGHT_PER_STREAM, INFLIGHT_TOTAL, MESSAGES, TIMEOUT);
    }
}
