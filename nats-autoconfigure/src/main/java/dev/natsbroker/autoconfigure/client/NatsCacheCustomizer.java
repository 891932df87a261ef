package dev.natsbroker.autoconfigure.client;

import dev.natsbroker.spring.cache.NatsCacheConfiguration;
import java.util.Map;

/** Gives caches a configuration of their own; beans of this type are called in their order. */
@FunctionalInterface
public interface NatsCacheCustomizer {
    /**
     * Changes {@code caches}.
     *
     * @param caches configurations by name of the cache; those of {@code nats.cache.names} are in it
     * @param defaults the configuration of all others
     */
    void customize(Map<String, NatsCacheConfiguration> caches, NatsCacheConfiguration defaults);
}
