package dev.natsbroker.spring.event;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener.Events;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEvent;

/**
 * Something happened to a connection: it was made, lost, made again, closed, or its server is about to stop. Published on a
 * thread of the client library, which listeners must not block.
 */
public final class NatsConnectionEvent extends ApplicationEvent {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final Events type;
    private final @Nullable String serverUrl;
    private final transient Connection connection;

    /** An event of the connection called {@code name}. */
    public NatsConnectionEvent(
            Object source, String name, Events type, @Nullable String serverUrl, Connection connection) {
        super(source);
        this.name = name;
        this.type = type;
        this.serverUrl = serverUrl;
        this.connection = connection;
    }

    /** Name of the connection, e.g. {@code default}. */
    public String getName() {
        return name;
    }

    /** What happened. */
    public Events getType() {
        return type;
    }

    /** URL of the server in question; null if there is none, such as when it was lost. */
    public @Nullable String getServerUrl() {
        return serverUrl;
    }

    /** The connection. */
    public Connection getConnection() {
        return connection;
    }

    @Override
    public String toString() {
        return "NatsConnectionEvent[name=" + name + ", type=" + type.name() + ", serverUrl=" + serverUrl + "]";
    }
}
