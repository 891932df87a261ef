package dev.natsbroker.broker.jetstream.stream;

/**
 * A stored message in arrays of its own, as {@code STREAM.MSG.GET} shows it.
 *
 * @param subject its subject
 * @param sequence its sequence
 * @param headers the whole header block, empty for none or if not wanted
 * @param payload its payload
 * @param timeNanos when it was stored, in nanoseconds since 1970
 */
public record MessageCopy(String subject, long sequence, byte[] headers, byte[] payload, long timeNanos) {}
