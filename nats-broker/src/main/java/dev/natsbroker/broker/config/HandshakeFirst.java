package dev.natsbroker.broker.config;

import java.time.Duration;

/**
 * Whether the TLS handshake comes before the INFO line.
 *
 * @param mode the rule
 * @param fallback with {@link Mode#AUTO}: time to wait for the client's first bytes before INFO is sent in plain text;
 *     zero otherwise
 */
public record HandshakeFirst(Mode mode, Duration fallback) {

    /** INFO first, in plain text. */
    public static final HandshakeFirst OFF = new HandshakeFirst(Mode.OFF, Duration.ZERO);

    /** Nothing before the handshake. */
    public static final HandshakeFirst ON = new HandshakeFirst(Mode.ON, Duration.ZERO);

    /** The fallback delay of {@code auto}, as in nats-server. */
    public static final Duration DEFAULT_FALLBACK = Duration.ofMillis(50);

    /** Handshake first for clients that start it within the given time, INFO first for the others. */
    public static HandshakeFirst auto(Duration fallback) {
        return new HandshakeFirst(Mode.AUTO, fallback);
    }

    /** The rules for the first bytes on a connection. */
    public enum Mode {
        /** INFO first. */
        OFF,
        /** Handshake first. */
        ON,
        /** Whatever the client does. */
        AUTO
    }
}
