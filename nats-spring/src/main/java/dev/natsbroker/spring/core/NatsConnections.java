package dev.natsbroker.spring.core;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** The connections of an application by their names. Immutable. */
public final class NatsConnections {
    /** Name of the connection that is used where none is named. */
    public static final String DEFAULT = "default";

    private final Map<String, NatsConnectionFactory> factories;

    /**
     * The given connections.
     *
     * @throws IllegalArgumentException if two have the same name
     */
    public NatsConnections(Collection<? extends NatsConnectionFactory> factories) {
        Map<String, NatsConnectionFactory> byName = new LinkedHashMap<>();
        for (NatsConnectionFactory factory : factories) {
            if (byName.putIfAbsent(factory.getName(), factory) != null) {
                throw new IllegalArgumentException(
                        "Two NATS connections have the name '" + factory.getName() + "'; give each a name of its own");
            }
        }
        this.factories = Map.copyOf(byName);
    }

    /**
     * The connection with this name; an empty name means {@link #DEFAULT}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public NatsConnectionFactory get(String name) {
        NatsConnectionFactory factory = factories.get(name.isEmpty() ? DEFAULT : name);
        if (factory == null) {
            throw new IllegalArgumentException("There is no NATS connection '" + name + "', only " + factories.keySet()
                    + "; define it by properties nats.connections." + name + ".* or as a bean of type "
                    + "NatsConnectionFactory");
        }
        return factory;
    }

    /** All connections, in no order. */
    public Collection<NatsConnectionFactory> getAll() {
        return factories.values();
    }
}
