package dev.natsbroker.broker.config;

import java.util.List;

/** Says whether a subject mapping can be compiled, so that a file with a wrong one is refused with its position. */
@FunctionalInterface
public interface MappingCheck {
    /** Takes any mapping. */
    MappingCheck NONE = (source, destinations) -> {};

    /**
     * Checks one mapping.
     *
     * @throws IllegalArgumentException with the reason if the subjects or transforms are wrong
     */
    void check(String source, List<WeightedDestination> destinations);
}
