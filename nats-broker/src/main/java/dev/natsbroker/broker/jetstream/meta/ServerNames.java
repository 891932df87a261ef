package dev.natsbroker.broker.jetstream.meta;

import org.jspecify.annotations.Nullable;

/**
 * How this server is called in answers and advisories.
 *
 * @param name the server's name
 * @param id the server's public key
 * @param domain the JetStream domain, or null
 */
public record ServerNames(String name, String id, @Nullable String domain) {}
