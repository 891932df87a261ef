package dev.natsbroker.broker.protocol;

import org.jspecify.annotations.Nullable;

/**
 * The errors with a fixed text that a client is sent as {@code -ERR '...'}, and how the connection ends, if it does.
 * Errors that quote what the client sent are in {@link ControlLines}.
 */
public enum ProtocolError {
    /** Bytes that are no operation, or a payload not followed by CRLF. */
    UNKNOWN_OPERATION("Unknown Protocol Operation", CloseReason.PROTOCOL_VIOLATION),
    /** The arguments of an operation are longer than {@code max_control_line}. */
    MAX_CONTROL_LINE("maximum control line exceeded", CloseReason.MAX_CONTROL_LINE_EXCEEDED),
    /** A message is larger than {@code max_payload}. */
    MAX_PAYLOAD("Maximum Payload Violation", CloseReason.MAX_PAYLOAD_EXCEEDED),
    /** Wrong credentials, or anything but CONNECT first where credentials are needed. */
    AUTHORIZATION_VIOLATION("Authorization Violation", CloseReason.AUTHENTICATION_FAILURE),
    /** No CONNECT in time. */
    AUTHENTICATION_TIMEOUT("Authentication Timeout", CloseReason.AUTHENTICATION_TIMEOUT),
    /** {@code protocol} is neither 0 nor 1. */
    INVALID_CLIENT_PROTOCOL("invalid client protocol", CloseReason.BAD_CLIENT_PROTOCOL_VERSION),
    /** {@code no_responders} without {@code headers}. */
    NO_RESPONDERS_REQUIRES_HEADERS(
            "no responders requires headers support", CloseReason.NO_RESPONDERS_REQUIRES_HEADERS),
    /** The server has {@code max_connections} clients. */
    MAX_CONNECTIONS("maximum connections exceeded", CloseReason.MAX_CONNECTIONS_EXCEEDED),
    /** The account has its maximum of clients. */
    MAX_ACCOUNT_CONNECTIONS(
            "maximum account active connections exceeded", CloseReason.MAX_ACCOUNT_CONNECTIONS_EXCEEDED),
    /** Too many TLS handshakes a second. */
    CONNECTION_THROTTLED(
            "Connection throttling is active. Please try again later.", CloseReason.MAX_CONNECTIONS_EXCEEDED),
    /** Too many unanswered PINGs. */
    STALE_CONNECTION("Stale Connection", CloseReason.STALE_CONNECTION),
    /** The user's account could not be bound. */
    FAILED_ACCOUNT_REGISTRATION("Failed Account Registration", CloseReason.MISSING_ACCOUNT),
    /** One subscription too many; the connection stays. */
    MAX_SUBSCRIPTIONS("maximum subscriptions exceeded", null),
    /** SUB with an invalid subject; the connection stays. */
    INVALID_SUBJECT("Invalid Subject", null),
    /** PUB of a pedantic client with an invalid subject; the connection stays and the message is routed. */
    INVALID_PUBLISH_SUBJECT("Invalid Publish Subject", null);

    private final byte[] line;
    private final String text;
    private final @Nullable CloseReason closeReason;

    ProtocolError(String text, @Nullable CloseReason closeReason) {
        this.text = text;
        this.line = ControlLines.error(text);
        this.closeReason = closeReason;
    }

    /** The text between the quotes. */
    public String text() {
        return text;
    }

    /** The whole {@code -ERR} line; not to be changed. */
    public byte[] line() {
        return line;
    }

    /** The reason with which the connection is closed, or null if it stays. */
    public @Nullable CloseReason closeReason() {
        return closeReason;
    }
}
