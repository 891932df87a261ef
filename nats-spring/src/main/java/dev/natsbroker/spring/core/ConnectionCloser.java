package dev.natsbroker.spring.core;

import io.nats.client.Connection;
import io.nats.client.Connection.Status;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes connections after what is on their way has come to its end. Its calls block. Thread-safe. */
final class ConnectionCloser {
    private static final Logger log = LoggerFactory.getLogger(DefaultNatsConnectionFactory.class);

    private final String name;
    private final Duration drainTimeout;

    /** {@code drainTimeout} is the longest wait; zero for none. */
    ConnectionCloser(String name, Duration drainTimeout) {
        this.name = name;
        this.drainTimeout = drainTimeout;
    }

    void close(Connection open) {
        try {
            if (open.getStatus() == Status.CONNECTED && !drainTimeout.isZero()) {
                drain(open);
            }
            open.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void drain(Connection open) throws InterruptedException {
        try {
            boolean done = open.drain(drainTimeout).get(drainTimeout.toNanos(), TimeUnit.NANOSECONDS);
            if (!done) {
                warnNotDrained();
            }
        } catch (TimeoutException e) {
            warnNotDrained();
        } catch (ExecutionException | IllegalStateException e) {
            log.warn("NATS connection '{}' is closed without being drained: {}", name, e.toString());
        }
    }

    private void warnNotDrained() {
        log.warn(
                "NATS connection '{}' is closed although messages are still on their way: draining took more than {} ms",
                name,
                drainTimeout.toMillis());
    }
}
