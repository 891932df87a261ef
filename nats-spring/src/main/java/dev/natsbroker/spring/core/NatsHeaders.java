package dev.natsbroker.spring.core;

/** Names of headers: those on the wire, and those that listeners see of a message beside its own. */
public final class NatsHeaders {
    /** Media type of the payload, on the wire. */
    public static final String CONTENT_TYPE = "Content-Type";

    /** Text of an error reply, on the wire (ADR-32). */
    public static final String SERVICE_ERROR = "Nats-Service-Error";

    /** Number of an error reply, on the wire (ADR-32). */
    public static final String SERVICE_ERROR_CODE = "Nats-Service-Error-Code";

    /** Subject of a dead letter's original message. */
    public static final String DEAD_LETTER_SUBJECT = "Nats-Dead-Letter-Subject";

    /** Stream of a dead letter's original message. */
    public static final String DEAD_LETTER_STREAM = "Nats-Dead-Letter-Stream";

    /** Stream sequence of a dead letter's original message. */
    public static final String DEAD_LETTER_SEQUENCE = "Nats-Dead-Letter-Sequence";

    /** Consumer that gave up on a dead letter. */
    public static final String DEAD_LETTER_CONSUMER = "Nats-Dead-Letter-Consumer";

    /** How many times a dead letter had been delivered. */
    public static final String DEAD_LETTER_DELIVERIES = "Nats-Dead-Letter-Deliveries";

    /** Class name of the exception that made a message a dead letter. */
    public static final String DEAD_LETTER_CAUSE = "Nats-Dead-Letter-Cause";

    /** Message of the exception that made a message a dead letter. */
    public static final String DEAD_LETTER_MESSAGE = "Nats-Dead-Letter-Message";

    /** Number of this part and of all, e.g. {@code 2/3}, of a dead letter too large for one message. */
    public static final String DEAD_LETTER_PART = "Nats-Dead-Letter-Part";

    /** Names of the original's headers for which a dead letter had no room. */
    public static final String DEAD_LETTER_LEFT_OUT = "Nats-Dead-Letter-Left-Out";

    /** Subject of a received message, for {@code @Header} arguments; never on the wire. */
    public static final String SUBJECT = "nats_subject";

    /** Reply subject of a received message, for {@code @Header} arguments; never on the wire. */
    public static final String REPLY_TO = "nats_replyTo";

    /** Stream of a received message, for {@code @Header} arguments; never on the wire. */
    public static final String STREAM = "nats_stream";

    /** Consumer of a received message, for {@code @Header} arguments; never on the wire. */
    public static final String CONSUMER = "nats_consumer";

    /** Stream sequence (long) of a received message, for {@code @Header} arguments; never on the wire. */
    public static final String STREAM_SEQUENCE = "nats_streamSequence";

    /** Number of the delivery (long, from 1) of a received message, for {@code @Header} arguments; never on the wire. */
    public static final String DELIVERY = "nats_delivery";

    /** Time (java.time.ZonedDateTime) at which the stream stored a message, for {@code @Header} arguments; never on the wire. */
    public static final String TIMESTAMP = "nats_timestamp";

    /** Bucket of a change, for {@code @Header} arguments; never on the wire. */
    public static final String BUCKET = "nats_bucket";

    /** Key of a change, for {@code @Header} arguments; never on the wire. */
    public static final String KEY = "nats_key";

    /** Revision (long) of a change, for {@code @Header} arguments; never on the wire. */
    public static final String REVISION = "nats_revision";

    /** Operation (io.nats.client.api.KeyValueOperation) of a change, for {@code @Header} arguments; never on the wire. */
    public static final String OPERATION = "nats_operation";

    /** The message (io.nats.client.Message) as the client library gave it; never on the wire. */
    public static final String NATIVE_MESSAGE = "nats_message";

    private NatsHeaders() {}
}
