package dev.natsbroker.broker.config;

import java.util.List;

/**
 * Options that were read from a file.
 *
 * @param options the options
 * @param warnings what was accepted although it should be changed; these fail a mere test of the file
 */
public record LoadedConfig(BrokerOptions options, List<String> warnings) {

    /** Copies the list. */
    public LoadedConfig {
        warnings = List.copyOf(warnings);
    }
}
