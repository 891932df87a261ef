package dev.natsbroker.broker.message;

/** Who published a message, for those who report on it (audit advisories). Thread-safe. */
public interface MessageOrigin {
    /** What is known of the sender now. */
    OriginInfo describe();
}
