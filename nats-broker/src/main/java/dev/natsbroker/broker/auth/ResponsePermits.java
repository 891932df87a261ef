package dev.natsbroker.broker.auth;

import dev.natsbroker.broker.config.ResponseOptions;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The reply subjects that one connection may publish to because it received them with messages.
 *
 * <p>Thread-safe: publishers note replies while the connection's own loop uses them. A lock guards it, since only users
 * with {@code allow_responses} pay for it; it is never held for longer than a look-up and the removal of expired entries,
 * which stand in the order of their time.
 */
public final class ResponsePermits {
    private final int maxMessages;
    private final long expiresNanos;
    private final LongSupplier nanoClock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Reply, Permit> permits = new LinkedHashMap<>();

    public ResponsePermits(ResponseOptions options, LongSupplier nanoClock) {
        this.maxMessages = options.maxMessages();
        this.expiresNanos =
                options.expires().isNegative() ? -1 : options.expires().toNanos();
        this.nanoClock = nanoClock;
    }

    /** Notes the reply subject of a received message; one that is known already starts anew. */
    public void allow(byte[] b, int off, int len) {
        Reply reply = new Reply(Arrays.copyOfRange(b, off, off + len));
        long now = nanoClock.getAsLong();
        lock.lock();
        try {
            dropExpired(now);
            permits.remove(reply);
            permits.put(reply, new Permit(now));
        } finally {
            lock.unlock();
        }
    }

    /** Takes one message of the permit for this subject; false when there is none, or no longer. */
    public boolean use(byte[] b, int off, int len) {
        Reply reply = new Reply(Arrays.copyOfRange(b, off, off + len));
        long now = nanoClock.getAsLong();
        lock.lock();
        try {
            Permit permit = permits.get(reply);
            if (permit == null || isExpired(permit, now)) {
                return false;
            }
            permit.used++;
            if (permit.used == maxMessages) {
                permits.remove(reply);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return permits.size();
        } finally {
            lock.unlock();
        }
    }

    private void dropExpired(long now) {
        Iterator<Permit> oldest = permits.values().iterator();
        while (oldest.hasNext() && isExpired(oldest.next(), now)) {
            oldest.remove();
        }
    }

    private boolean isExpired(Permit permit, long now) {
        return expiresNanos >= 0 && now - permit.sinceNanos > expiresNanos;
    }

    private static final class Permit {
        private final long sinceNanos;
        private int used;

        Permit(long sinceNanos) {
            this.sinceNanos = sinceNanos;
        }
    }

    private static final class Reply {
        private final byte[] subject;

        Reply(byte[] subject) {
            this.subject = subject;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Reply reply && Arrays.equals(subject, reply.subject);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(subject);
        }
    }
}
