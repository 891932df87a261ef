package dev.natsbroker.test;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ListAssert;
import org.jspecify.annotations.Nullable;

/** Assertions about messages of one kind. They look at what there is when they are asked, so that the same object serves again. */
abstract class AbstractMessagesAssert<S extends AbstractMessagesAssert<S>> {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int SHOWN_MAX = 20;

    private final PublishedLog log;
    private final Predicate<PublishedMessage> wanted;
    private final String what;

    /** @param what the kind of messages, e.g. "messages published to orders.>" */
    AbstractMessagesAssert(PublishedLog log, Predicate<PublishedMessage> wanted, String what) {
        this.log = log;
        this.wanted = wanted;
        this.what = what;
    }

    abstract S self();

    /** Fails unless there are exactly {@code count}. */
    public S hasCount(int count) {
        return requireCount(messages(), count, "");
    }

    /** Fails if there are any. */
    public S isEmpty() {
        return hasCount(0);
    }

    /** Waits until there are {@code count}, at most ten seconds; fails if there are less or more. */
    public S awaitCount(int count) {
        return awaitCount(count, TIMEOUT);
    }

    /** The same for at most {@code timeout}. */
    public S awaitCount(int count, Duration timeout) {
        return requireCount(await(count, timeout), count, " after " + timeout);
    }

    /** Waits until there are {@code count} or more, at most ten seconds; fails if there are less. */
    public S awaitAtLeast(int count) {
        return awaitAtLeast(count, TIMEOUT);
    }

    /** The same for at most {@code timeout}. */
    public S awaitAtLeast(int count, Duration timeout) {
        List<PublishedMessage> found = await(count, timeout);
        if (found.size() < count) {
            fail("at least " + count, found, " after " + timeout);
        }
        return self();
    }

    private S requireCount(List<PublishedMessage> found, int count, String when) {
        if (found.size() != count) {
            fail(String.valueOf(count), found, when);
        }
        return self();
    }

    private List<PublishedMessage> await(int count, Duration timeout) {
        try {
            return log.await(wanted, count, timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting for " + count + " " + what, e);
        }
    }

    private void fail(String expected, List<PublishedMessage> found, String when) {
        String shown =
                found.stream().limit(SHOWN_MAX).map(message -> "\n  " + message).collect(Collectors.joining());
        String rest = found.size() > SHOWN_MAX ? "\n  and " + (found.size() - SHOWN_MAX) + " more" : "";
        throw new AssertionError("Expected " + expected + " " + what + ", but there are " + found.size() + when + " ("
                + log.size() + ")" + (found.isEmpty() ? "" : ":") + shown + rest);
    }

    /** The payloads as text, oldest message first. */
    public ListAssert<String> payloads() {
        return each("payloads", PublishedMessage::text);
    }

    /** The subjects, oldest message first. */
    public ListAssert<String> subjects() {
        return each("subjects", PublishedMessage::subject);
    }

    /** The first value of a header of each message, null where it is missing; oldest message first. */
    public ListAssert<@Nullable String> headers(String name) {
        return each("headers " + name, message -> message.header(name));
    }

    final <T extends @Nullable Object> ListAssert<T> each(String part, Function<PublishedMessage, T> function) {
        List<T> parts = messages().stream().map(function).collect(Collectors.toList());
        return Assertions.assertThat(parts).as("%s of the %s", part, what);
    }

    /** The messages so far, oldest first. */
    public List<PublishedMessage> messages() {
        return log.find(wanted);
    }
}
