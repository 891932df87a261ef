package dev.natsbroker.test;

import org.jspecify.annotations.Nullable;

/**
 * A message that a listener has given up.
 *
 * @param message as it was published to the dead letter subject
 * @param originalSubject the subject that it had before; null if the header is missing
 * @param stream the stream that it came from; null for core messages
 * @param sequence its sequence there; 0 for core messages
 * @param consumer the consumer that delivered it; null for core messages
 * @param deliveries how often it was delivered; 0 if the header is missing
 * @param cause class name of the exception; null if the header is missing
 * @param causeMessage the exception's text; null without
 */
public record DeadLetter(
        PublishedMessage message,
        @Nullable String originalSubject,
        @Nullable String stream,
        long sequence,
        @Nullable String consumer,
        long deliveries,
        @Nullable String cause,
        @Nullable String causeMessage) {}
