package dev.natsbroker.broker.config;

/** The kinds of connections that a user may be restricted to; the names are those of {@code allowed_connection_types}. */
public enum ConnectionType {
    /** Plain or TLS connection of a client. */
    STANDARD,
    /** Client over WebSocket. */
    WEBSOCKET,
    /** Leaf node. */
    LEAFNODE,
    /** Leaf node over WebSocket. */
    LEAFNODE_WS,
    /** MQTT client. */
    MQTT,
    /** MQTT client over WebSocket. */
    MQTT_WS,
    /** Client inside the server's process. */
    IN_PROCESS
}
