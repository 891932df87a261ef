package dev.natsbroker.broker.subject;

import java.util.Arrays;

/**
 * Who receives a message: every plain subscription, and one member of each queue group. Immutable and safe to share
 * between threads; reading allocates nothing. The order of subscriptions carries no meaning.
 */
public final class Matches<T> {
    private static final Object[] NO_VALUES = {};
    private static final Object[][] NO_MEMBERS = {};
    private static final byte[][] NO_QUEUES = {};
    private static final Matches<Object> EMPTY = new Matches<>(NO_VALUES, NO_MEMBERS, NO_QUEUES);

    private final Object[] plain;
    private final Object[][] members;
    private final byte[][] queues;

    private Matches(Object[] plain, Object[][] members, byte[][] queues) {
        this.plain = plain;
        this.members = members;
        this.queues = queues;
    }

    /** The result for a subject that nobody listens to; always the same instance. */
    @SuppressWarnings("unchecked")
    public static <T> Matches<T> empty() {
        return (Matches<T>) EMPTY;
    }

    static <T> Matches<T> ofPlain(T value) {
        return new Matches<>(new Object[] {value}, NO_MEMBERS, NO_QUEUES);
    }

    static <T> Matches<T> ofQueue(byte[] queue, T value) {
        return new Matches<>(NO_VALUES, new Object[][] {{value}}, new byte[][] {queue});
    }

    public boolean isEmpty() {
        return plain.length == 0 && members.length == 0;
    }

    /** The number of plain (not queue) subscriptions. */
    public int plainCount() {
        return plain.length;
    }

    @SuppressWarnings("unchecked")
    public T plain(int i) {
        return (T) plain[i];
    }

    /** The number of queue groups: members with the same queue name form one group, whatever filters they matched with. */
    public int groupCount() {
        return members.length;
    }

    /** The number of members of a group, at least 1. */
    public int groupSize(int group) {
        return members[group].length;
    }

    @SuppressWarnings("unchecked")
    public T member(int group, int i) {
        return (T) members[group][i];
    }

    /** The queue name of a group; it is shared and must not be modified. */
    public byte[] queue(int group) {
        return queues[group];
    }

    /** Fills the arrays of one result; the counts must be the totals over all filters. */
    static final class Builder {
        private final Object[] plain;
        private final Object[][] members;
        private final byte[][] queues;
        private int plainCount;
        private int groupCount;
        /** The groups of earlier filters: only these can have a name in common with those of the next. */
        private int earlierGroups;

        Builder(int plainTotal, int groupTotal) {
            plain = plainTotal == 0 ? NO_VALUES : new Object[plainTotal];
            members = groupTotal == 0 ? NO_MEMBERS : new Object[groupTotal][];
            queues = groupTotal == 0 ? NO_QUEUES : new byte[groupTotal][];
        }

        void add(FilterNode<?> node) {
            Slots<?> slots = node.plain();
            if (slots != null) {
                slots.copyValues(plain, plainCount);
                plainCount += slots.count();
            }
            KeyTable<? extends Slots<?>> groups = node.groups();
            if (groups != null) {
                earlierGroups = groupCount;
                for (int i = 0; i < groups.capacity(); i++) {
                    Slots<?> group = groups.at(i);
                    if (group != null) {
                        addGroup(group);
                    }
                }
            }
        }

        void addPlain(Object value) {
            plain[plainCount++] = value;
        }

        void addGroupOfOne(byte[] queue, Object value) {
            queues[groupCount] = queue;
            members[groupCount++] = new Object[] {value};
        }

        <T> Matches<T> build() {
            boolean merged = groupCount < members.length;
            return new Matches<>(
                    plain,
                    merged ? Arrays.copyOf(members, groupCount) : members,
                    merged ? Arrays.copyOf(queues, groupCount) : queues);
        }

        private void addGroup(Slots<?> group) {
            int index = 0;
            while (index < earlierGroups && !Arrays.equals(queues[index], group.key)) {
                index++;
            }
            if (index < earlierGroups) {
                Object[] before = members[index];
                members[index] = Arrays.copyOf(before, before.length + group.count());
                group.copyValues(members[index], before.length);
                return;
            }
            Object[] values = new Object[group.count()];
            group.copyValues(values, 0);
            queues[groupCount] = group.key;
            members[groupCount++] = values;
        }
    }

    @Override
    public String toString() {
        return "Matches[plain=" + Arrays.toString(plain) + ", groups=" + Arrays.deepToString(members) + ']';
    }
}
