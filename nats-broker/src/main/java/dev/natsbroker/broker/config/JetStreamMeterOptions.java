package dev.natsbroker.broker.config;

/**
 * Which meters of streams and consumers a monitoring system gets: one for each of thousands would be its ruin. How many there are in
 * all is always told. Has no nats.conf key.
 *
 * @param enabled whether JetStream has meters at all
 * @param maxStreams streams with meters of their own: those with the most messages. The same number limits the accounts
 * @param maxConsumers consumers with meters of their own: those with the most messages to deliver and to be acknowledged
 */
public record JetStreamMeterOptions(boolean enabled, int maxStreams, int maxConsumers) {
    private static final int STREAMS = 100;
    private static final int CONSUMERS = 500;

    /** Checks the ranges. */
    public JetStreamMeterOptions {
        if (maxStreams < 0 || maxConsumers < 0) {
            throw new IllegalArgumentException("meters of " + maxStreams + " streams and " + maxConsumers
                    + " consumers are out of range: use 0 for none, or more");
        }
    }

    /** The values that hold when nothing is configured. */
    public static JetStreamMeterOptions defaults() {
        return new JetStreamMeterOptions(true, STREAMS, CONSUMERS);
    }
}
