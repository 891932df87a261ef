package dev.natsbroker.broker.subject;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All subscriptions to one filter: the plain ones and the queue groups. The key is the whole subject in the table of
 * literal subjects, and one token in the trie of wildcard filters.
 */
class FilterNode<T> extends Keyed {
    static final byte[] NO_KEY = {};

    private @Nullable Slots<T> plain;
    private @Nullable KeyTable<Slots<T>> groups;

    FilterNode(byte[] key) {
        super(key);
    }

    final int plainCount() {
        return plain == null ? 0 : plain.count();
    }

    final @Nullable Slots<T> plain() {
        return plain;
    }

    final @Nullable KeyTable<Slots<T>> groups() {
        return groups;
    }

    final int groupCount() {
        return groups == null ? 0 : groups.size();
    }

    final boolean hasEntries() {
        return plain != null || groups != null;
    }

    /** The members that a subscription with this queue name joins, made when it is the first one. */
    final Slots<T> slotsFor(byte @Nullable [] queue) {
        if (queue == null) {
            return plain == null ? plain = new Slots<>(this, null) : plain;
        }
        KeyTable<Slots<T>> table = groups == null ? groups = new KeyTable<>() : groups;
        int hash = Subjects.hash(queue, 0, queue.length);
        Slots<T> group = table.get(queue, 0, queue.length, hash);
        if (group == null) {
            group = new Slots<>(this, queue);
            table.add(group, hash);
        }
        return group;
    }

    final void dropEmpty(Slots<T> empty) {
        if (empty == plain) {
            plain = null;
        } else if (groups != null) {
            groups.remove(empty, Subjects.hash(empty.key, 0, empty.key.length));
            if (groups.isEmpty()) {
                groups = null;
            }
        }
    }

    final void forEachEntry(Consumer<? super SubjectIndex.Entry<T>> action) {
        if (plain != null) {
            forEachIn(plain, action);
        }
        if (groups != null) {
            groups.forEach(group -> forEachIn(group, action));
        }
    }

    private static <T> void forEachIn(Slots<T> slots, Consumer<? super SubjectIndex.Entry<T>> action) {
        for (int i = 0; i < slots.count(); i++) {
            action.accept(slots.get(i));
        }
    }
}
