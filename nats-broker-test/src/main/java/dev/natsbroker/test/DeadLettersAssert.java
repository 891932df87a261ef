package dev.natsbroker.test;

import java.util.List;
import org.assertj.core.api.ListAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions about dead letters: messages with the headers that say why a listener has given a message up. Made by
 * {@link NatsAssertions#deadLettered}.
 */
public final class DeadLettersAssert extends AbstractMessagesAssert<DeadLettersAssert> {
    // The names of the headers are those of NatsHeaders in nats-spring, which plain JUnit tests need not have.
    private static final String SUBJECT = "Nats-Dead-Letter-Subject";
    private static final String STREAM = "Nats-Dead-Letter-Stream";
    private static final String SEQUENCE = "Nats-Dead-Letter-Sequence";
    private static final String CONSUMER = "Nats-Dead-Letter-Consumer";
    private static final String DELIVERIES = "Nats-Dead-Letter-Deliveries";
    private static final String CAUSE = "Nats-Dead-Letter-Cause";
    private static final String MESSAGE = "Nats-Dead-Letter-Message";

    DeadLettersAssert(PublishedLog log, String pattern) {
        super(log, PublishedLog.matching(pattern).and(DeadLettersAssert::isDeadLetter), "dead letters at " + pattern);
    }

    private static boolean isDeadLetter(PublishedMessage message) {
        return message.header(SUBJECT) != null || message.header(CAUSE) != null;
    }

    @Override
    DeadLettersAssert self() {
        return this;
    }

    /** The subjects that the messages had before they were given up. */
    public ListAssert<@Nullable String> originalSubjects() {
        return headers(SUBJECT);
    }

    /** The class names of the exceptions. */
    public ListAssert<@Nullable String> causes() {
        return headers(CAUSE);
    }

    /** The texts of the exceptions. */
    public ListAssert<@Nullable String> causeMessages() {
        return headers(MESSAGE);
    }

    /** What their headers say, oldest first. */
    public List<DeadLetter> deadLetters() {
        return messages().stream().map(DeadLettersAssert::deadLetter).toList();
    }

    private static DeadLetter deadLetter(PublishedMessage message) {
        return new DeadLetter(
                message,
                message.header(SUBJECT),
                message.header(STREAM),
                number(message, SEQUENCE),
                message.header(CONSUMER),
                number(message, DELIVERIES),
                message.header(CAUSE),
                message.header(MESSAGE));
    }

    private static long number(PublishedMessage message, String header) {
        String value = message.header(header);
        try {
            return value == null ? 0 : Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new AssertionError("Header " + header + " of " + message + " is no number", e);
        }
    }
}
