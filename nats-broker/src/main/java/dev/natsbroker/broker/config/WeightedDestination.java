package dev.natsbroker.broker.config;

import org.jspecify.annotations.Nullable;

/**
 * One destination of a mapping.
 *
 * @param destination subject or transform
 * @param weightPercent share of the messages, 0 to 100
 * @param cluster name of the cluster it applies in; null for any
 */
public record WeightedDestination(
        String destination, int weightPercent, @Nullable String cluster) {

    /** Checks the weight. */
    public WeightedDestination {
        if (weightPercent < 0 || weightPercent > 100) {
            throw new IllegalArgumentException("weight " + weightPercent + " of mapping destination \"" + destination
                    + "\" is out of range: use 0 to 100");
        }
    }
}
