package dev.natsbroker.autoconfigure.health;

import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.listener.RoundTrips;
import io.nats.client.Connection;
import io.nats.client.Connection.Status;
import io.nats.client.api.ServerInfo;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Health of one connection: up while the server answers, out of service while the connection is being drained, down while it is
 * not there, lost or closed. Asks the server for a sign of life, which takes one round trip.
 */
public final class NatsHealthIndicator extends AbstractHealthIndicator {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);

    private final NatsConnectionFactory connectionFactory;

    /** The health of this factory's connection. It never makes one. */
    public NatsHealthIndicator(NatsConnectionFactory connectionFactory) {
        super("NATS health check failed");
        this.connectionFactory = connectionFactory;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        Connection connection = connectionFactory.getConnectionIfPresent();
        builder.withDetail("connection", connectionFactory.getName());
        if (connection == null) {
            builder.down().withDetail("status", "not connected yet");
            return;
        }
        Status status = connectionFactory.getStatus();
        builder.withDetail("status", connectionFactory.isDraining() ? "DRAINING" : status.name());
        if (connectionFactory.isDraining()) {
            builder.outOfService();
        } else if (status == Status.CONNECTED) {
            checkServer(builder, connection);
        } else {
            builder.down();
            describeLastError(builder, connection);
        }
    }

    private static void checkServer(Health.Builder builder, Connection connection) {
        try {
            long start = System.nanoTime();
            RoundTrips.flush(connection, ANSWER_LIMIT);
            builder.up().withDetail("roundTripMicros", (System.nanoTime() - start) / 1000);
        } catch (TimeoutException | IllegalStateException e) {
            builder.down(e);
            describeLastError(builder, connection);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            builder.unknown();
        }
        describeServer(builder, connection.getServerInfo());
        builder.withDetail("url", String.valueOf(connection.getConnectedUrl()));
    }

    private static void describeServer(Health.Builder builder, ServerInfo server) {
        builder.withDetail("serverName", String.valueOf(server.getServerName()))
                .withDetail("serverVersion", String.valueOf(server.getVersion()))
                .withDetail("jetStream", server.isJetStreamAvailable());
    }

    private static void describeLastError(Health.Builder builder, Connection connection) {
        String lastError = connection.getLastError();
        if (lastError != null && !lastError.isEmpty()) {
            builder.withDetail("lastError", lastError);
        }
    }
}
