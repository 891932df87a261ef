package dev.natsbroker.spring.core;

import dev.natsbroker.spring.event.NatsConnectionEvent;
import dev.natsbroker.spring.event.NatsSlowConsumerEvent;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;

/** Tells the log and the application what happens to the connections of a factory. Thread-safe once the publisher is set. */
final class ConnectionEvents implements ConnectionListener {
    private static final Logger log = LoggerFactory.getLogger(DefaultNatsConnectionFactory.class);

    private final NatsConnectionFactory factory;
    private final Consumer<Connection> onClosed;
    private ApplicationEventPublisher publisher = event -> {};

    /** {@code onClosed} is told of a closed connection before the application is. */
    ConnectionEvents(NatsConnectionFactory factory, Consumer<Connection> onClosed) {
        this.factory = factory;
        this.onClosed = onClosed;
    }

    void setPublisher(ApplicationEventPublisher publisher) {
        this.publisher = publisher;
    }

    void connected(Connection connection) {
        publish(connection, Events.CONNECTED, connection.getConnectedUrl());
    }

    void slowConsumer(long dropped) {
        publisher.publishEvent(new NatsSlowConsumerEvent(factory, factory.getName(), dropped));
    }

    @Override
    @Deprecated
    public void connectionEvent(Connection source, Events type) {
        connectionEvent(source, type, 0L, "");
    }

    @Override
    public void connectionEvent(Connection source, Events type, Long time, String uri) {
        log.info("NATS connection '{}' {} {}", factory.getName(), type.getEvent(), uri == null ? "" : uri);
        if (type == Events.CLOSED) {
            onClosed.accept(source);
        }
        publish(source, type, uri);
    }

    private void publish(Connection source, Events type, @Nullable String serverUrl) {
        try {
            publisher.publishEvent(new NatsConnectionEvent(factory, factory.getName(), type, serverUrl, source));
        } catch (RuntimeException e) {
            log.error("A listener of NATS connection events failed on {}", type.name(), e);
        }
    }
}
