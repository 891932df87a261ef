package dev.natsbroker.broker.routing;

import dev.natsbroker.broker.account.Account;
import dev.natsbroker.broker.message.DeliveryBatch;
import dev.natsbroker.broker.message.Message;
import dev.natsbroker.broker.message.MessageSink;
import dev.natsbroker.broker.message.OutboundMessage;
import dev.natsbroker.broker.message.Subscription;
import dev.natsbroker.broker.subject.Matches;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Brings messages to their receivers: every plain subscription that matches, and one member of each queue group.
 *
 * <p>There is one router for each thread that publishes; it owns its caches and its batch.
 */
public final class Router {
    private final DeliveryBatch batch;
    private final RandomGenerator random;
    private final Map<Account, RouteCache> caches = new IdentityHashMap<>();

    /** A router for the thread that owns {@code batch}; {@code random} picks queue members. */
    public Router(DeliveryBatch batch, RandomGenerator random) {
        this.batch = batch;
        this.random = random;
    }

    /** What was staged and is not flushed yet. */
    public DeliveryBatch batch() {
        return batch;
    }

    /** This thread's cache for {@code account}; publishers keep it instead of asking for each message. */
    public RouteCache cacheOf(Account account) {
        return caches.computeIfAbsent(account, RouteCache::new);
    }

    /** Forgets an account that is gone. */
    public void forget(Account account) {
        caches.remove(account);
    }

    /**
     * Delivers {@code message} to the receivers of its subject.
     *
     * @param routes this thread's cache for the publisher's account
     * @param skipped a receiver that gets nothing (a publisher without echo), or null
     * @return how many receivers took it
     */
    public int publish(Message message, RouteCache routes, @Nullable MessageSink skipped) {
        return publish(message, message.buffer(), message.subjectOffset(), message.subjectLength(), routes, skipped);
    }

    /** The same for a message whose subject was mapped to another one. */
    public int publish(
            Message message, byte[] subject, int offset, int length, RouteCache routes, @Nullable MessageSink skipped) {
        Route route = routes.find(subject, offset, length);
        return deliver(message, route.head(subject, offset, length), route.matches(), skipped);
    }

    /** Delivers what a part of the server wrote. */
    public int publish(OutboundMessage outbound, RouteCache routes) {
        Message message = outbound.view();
        Route route = routes.find(message.buffer(), message.subjectOffset(), message.subjectLength());
        byte[] shown = outbound.head();
        byte[] head =
                shown != null ? shown : route.head(message.buffer(), message.subjectOffset(), message.subjectLength());
        return deliver(message, head, route.matches(), null);
    }

    private int deliver(Message message, byte[] head, Matches<Subscription> matches, @Nullable MessageSink skipped) {
        int taken = 0;
        for (int i = 0, n = matches.plainCount(); i < n; i++) {
            Subscription subscription = matches.plain(i);
            if (offer(message, head, subscription, skipped)) {
                taken++;
            }
            batch.flushIfWide();
        }
        for (int g = 0, n = matches.groupCount(); g < n; g++) {
            if (offerToGroup(message, head, matches, g, skipped)) {
                taken++;
            }
        }
        return taken;
    }

    /** A random member gets the message; if it does not take it, the next one is asked, until all were. */
    private boolean offerToGroup(
            Message message, byte[] head, Matches<Subscription> matches, int group, @Nullable MessageSink skipped) {
        int size = matches.groupSize(group);
        int start = size == 1 ? 0 : random.nextInt(size);
        for (int i = 0; i < size; i++) {
            int member = start + i < size ? start + i : start + i - size;
            if (offer(message, head, matches.member(group, member), skipped)) {
                return true;
            }
        }
        return false;
    }

    private boolean offer(Message message, byte[] head, Subscription subscription, @Nullable MessageSink skipped) {
        MessageSink sink = subscription.sink();
        return sink != skipped && sink.deliver(message, head, subscription, batch);
    }

    /** Whether anybody listens to the subject. */
    public static boolean hasInterest(byte[] subject, int offset, int length, RouteCache routes) {
        Matches<Subscription> matches = routes.find(subject, offset, length).matches();
        return matches.groupCount() > 0 || hasPlainListener(matches);
    }

    private static boolean hasPlainListener(Matches<Subscription> matches) {
        for (int i = 0, n = matches.plainCount(); i < n; i++) {
            if (!matches.plain(i).sink().isObserver()) {
                return true;
            }
        }
        return false;
    }

    /** Whether a member of {@code queue} listens to the subject. */
    public static boolean hasInterest(byte[] subject, byte[] queue, RouteCache routes) {
        Matches<Subscription> matches = routes.find(subject, 0, subject.length).matches();
        for (int g = 0; g < matches.groupCount(); g++) {
            if (Arrays.equals(matches.member(g, 0).queue(), queue)) {
                return true;
            }
        }
        return false;
    }

    /** The first plain subscription of {@code sink} that receives {@code subject}, or null. */
    public @Nullable Subscription plainSubscription(
            MessageSink sink, byte[] subject, int offset, int length, RouteCache routes) {
        Matches<Subscription> matches = routes.find(subject, offset, length).matches();
        for (int i = 0, n = matches.plainCount(); i < n; i++) {
            Subscription subscription = matches.plain(i);
            if (subscription.sink() == sink && !subscription.isClosed()) {
                return subscription;
            }
        }
        return null;
    }
}
