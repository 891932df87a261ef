package dev.natsbroker.spring.config;

import dev.natsbroker.spring.listener.ListenerState;
import dev.natsbroker.spring.listener.NatsListenerContainer;
import dev.natsbroker.spring.listener.RoundTrips;
import io.nats.client.Connection;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until the servers know the subscriptions of listeners, one round trip for each connection: what is published after the
 * start of an application reaches its listeners. A connection that is being made in the background is waited for until it is there
 * or the first attempt has failed.
 */
final class ServerSync {
    private static final Logger log = LoggerFactory.getLogger(ServerSync.class);
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private ServerSync() {}

    /** Waits a short time at most, and not at all for servers that are away. */
    static void await(Collection<NatsListenerContainer> containers) {
        awaitFirstAttempt(containers);
        Set<Connection> connections = new LinkedHashSet<>();
        containers.stream()
                .filter(container -> container.getState() == ListenerState.RUNNING)
                .map(container -> container.getConnectionFactory().getConnectionIfPresent())
                .filter(Objects::nonNull)
                .forEach(connections::add);
        for (Connection connection : connections) {
            if (connection.getStatus() == Connection.Status.CONNECTED) {
                flush(connection);
            }
        }
    }

    private static void awaitFirstAttempt(Collection<NatsListenerContainer> containers) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (containers.stream().anyMatch(ServerSync::isAboutToReceive)
                && System.nanoTime() - deadline < 0
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static boolean isAboutToReceive(NatsListenerContainer container) {
        return container.getState() == ListenerState.STARTING
                && !container.getConnectionFactory().isUnreachable();
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
