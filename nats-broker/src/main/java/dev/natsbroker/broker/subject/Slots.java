package dev.natsbroker.broker.subject;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The members of one filter: all its plain subscriptions, or those of one queue group (then the key is the queue name).
 * A member knows its slot, so adding and removing take constant time.
 */
final class Slots<T> extends Keyed {
    private static final int MIN_CAPACITY = 2;

    final FilterNode<T> owner;
    final byte @Nullable [] queue;
    private SubjectIndex.Entry<T>[] entries = newArray(MIN_CAPACITY);
    private int count;

    Slots(FilterNode<T> owner, byte @Nullable [] queue) {
        super(queue == null ? FilterNode.NO_KEY : queue);
        this.owner = owner;
        this.queue = queue;
    }

    int count() {
        return count;
    }

    SubjectIndex.Entry<T> get(int slot) {
        return entries[slot];
    }

    void add(SubjectIndex.Entry<T> entry) {
        if (count == entries.length) {
            entries = Arrays.copyOf(entries, count * 2);
        }
        entries[count] = entry;
        entry.place(this, count++);
    }

    /** Fills the freed slot with the last member; the order of members carries no meaning. */
    void removeAt(int slot) {
        SubjectIndex.Entry<T> last = entries[--count];
        entries[slot] = last;
        last.place(this, slot);
        clear(count);
        if (entries.length > 4 * MIN_CAPACITY && count < entries.length >> 2) {
            entries = Arrays.copyOf(entries, entries.length >> 1);
        }
    }

    void copyValues(Object[] target, int from) {
        for (int i = 0; i < count; i++) {
            target[from + i] = entries[i].value();
        }
    }

    @SuppressWarnings("NullAway") // slots at and beyond count are never read
    private void clear(int slot) {
        entries[slot] = null;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <T> SubjectIndex.Entry<T>[] newArray(int capacity) {
        return new SubjectIndex.Entry[capacity];
    }
}
