package dev.natsbroker.broker.config.conf;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A parsed configuration file.
 *
 * @param file path of the file as it was given; empty for text without a file
 * @param values top-level values by key, in the order of the file
 */
public record ConfigDocument(String file, Map<String, ConfigValue> values) {

    /** Copies the map. */
    public ConfigDocument {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** {@code sha256:} and the hash of the values written as JSON, equal to nats-server's for the same file. */
    public String digest() {
        return ConfigDigest.of(values);
    }
}
