package dev.natsbroker.broker.protocol;

/** Why a connection ended, with the text that monitoring and disconnect events show. */
public enum CloseReason {
    /** The client closed its side. */
    CLIENT_CLOSED("Client Closed"),
    /** No CONNECT in time. */
    AUTHENTICATION_TIMEOUT("Authentication Timeout"),
    /** Wrong or missing credentials. */
    AUTHENTICATION_FAILURE("Authentication Failure"),
    /** The TLS handshake failed or did not end in time. */
    TLS_HANDSHAKE_ERROR("TLS Handshake Failure"),
    /** More bytes waited for the client than {@code max_pending}. */
    SLOW_CONSUMER_PENDING_BYTES("Slow Consumer (Pending Bytes)"),
    /** The client did not take bytes for {@code write_deadline}. */
    SLOW_CONSUMER_WRITE_DEADLINE("Slow Consumer (Write Deadline)"),
    /** The socket failed while writing. */
    WRITE_ERROR("Write Error"),
    /** The socket failed while reading. */
    READ_ERROR("Read Error"),
    /** The client reported an error of its own with {@code -ERR}. */
    PARSE_ERROR("Parse Error"),
    /** Too many unanswered PINGs. */
    STALE_CONNECTION("Stale Connection"),
    /** Bytes that are not the protocol. */
    PROTOCOL_VIOLATION("Protocol Violation"),
    /** A {@code protocol} other than 0 or 1 in CONNECT. */
    BAD_CLIENT_PROTOCOL_VERSION("Bad Client Protocol Version"),
    /** The server is full. */
    MAX_CONNECTIONS_EXCEEDED("Maximum Connections Exceeded"),
    /** The account is full. */
    MAX_ACCOUNT_CONNECTIONS_EXCEEDED("Maximum Account Connections Exceeded"),
    /** A payload beyond {@code max_payload}. */
    MAX_PAYLOAD_EXCEEDED("Maximum Message Payload Exceeded"),
    /** A line beyond {@code max_control_line}. */
    MAX_CONTROL_LINE_EXCEEDED("Maximum Control Line Exceeded"),
    /** More subscriptions than a lowered limit allows. */
    MAX_SUBSCRIPTIONS_EXCEEDED("Maximum Subscriptions Exceeded"),
    /** The server stops. */
    SERVER_SHUTDOWN("Server Shutdown"),
    /** The account of the user is gone. */
    MISSING_ACCOUNT("Missing Account"),
    /** {@code no_responders} without headers. */
    NO_RESPONDERS_REQUIRES_HEADERS("No Responders Requires Headers"),
    /** An operator closed it. */
    KICKED("Kicked");

    private final String text;

    CloseReason(String text) {
        this.text = text;
    }

    /** The text shown to operators. */
    public String text() {
        return text;
    }
}
