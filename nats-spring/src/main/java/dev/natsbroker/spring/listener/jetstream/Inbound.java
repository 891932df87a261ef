package dev.natsbroker.spring.listener.jetstream;

import dev.natsbroker.spring.listener.Dispatchers;
import dev.natsbroker.spring.listener.RoundTrips;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.MessageHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A subscription whose end loses nothing that the server has sent. Thread-safe but for {@link #subscribe}. */
final class Inbound {
    private static final Logger log = LoggerFactory.getLogger(Inbound.class);
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private final Connection connection;
    private final Dispatcher dispatcher;
    private @Nullable String inbox;

    Inbound(Connection connection, MessageHandler handler) {
        this.connection = connection;
        // 0 is no limit: the container limits what it asks for, and what is dropped here would wait for its ack wait
        this.dispatcher = connection.createDispatcher(handler);
        dispatcher.setPendingLimits(0, 0);
    }

    void subscribe(String subject, @Nullable String queueGroup) {
        inbox = subject;
        if (queueGroup == null) {
            dispatcher.subscribe(subject);
        } else {
            dispatcher.subscribe(subject, queueGroup);
        }
    }

    /** Publishes a request whose answers come here. */
    void request(String subject, byte[] payload) {
        connection.publish(subject, inbox, payload);
    }

    /** Unsubscribes, and returns when what the server had sent until then has been handled. */
    void close() {
        if (!dispatcher.isActive()) {
            return;
        }
        if (connection.getStatus() != Connection.Status.CONNECTED) {
            // nothing is in transit, and draining would wait for the server
            Dispatchers.close(connection, dispatcher);
            return;
        }
        try {
            // its flush waits for its turn, the end of the drain does not
            RoundTrips.inTurn(connection, DRAIN, () -> dispatcher.drain(DRAIN))
                    .get(DRAIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            // without a connection there is nothing in transit
            log.debug("Subscription to {} was not drained", inbox, e);
        }
    }
}
