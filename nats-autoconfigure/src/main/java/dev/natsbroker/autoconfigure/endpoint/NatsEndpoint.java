package dev.natsbroker.autoconfigure.endpoint;

import dev.natsbroker.spring.config.NatsListenerEndpointRegistry;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.core.NatsConnections;
import dev.natsbroker.spring.listener.ListenerSnapshot;
import dev.natsbroker.spring.listener.NatsListenerContainer;
import dev.natsbroker.spring.listener.jetstream.JetStreamListenerContainer;
import dev.natsbroker.spring.listener.jetstream.JetStreamListenerState;
import io.nats.client.Connection;
import io.nats.client.Statistics;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * Shows connections and listeners, and controls listeners: {@code GET /actuator/nats}, {@code GET /actuator/nats/<listener>} and
 * {@code POST /actuator/nats/<listener>} with {@code {"action": "pause"}}, {@code resume}, {@code start} or {@code stop}.
 */
@Endpoint(id = "nats")
public final class NatsEndpoint {
    private final NatsConnections connections;
    private final NatsListenerEndpointRegistry listeners;

    /** Shows these. */
    public NatsEndpoint(NatsConnections connections, NatsListenerEndpointRegistry listeners) {
        this.connections = connections;
        this.listeners = listeners;
    }

    /** All connections and listeners, by name and id. */
    @ReadOperation
    public NatsDescriptor nats() {
        return new NatsDescriptor(
                connections.getAll().stream()
                        .map(ConnectionDescriptor::of)
                        .sorted(Comparator.comparing(ConnectionDescriptor::name))
                        .toList(),
                listeners.getContainers().stream()
                        .map(NatsListenerContainer::getSnapshot)
                        .sorted(Comparator.comparing(ListenerSnapshot::id))
                        .toList(),
                jetStream());
    }

    private Map<String, JetStreamListenerState> jetStream() {
        Map<String, JetStreamListenerState> states = new TreeMap<>();
        for (NatsListenerContainer container : listeners.getContainers()) {
            if (container instanceof JetStreamListenerContainer jetStream) {
                states.put(container.getId(), jetStream.getJetStreamState());
            }
        }
        return states;
    }

    /** One listener; null, which becomes a 404, if there is none with this id. */
    @ReadOperation
    public @Nullable ListenerSnapshot listener(@Selector String id) {
        NatsListenerContainer container = listeners.findContainer(id);
        return container == null ? null : container.getSnapshot();
    }

    /**
     * Does {@code action} with one listener and shows it afterwards; null if there is none with this id.
     *
     * @throws InvalidEndpointRequestException if there is no such action
     */
    @WriteOperation
    public @Nullable ListenerSnapshot control(@Selector String id, String action) {
        if (listeners.findContainer(id) == null) {
            return null;
        }
        actionOf(action).apply(listeners, id);
        return listener(id);
    }

    private static ListenerAction actionOf(String action) {
        try {
            return ListenerAction.valueOf(action.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new InvalidEndpointRequestException(
                    "Action '" + action + "' is none of pause, resume, start and stop", "Unknown action");
        }
    }

    private enum ListenerAction {
        PAUSE {
            @Override
            void apply(NatsListenerEndpointRegistry listeners, String id) {
                listeners.pause(id);
            }
        },
        RESUME {
            @Override
            void apply(NatsListenerEndpointRegistry listeners, String id) {
                listeners.resume(id);
            }
        },
        START {
            @Override
            void apply(NatsListenerEndpointRegistry listeners, String id) {
                listeners.start(id);
            }
        },
        STOP {
            @Override
            void apply(NatsListenerEndpointRegistry listeners, String id) {
                listeners.stop(id);
            }
        };

        abstract void apply(NatsListenerEndpointRegistry listeners, String id);
    }

    /**
     * What the endpoint shows.
     *
     * @param connections all connections
     * @param listeners all listeners
     * @param jetStream what listeners of streams have acknowledged, given back and made dead letters, by their ids
     */
    public record NatsDescriptor(
            List<ConnectionDescriptor> connections,
            List<ListenerSnapshot> listeners,
            Map<String, JetStreamListenerState> jetStream) {}

    /**
     * A connection.
     *
     * @param name its name
     * @param status its status, e.g. {@code CONNECTED}; {@code DISCONNECTED} before there is one
     * @param url URL of its server, null while there is none
     * @param serverName name of its server, null while there is none
     * @param inMessages messages received
     * @param outMessages messages sent
     * @param reconnects how often it was lost and made again
     */
    public record ConnectionDescriptor(
            String name,
            String status,
            @Nullable String url,
            @Nullable String serverName,
            long inMessages,
            long outMessages,
            long reconnects) {
        static ConnectionDescriptor of(NatsConnectionFactory factory) {
            String status = factory.getStatus().name();
            Connection connection = factory.getConnectionIfPresent();
            if (connection == null) {
                return new ConnectionDescriptor(factory.getName(), status, null, null, 0, 0, 0);
            }
            Statistics statistics = connection.getStatistics();
            return new ConnectionDescriptor(
                    factory.getName(),
                    status,
                    connection.getConnectedUrl(),
                    connection.getServerInfo().getServerName(),
                    statistics.getInMsgs(),
                    statistics.getOutMsgs(),
                    statistics.getReconnects());
        }
    }
}
