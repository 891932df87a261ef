package dev.natsbroker.test;

import dev.natsbroker.broker.account.Account;
import dev.natsbroker.broker.message.DeliveryBatch;
import dev.natsbroker.broker.message.Message;
import dev.natsbroker.broker.message.MessageOrigin;
import dev.natsbroker.broker.message.MessageSink;
import dev.natsbroker.broker.message.Subscription;
import dev.natsbroker.broker.subject.Subjects;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * What the clients of an account have published lately, as the broker saw it. It looks on without being a listener: requests that
 * nobody answers still have no responders.
 *
 * <p>Bounded: beyond {@value #MESSAGES_MAX} messages or 64 MiB the oldest are dropped. What clients tell JetStream
 * ({@code $JS.>}) is not kept. Thread-safe: the event loops bring messages, tests read them, under one lock.
 */
final class PublishedLog implements MessageSink, AutoCloseable {
    static final int MESSAGES_MAX = 10_000;
    private static final long BYTES_MAX = 64L << 20;

    private static final byte[] EVERYTHING = {'>'};
    private static final byte[] SID = "test".getBytes(StandardCharsets.US_ASCII);
    private static final int HEAD_SUBJECT = "HMSG ".length();
    private static final byte[] JETSTREAM = "$JS.".getBytes(StandardCharsets.US_ASCII);

    private final Account account;
    private final Subscription subscription = new Subscription(this, EVERYTHING, null, SID);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final ArrayDeque<PublishedMessage> messages = new ArrayDeque<>();
    private long bytes;
    private long dropped;

    private PublishedLog(Account account) {
        this.account = account;
    }

    /** Begins to look on. */
    static PublishedLog of(Account account) {
        PublishedLog log = new PublishedLog(account);
        account.interest().add(log.subscription);
        return log;
    }

    @Override
    public void close() {
        account.interest().remove(subscription);
    }

    // ---- what the broker shows ----

    @Override
    public boolean deliver(Message message, byte[] head, Subscription own, DeliveryBatch batch) {
        MessageOrigin origin = message.origin();
        if (origin != null && !startsWith(head, JETSTREAM)) {
            add(copyOf(message, head, origin));
        }
        return false;
    }

    private static boolean startsWith(byte[] head, byte[] prefix) {
        int end = HEAD_SUBJECT + prefix.length;
        return head.length > end && Arrays.equals(head, HEAD_SUBJECT, end, prefix, 0, prefix.length);
    }

    private static PublishedMessage copyOf(Message message, byte[] head, MessageOrigin origin) {
        byte[] buffer = message.buffer();
        int payload = message.bodyOffset() + message.headersLength();
        return new PublishedMessage(
                text(head, HEAD_SUBJECT, head.length - HEAD_SUBJECT - 1),
                message.hasReply() ? text(buffer, message.replyOffset(), message.replyLength()) : null,
                headersOf(text(buffer, message.bodyOffset(), message.headersLength())),
                Arrays.copyOfRange(buffer, payload, message.bodyOffset() + message.bodyLength()),
                origin.describe().name());
    }

    private static String text(byte[] source, int offset, int length) {
        return new String(source, offset, length, StandardCharsets.UTF_8);
    }

    /** A block is a version line and lines of names and values (ADR-4). */
    private static Map<String, List<String>> headersOf(String block) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        block.lines().skip(1).forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
                        .add(line.substring(colon + 1).strip());
            }
        });
        return headers;
    }

    private void add(PublishedMessage message) {
        lock.lock();
        try {
            messages.add(message);
            bytes += message.data().length;
            while (messages.size() > MESSAGES_MAX || bytes > BYTES_MAX) {
                bytes -= messages.remove().data().length;
                dropped++;
            }
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isObserver() {
        return true;
    }

    @Override
    public void flush(DeliveryBatch batch) {
        // nothing is staged
    }

    // ---- what tests ask ----

    /** All messages that {@code wanted} accepts, oldest first. */
    List<PublishedMessage> find(Predicate<PublishedMessage> wanted) {
        lock.lock();
        try {
            return messages.stream().filter(wanted).toList();
        } finally {
            lock.unlock();
        }
    }

    /** The same once there are {@code count}, or when {@code timeout} has passed. */
    List<PublishedMessage> await(Predicate<PublishedMessage> wanted, int count, Duration timeout)
            throws InterruptedException {
        long left = timeout.toNanos();
        lock.lock();
        try {
            List<PublishedMessage> found = find(wanted);
            while (found.size() < count && left > 0) {
                left = more.awaitNanos(left);
                found = find(wanted);
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Accepts the messages of subjects that match. A pattern that begins with a wildcard does not match inboxes, nor subjects that begin
     * with {@code $}: those are asked for by their first token.
     */
    static Predicate<PublishedMessage> matching(String pattern) {
        if (!Subjects.isValid(pattern)) {
            throw new IllegalArgumentException("Cannot look for " + Subjects.quote(pattern)
                    + ": it is no subject; use tokens with dots between them, * for one and > for all that follow");
        }
        boolean wide = pattern.startsWith("*") || pattern.startsWith(">");
        return message -> Subjects.matches(pattern, message.subject())
                && !(wide
                        && (message.subject().startsWith("$")
                                || message.subject().startsWith("_INBOX.")));
    }

    /** Forgets everything so far. */
    void clear() {
        lock.lock();
        try {
            messages.clear();
            bytes = 0;
            dropped = 0;
        } finally {
            lock.unlock();
        }
    }

    /** How many messages there are, and how many were dropped because they were too many, for failure messages. */
    String size() {
        lock.lock();
        try {
            return (messages.size() + dropped) + " messages were published in all"
                    + (dropped == 0 ? "" : ", the oldest " + dropped + " of them dropped because they were too many");
        } finally {
            lock.unlock();
        }
    }
}
