package dev.natsbroker.spring.config;

import dev.natsbroker.spring.listener.ListenerState;
import dev.natsbroker.spring.listener.NatsListenerContainer;
import dev.natsbroker.spring.listener.RoundTrips;
import io.nats.client.Connection;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until the servers know the subscriptions of listeners, one round trip for each connection: what others publish after the
 * start of an application reaches its listeners.
 */
final class ServerSync {
    private static final Logger log = LoggerFactory.getLogger(ServerSync.class);
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private ServerSync() {}

    /** Waits a short time at most, and not at all for servers that are away. */
    static void await(Collection<NatsListenerContainer> containers) {
        Set<Connection> connections = new LinkedHashSet<>();
        for (NatsListenerContainer container : containers) {
            Connection connection = container.getConnectionFactory().getConnectionIfPresent();
            if (connection != null && container.getState() == ListenerState.RUNNING) {
                connections.add(connection);
            }
        }
        for (Connection connection : connections) {
            if (connection.getStatus() == Connection.Status.CONNECTED) {
                flush(connection);
            }
        }
    }

    private static void flush(Connection connection) {
        try {
            RoundTrips.flush(connection, LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | IllegalStateException e) {
            log.warn("The server has not confirmed the subscriptions of listeners within {} ms", LIMIT.toMillis(), e);
        }
    }
}
