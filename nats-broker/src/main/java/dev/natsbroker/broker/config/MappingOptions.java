package dev.natsbroker.broker.config;

import java.util.List;

/**
 * A subject mapping as it is written; its subjects are checked where mappings are compiled.
 *
 * @param source subject, with wildcards or without, that is mapped
 * @param destinations where its messages go, by weight
 */
public record MappingOptions(String source, List<WeightedDestination> destinations) {

    /** Copies the list. */
    public MappingOptions {
        destinations = List.copyOf(destinations);
    }

    /** Maps all messages of a subject to another one. */
    public static MappingOptions of(String source, String destination) {
        return new MappingOptions(source, List.of(new WeightedDestination(destination, 100, null)));
    }
}
