package dev.natsbroker.broker.connection;

import dev.natsbroker.broker.auth.Permissions;
import dev.natsbroker.broker.message.Subscription;
import dev.natsbroker.broker.protocol.Arguments;
import dev.natsbroker.broker.protocol.ControlLines;
import dev.natsbroker.broker.protocol.ProtocolError;
import dev.natsbroker.broker.subject.Subjects;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * SUB and UNSUB, and the subscriptions of one client by its own names for them. Changed on the connection's event loop only; a
 * concurrent map lets monitoring look at it from other threads.
 */
final class ClientSubscriptions {
    /** The client's name for a subscription: any token. */
    private record Sid(byte[] bytes) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Sid sid && Arrays.equals(bytes, sid.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    private static final int FIRST_CAPACITY = 2;
    /** Sizes and counts of the protocol have no more digits. */
    private static final int MAX_DIGITS = 9;
    /** A queue group that only the server itself may use. */
    private static final byte[] SYSTEM_QUEUE = "_sys_".getBytes(StandardCharsets.US_ASCII);

    private final ClientConnection connection;
    private final Login login;
    private final ProtocolTrace trace;
    private final Clients clients;
    private @Nullable Map<Sid, Subscription> bySid;
    private volatile int count;

    ClientSubscriptions(ClientConnection connection, Login login, ProtocolTrace trace, Clients clients) {
        this.connection = connection;
        this.login = login;
        this.trace = trace;
        this.clients = clients;
    }

    /** {@code SUB subject [queue] sid}. The checks come in the order in which nats-server makes them. */
    void subscribe(Arguments arguments) {
        byte[] subject = arguments.copy(0);
        byte[] queue = arguments.count() == 3 ? arguments.copy(1) : null;
        byte[] sid = arguments.copy(arguments.count() - 1);
        if (!isAllowed(subject, queue)) {
            denySubscription(subject, queue, sid);
        } else if (hasTooManyTokens(subject)) {
            String quoted = Subjects.quote(subject);
            connection
                    .session()
                    .deny(
                            ControlLines.tooManyTokens(quoted),
                            "Permissions Violation for Subscription to " + quoted + ", too many tokens");
        } else if (isFull()) {
            connection.session().fail(ProtocolError.MAX_SUBSCRIPTIONS);
        } else if (find(sid) != null) {
            connection.session().acknowledge();
        } else if (!Subjects.isValid(subject, 0, subject.length)) {
            connection.session().fail(ProtocolError.INVALID_SUBJECT);
        } else {
            add(new Subscription(connection, subject, queue, sid));
            connection.session().acknowledge();
        }
    }

    private boolean isAllowed(byte[] subject, byte @Nullable [] queue) {
        Permissions permissions = login.permissions();
        return !Arrays.equals(queue, SYSTEM_QUEUE) && (permissions == null || permissions.maySubscribe(subject, queue));
    }

    private void denySubscription(byte[] subject, byte @Nullable [] queue, byte[] sid) {
        String quoted = Subjects.quote(subject);
        String quotedQueue = queue == null ? "" : Subjects.quote(queue);
        connection
                .session()
                .deny(
                        ControlLines.subscribeDenied(quoted, quotedQueue),
                        "Subscription Violation - Subject " + quoted + (queue == null ? "" : ", Queue: " + quotedQueue)
                                + ", SID " + text(sid));
    }

    private boolean hasTooManyTokens(byte[] subject) {
        int max = clients.settings().maxSubjectTokens();
        return max > 0 && Subjects.tokenCount(subject, 0, subject.length) > max;
    }

    private boolean isFull() {
        int max = clients.settings().maxSubscriptions();
        int accountMax = login.account().limits().maxSubscriptions();
        return (max > 0 && count >= max) || (accountMax >= 0 && count >= accountMax);
    }

    /** {@code UNSUB sid [max]}. */
    void unsubscribe(Arguments arguments) {
        Subscription subscription = find(arguments.copy(0));
        connection.session().acknowledge();
        if (subscription != null) {
            long max = arguments.count() == 2 ? max(arguments.copy(1)) : 0;
            subscription.deliveredMax(max);
            if (max == 0 || subscription.delivered() >= max) {
                remove(subscription);
            }
        }
    }

    /** The number of messages, or 0 (end at once) for what is no positive number of at most nine digits. */
    private static long max(byte[] digits) {
        if (digits.length > MAX_DIGITS) {
            return 0;
        }
        long value = 0;
        for (byte b : digits) {
            if (b < '0' || b > '9') {
                return 0;
            }
            value = value * 10 + b - '0';
        }
        return value;
    }

    private void add(Subscription subscription) {
        Map<Sid, Subscription> map = bySid;
        if (map == null) {
            map = new ConcurrentHashMap<>(FIRST_CAPACITY);
            bySid = map;
        }
        map.put(new Sid(subscription.sid()), subscription);
        count = map.size();
        login.account().interest().add(subscription);
    }

    void remove(Subscription subscription) {
        Map<Sid, Subscription> map = bySid;
        if (map != null && map.remove(new Sid(subscription.sid()), subscription)) {
            count = map.size();
            forget(subscription);
        }
    }

    void removeAll() {
        Map<Sid, Subscription> map = bySid;
        if (map != null) {
            bySid = null;
            count = 0;
            map.values().forEach(this::forget);
        }
    }

    private void forget(Subscription subscription) {
        login.account().interest().remove(subscription);
        trace.subscriptionEnded(subscription);
    }

    /** Takes away what changed permissions do not allow any more. */
    void permissionsChanged() {
        Map<Sid, Subscription> map = bySid;
        if (map == null) {
            return;
        }
        for (Subscription subscription : map.values()) {
            byte[] queue = subscription.queue();
            if (!isAllowed(subscription.subject(), queue)) {
                remove(subscription);
                String quotedQueue = queue == null ? "" : Subjects.quote(queue);
                String quoted = Subjects.quote(subscription.subject());
                String quotedSid = Subjects.quote(subscription.sid());
                connection.session().refuse(ControlLines.subscriptionRemoved(quoted, quotedQueue, quotedSid));
                clients.log()
                        .info("Removed sub " + quoted + (queue == null ? "" : " using queue " + quotedQueue) + " (sid "
                                + quotedSid + ") for " + login.logUser() + " - not authorized");
            }
        }
    }

    private @Nullable Subscription find(byte[] sid) {
        Map<Sid, Subscription> map = bySid;
        return map == null ? null : map.get(new Sid(sid));
    }

    int count() {
        return count;
    }

    /** What monitoring shows; may be asked from any thread. */
    List<ClientSnapshot.SubscriptionSnapshot> snapshot() {
        Map<Sid, Subscription> map = bySid;
        if (map == null) {
            return List.of();
        }
        List<ClientSnapshot.SubscriptionSnapshot> list = new ArrayList<>(map.size());
        map.values().forEach(s -> list.add(snapshot(s)));
        return list;
    }

    private ClientSnapshot.SubscriptionSnapshot snapshot(Subscription subscription) {
        byte[] queue = subscription.queue();
        return new ClientSnapshot.SubscriptionSnapshot(
                login.accountName(),
                text(subscription.subject()),
                queue == null ? null : text(queue),
                text(subscription.sid()),
                subscription.delivered(),
                subscription.deliveredMax(),
                connection.id());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
