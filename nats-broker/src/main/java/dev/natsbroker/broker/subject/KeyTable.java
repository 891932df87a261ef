package dev.natsbroker.broker.subject;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An open hash table of {@link Keyed} values: linear probing, the hashes beside the values so that a probe touches a
 * value only when its hash is equal. Not thread-safe. The home of a hash is its share of the capacity (hash × capacity
 * / 2³²), which lets the table grow by half instead of doubling.
 */
final class KeyTable<V extends Keyed> {
    private static final int MIN_CAPACITY = 4;

    private int[] hashes = new int[MIN_CAPACITY];
    private @Nullable Keyed[] values = new Keyed[MIN_CAPACITY];
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    @Nullable
    V get(byte[] bytes, int offset, int length, int hash) {
        int slot = home(hash, values.length);
        for (Keyed value = values[slot]; value != null; value = values[slot]) {
            if (hashes[slot] == hash && Subjects.equal(value.key, bytes, offset, length)) {
                return typed(value);
            }
            slot = next(slot);
        }
        return null;
    }

    /** Adds a value whose key is not in the table. */
    void add(V value, int hash) {
        if ((size + 1L) * 4 > values.length * 3L) {
            resize(Math.max(MIN_CAPACITY, values.length + (values.length >> 1)));
        }
        place(value, hash);
        size++;
    }

    /** Puts a value in the place of another one with the same key. */
    void replace(V present, V replacement, int hash) {
        values[slotOf(present, hash)] = replacement;
    }

    void remove(V present, int hash) {
        closeGap(slotOf(present, hash));
        size--;
        if (values.length > 4 * MIN_CAPACITY && size < values.length >> 3) {
            resize(values.length >> 1);
        }
    }

    void forEach(Consumer<? super V> action) {
        for (Keyed value : values) {
            if (value != null) {
                action.accept(typed(value));
            }
        }
    }

    int capacity() {
        return values.length;
    }

    /** The value in a slot below {@link #capacity()}, for iteration without a lambda. */
    @Nullable
    V at(int slot) {
        Keyed value = values[slot];
        return value == null ? null : typed(value);
    }

    private int slotOf(V present, int hash) {
        int slot = home(hash, values.length);
        while (values[slot] != present) {
            if (values[slot] == null) {
                throw new IllegalStateException("the value to replace or remove is not in the table");
            }
            slot = next(slot);
        }
        return slot;
    }

    private void place(Keyed value, int hash) {
        int slot = home(hash, values.length);
        while (values[slot] != null) {
            slot = next(slot);
        }
        values[slot] = value;
        hashes[slot] = hash;
    }

    /** Moves later members of the probe run back over the gap, so that no tombstones are needed. */
    private void closeGap(int freed) {
        int gap = freed;
        int slot = next(gap);
        for (Keyed value = values[slot]; value != null; value = values[slot]) {
            int fromHome = distance(home(hashes[slot], values.length), slot);
            if (fromHome >= distance(gap, slot)) {
                values[gap] = value;
                hashes[gap] = hashes[slot];
                gap = slot;
            }
            slot = next(slot);
        }
        values[gap] = null;
    }

    private void resize(int capacity) {
        @Nullable Keyed[] oldValues = values;
        int[] oldHashes = hashes;
        values = new Keyed[capacity];
        hashes = new int[capacity];
        for (int i = 0; i < oldValues.length; i++) {
            Keyed value = oldValues[i];
            if (value != null) {
                place(value, oldHashes[i]);
            }
        }
    }

    private int next(int slot) {
        return slot + 1 == values.length ? 0 : slot + 1;
    }

    private int distance(int from, int to) {
        return to >= from ? to - from : to - from + values.length;
    }

    private static int home(int hash, int capacity) {
        return (int) ((hash & 0xFFFF_FFFFL) * capacity >>> 32);
    }

    @SuppressWarnings("unchecked")
    private V typed(Keyed value) {
        return (V) value;
    }
}
