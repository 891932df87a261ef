package dev.natsbroker.broker.account;

import dev.natsbroker.broker.message.Subscription;
import dev.natsbroker.broker.subject.Matches;
import dev.natsbroker.broker.subject.SubjectIndex;
import dev.natsbroker.broker.subject.Subjects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who listens to what in one account.
 *
 * <p>Thread-safe. Publishers do not come here for each message: they keep matches in a cache of their own thread, valid as long
 * as the two generations that concern a subject stand still, and ask on a miss only. That is why a plain lock
 * is enough: SUB, UNSUB and misses take turns.
 *
 * <p>A subscription without wildcards concerns one subject only, so it moves only the generation of that subject's stripe;
 * coming and going inboxes leave nearly all cached matches valid. A subscription with wildcards moves the generation that
 * concerns every subject.
 */
public final class Interest {
    private static final int STRIPES = 1024;
    private static final int STRIPE_BITS = STRIPES - 1;
    /** The slot behind the stripes: subscriptions with wildcards. */
    private static final int WILDCARDS = STRIPES;

    private static final PrefixedSubjects[] PREFIXED = PrefixedSubjects.values();

    private final SubjectIndex<Subscription> index = new SubjectIndex<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicIntegerArray generations = new AtomicIntegerArray(STRIPES + 1);
    /** Moves with every change, after the others: who sees it moved sees them moved too. */
    private final AtomicInteger changes = new AtomicInteger();
    /** For each family of {@link PrefixedSubjects}, the number of subscriptions that select among them. */
    private final AtomicIntegerArray selective = new AtomicIntegerArray(PREFIXED.length);

    /** Null as long as nobody watches, so that it costs nothing. */
    private volatile @Nullable InterestWatches watches;

    /**
     * Has {@code onChange} called behind every change of who listens to a subject without wildcards, on whatever thread makes it; it may
     * be called needlessly, and must not wait.
     */
    public void watch(byte[] subject, Runnable onChange) {
        lock.lock();
        try {
            InterestWatches present = watches;
            if (present == null) {
                present = new InterestWatches();
                watches = present;
            }
            present.add(subject, onChange);
        } finally {
            lock.unlock();
        }
    }

    /** Ends a watch that was begun with the same {@code onChange}. */
    public void unwatch(byte[] subject, Runnable onChange) {
        lock.lock();
        try {
            InterestWatches present = watches;
            if (present != null) {
                present.remove(subject, onChange);
                watches = present.isEmpty() ? null : present;
            }
        } finally {
            lock.unlock();
        }
    }

    private void tellWatches(byte[] subject) {
        InterestWatches present = watches;
        if (present != null) {
            present.changed(subject);
        }
    }

    /** Adds a subscription. Publishers see it when this returns. */
    public void add(Subscription subscription) {
        lock.lock();
        try {
            subscription.indexEntry(index.insert(subscription.subject(), subscription.queue(), subscription));
            countSelective(subscription.subject(), 1);
            moveGeneration(subscription.subject());
        } finally {
            lock.unlock();
        }
        tellWatches(subscription.subject());
    }

    /** Removes a subscription. Publishers do not see it any more when this returns; removing it twice is fine. */
    public void remove(Subscription subscription) {
        subscription.close();
        lock.lock();
        try {
            Object entry = subscription.indexEntry();
            if (entry != null) {
                subscription.indexEntry(null);
                index.remove(entryOf(entry));
                countSelective(subscription.subject(), -1);
                moveGeneration(subscription.subject());
            }
        } finally {
            lock.unlock();
        }
        tellWatches(subscription.subject());
    }

    @SuppressWarnings("unchecked") // only add() sets the entry, and only to what its own index returned
    private static SubjectIndex.Entry<Subscription> entryOf(Object entry) {
        return (SubjectIndex.Entry<Subscription>) entry;
    }

    private void moveGeneration(byte[] subject) {
        boolean literal = Subjects.isLiteral(subject, 0, subject.length);
        generations.incrementAndGet(literal ? stripe(Subjects.hash(subject, 0, subject.length)) : WILDCARDS);
        changes.incrementAndGet();
    }

    private void countSelective(byte[] subject, int change) {
        for (PrefixedSubjects family : PREFIXED) {
            if (family.isSelective(subject)) {
                selective.addAndGet(family.ordinal(), change);
            }
        }
    }

    /** Whether all subjects of the family that begin alike have the same receivers: then one cached match serves them all. */
    public boolean areAlike(PrefixedSubjects family) {
        return selective.get(family.ordinal()) == 0;
    }

    private static int stripe(int hash) {
        return hash & STRIPE_BITS;
    }

    /** The receivers of a literal subject. */
    public Matches<Subscription> match(byte[] bytes, int offset, int length) {
        lock.lock();
        try {
            return index.match(bytes, offset, length);
        } finally {
            lock.unlock();
        }
    }

    /** The generation of subscriptions without wildcards, for subjects with this {@link Subjects#hash}. */
    public int literalGeneration(int hash) {
        return generations.get(stripe(hash));
    }

    /** The generation of subscriptions with wildcards. */
    public int wildcardGeneration() {
        return generations.get(WILDCARDS);
    }

    /** A number that moves with every change. */
    public int changes() {
        return changes.get();
    }

    /** The number of subscriptions. */
    public int size() {
        lock.lock();
        try {
            return index.size();
        } finally {
            lock.unlock();
        }
    }

    /** How often subscriptions were added. */
    public long inserts() {
        return index.inserts();
    }

    /** How often subscriptions were removed. */
    public long removes() {
        return index.removes();
    }

    /** Shows every subscription, while none can be added or removed: for monitoring. */
    public void forEach(Consumer<Subscription> action) {
        lock.lock();
        try {
            index.forEach(entry -> action.accept(entry.value()));
        } finally {
            lock.unlock();
        }
    }
}
