package dev.natsbroker.broker.jetstream.store;

import java.util.Arrays;

/**
 * The messages that a consumer has delivered and that are not done: unacknowledged ones ("pending"), and those that were delivered as
 * often as allowed ("exhausted"), which stay known until they leave the stream or are acknowledged late. Owned by the stream's lane.
 *
 * <p>An entry is a small number, valid until it is removed. Everything lies in arrays of primitives: no object per message. Pending
 * entries form a list in the order of their first delivery, which is that of their stream sequences; besides, each is in one of these
 * places:
 *
 * <ul>
 *   <li>a <em>wait list</em> for its number of deliveries, ordered by the time of delivery: the head is the next to run out of time;
 *   <li>the <em>queue</em> of those that are to be delivered again, first in, first out;
 *   <li>nowhere: it is delayed until {@link #due}.
 * </ul>
 */
public final class PendingMessages {
    /** No entry. */
    public static final int NONE = -1;

    private static final int FIRST_CAPACITY = 16;
    private static final int QUEUE = 0;
    private static final int NOWHERE = -1;
    /** A table that has grown beyond this is made small again once it is empty. */
    private static final int KEPT_CAPACITY_MAX = 1 << 16;

    private long[] sequences;
    private long[] consumerSequences;
    private long[] times;
    private long[] dues;
    private int[] deliveries;
    private int[] orderPrevious;
    private int[] orderNext;
    private int[] placePrevious;
    private int[] placeNext;
    private int[] places;

    /** By hash of the sequence: entry + 1, 0 for free. Twice as long as the arrays of the entries. */
    private int[] slots;

    private int limit;
    private int firstFree = NONE;
    private int size;
    private int pending;
    private int redelivered;
    private int queued;
    private int orderHead = NONE;
    private int orderTail = NONE;

    /** Of the queue, then of the wait lists by number of deliveries. */
    private int[] heads = {NONE, NONE};

    private int[] tails = {NONE, NONE};

    /** Without entries. */
    public PendingMessages() {
        allocate(FIRST_CAPACITY);
    }

    private void allocate(int capacity) {
        sequences = new long[capacity];
        consumerSequences = new long[capacity];
        times = new long[capacity];
        dues = new long[capacity];
        deliveries = new int[capacity];
        orderPrevious = new int[capacity];
        orderNext = new int[capacity];
        placePrevious = new int[capacity];
        placeNext = new int[capacity];
        places = new int[capacity];
        slots = new int[capacity * 2];
    }

    /** The number of pending messages. */
    public int pendingCount() {
        return pending;
    }

    /** The number of exhausted messages. */
    public int exhaustedCount() {
        return size - pending;
    }

    /** The number of messages, pending or exhausted, that were delivered more than once. */
    public int redeliveredCount() {
        return redelivered;
    }

    /** The number of messages in the queue. */
    public int queuedCount() {
        return queued;
    }

    /** The entry of a stream sequence, or {@link #NONE}. */
    public int find(long sequence) {
        int mask = slots.length - 1;
        for (int slot = home(sequence); ; slot = (slot + 1) & mask) {
            int entry = slots[slot] - 1;
            if (entry < 0) {
                return NONE;
            }
            if (sequences[entry] == sequence) {
                return entry;
            }
        }
    }

    /** Whether an entry is pending; an exhausted one is not. */
    public boolean isPending(int entry) {
        return consumerSequences[entry] != 0;
    }

    /** The stream sequence. */
    public long sequence(int entry) {
        return sequences[entry];
    }

    /** The consumer sequence of the first delivery, 0 if it is exhausted. */
    public long consumerSequence(int entry) {
        return consumerSequences[entry];
    }

    /** When it was delivered last or its consumer reported progress, in nanoseconds since 1970. */
    public long time(int entry) {
        return times[entry];
    }

    /** When it is to be delivered again, in nanoseconds since 1970; 0 if its ack wait decides. */
    public long due(int entry) {
        return dues[entry];
    }

    /** How often it was delivered. */
    public int deliveries(int entry) {
        return deliveries[entry];
    }

    /** Whether it is in the queue. */
    public boolean isQueued(int entry) {
        return places[entry] == QUEUE;
    }

    /** Whether it is in no list: delayed until {@link #due}. */
    public boolean isDelayed(int entry) {
        return isPending(entry) && places[entry] == NOWHERE;
    }

    /** The pending message with the lowest stream sequence, or {@link #NONE}. */
    public int first() {
        return orderHead;
    }

    /** The pending message behind another one, or {@link #NONE}. */
    public int next(int entry) {
        return orderNext[entry];
    }

    /** One more than the highest entry: for loops over all, together with {@link #isUsed}. */
    public int limit() {
        return limit;
    }

    /** Whether there is such an entry. */
    public boolean isUsed(int entry) {
        return deliveries[entry] > 0;
    }

    /** The next to be delivered again, or {@link #NONE}. */
    public int queueHead() {
        return heads[QUEUE];
    }

    /** The number of wait lists. */
    public int waitLists() {
        return heads.length - 1;
    }

    /** The pending message that waits longest of those with {@code list + 1} deliveries, or {@link #NONE}. */
    public int waitHead(int list) {
        return heads[list + 1];
    }

    /** Distinguishes as many numbers of deliveries as there are different ack waits; the last list holds all beyond. */
    public void waitLists(int count) {
        if (count == waitLists()) {
            return;
        }
        int[] waiting = new int[pending];
        int found = 0;
        for (int entry = orderHead; entry != NONE; entry = orderNext[entry]) {
            if (places[entry] > QUEUE) {
                waiting[found++] = entry;
            }
        }
        int queueHead = heads[QUEUE];
        int queueTail = tails[QUEUE];
        heads = new int[count + 1];
        tails = new int[count + 1];
        Arrays.fill(heads, NONE);
        Arrays.fill(tails, NONE);
        heads[QUEUE] = queueHead;
        tails[QUEUE] = queueTail;
        sortByTime(waiting, found);
        for (int i = 0; i < found; i++) {
            places[waiting[i]] = NOWHERE;
            place(waiting[i], waitListOf(waiting[i]));
        }
    }

    private void sortByTime(int[] entries, int count) {
        Integer[] boxed = new Integer[count];
        for (int i = 0; i < count; i++) {
            boxed[i] = entries[i];
        }
        Arrays.sort(boxed, (a, b) -> Long.compare(times[a], times[b]));
        for (int i = 0; i < count; i++) {
            entries[i] = boxed[i];
        }
    }

    /** Puts a pending message at the end of the queue, unless it is in the queue. */
    public void enqueue(int entry) {
        if (places[entry] != QUEUE) {
            displace(entry);
            place(entry, QUEUE);
        }
    }

    /** Takes a pending message out of its list; the caller puts it into the queue. */
    public void unlist(int entry) {
        displace(entry);
    }

    // What follows changes the state that is kept; only ConsumerState and its snapshots do that.

    int add(long sequence, long consumerSequence, long time, int deliveryCount) {
        if (size == sequences.length) {
            grow();
        }
        int entry = firstFree;
        if (entry == NONE) {
            entry = limit++;
        } else {
            firstFree = placeNext[entry];
        }
        sequences[entry] = sequence;
        consumerSequences[entry] = consumerSequence;
        times[entry] = time;
        dues[entry] = 0;
        deliveries[entry] = deliveryCount;
        places[entry] = NOWHERE;
        insertSlot(entry);
        size++;
        redelivered += deliveryCount > 1 ? 1 : 0;
        if (consumerSequence != 0) {
            pending++;
            linkOrder(entry);
            place(entry, waitListOf(entry));
        }
        return entry;
    }

    void redeliver(int entry, long time) {
        displace(entry);
        if (deliveries[entry]++ == 1) {
            redelivered++;
        }
        times[entry] = time;
        dues[entry] = 0;
        place(entry, waitListOf(entry));
    }

    void progress(int entry, long time) {
        times[entry] = time;
        // One that is to be delivered again already, stays so.
        if (places[entry] != QUEUE && (dues[entry] == 0 || dues[entry] > time)) {
            dues[entry] = 0;
            displace(entry);
            place(entry, waitListOf(entry));
        }
    }

    void delay(int entry, long due) {
        displace(entry);
        dues[entry] = due;
    }

    void exhaust(int entry) {
        displace(entry);
        unlinkOrder(entry);
        consumerSequences[entry] = 0;
        dues[entry] = 0;
        pending--;
    }

    void remove(int entry) {
        if (isPending(entry)) {
            displace(entry);
            unlinkOrder(entry);
            pending--;
        }
        redelivered -= deliveries[entry] > 1 ? 1 : 0;
        removeSlot(entry);
        deliveries[entry] = 0;
        placeNext[entry] = firstFree;
        firstFree = entry;
        size--;
        if (size == 0) {
            clear();
        }
    }

    void clear() {
        if (sequences.length > KEPT_CAPACITY_MAX) {
            allocate(FIRST_CAPACITY);
        } else {
            Arrays.fill(slots, 0);
            Arrays.fill(deliveries, 0, limit, 0);
        }
        limit = 0;
        firstFree = NONE;
        size = 0;
        pending = 0;
        redelivered = 0;
        queued = 0;
        orderHead = NONE;
        orderTail = NONE;
        Arrays.fill(heads, NONE);
        Arrays.fill(tails, NONE);
    }

    private int waitListOf(int entry) {
        return Math.min(deliveries[entry], heads.length - 1);
    }

    private void linkOrder(int entry) {
        orderPrevious[entry] = orderTail;
        orderNext[entry] = NONE;
        if (orderTail == NONE) {
            orderHead = entry;
        } else {
            orderNext[orderTail] = entry;
        }
        orderTail = entry;
    }

    private void unlinkOrder(int entry) {
        int before = orderPrevious[entry];
        int behind = orderNext[entry];
        if (before == NONE) {
            orderHead = behind;
        } else {
            orderNext[before] = behind;
        }
        if (behind == NONE) {
            orderTail = before;
        } else {
            orderPrevious[behind] = before;
        }
    }

    private void place(int entry, int list) {
        int tail = tails[list];
        placePrevious[entry] = tail;
        placeNext[entry] = NONE;
        if (tail == NONE) {
            heads[list] = entry;
        } else {
            placeNext[tail] = entry;
        }
        tails[list] = entry;
        places[entry] = list;
        queued += list == QUEUE ? 1 : 0;
    }

    private void displace(int entry) {
        int list = places[entry];
        if (list == NOWHERE) {
            return;
        }
        int before = placePrevious[entry];
        int behind = placeNext[entry];
        if (before == NONE) {
            heads[list] = behind;
        } else {
            placeNext[before] = behind;
        }
        if (behind == NONE) {
            tails[list] = before;
        } else {
            placePrevious[behind] = before;
        }
        places[entry] = NOWHERE;
        queued -= list == QUEUE ? 1 : 0;
    }

    private int home(long sequence) {
        return (int) ((sequence * 0x9E3779B97F4A7C15L) >>> 32) & (slots.length - 1);
    }

    private void insertSlot(int entry) {
        int mask = slots.length - 1;
        int slot = home(sequences[entry]);
        while (slots[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = entry + 1;
    }

    private void removeSlot(int entry) {
        int mask = slots.length - 1;
        int hole = home(sequences[entry]);
        while (slots[hole] != entry + 1) {
            hole = (hole + 1) & mask;
        }
        // Those behind move up, so that no search stops at the hole.
        for (int slot = (hole + 1) & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
            int home = home(sequences[slots[slot] - 1]);
            if (((slot - home) & mask) >= ((slot - hole) & mask)) {
                slots[hole] = slots[slot];
                hole = slot;
            }
        }
        slots[hole] = 0;
    }

    private void grow() {
        int capacity = sequences.length * 2;
        sequences = Arrays.copyOf(sequences, capacity);
        consumerSequences = Arrays.copyOf(consumerSequences, capacity);
        times = Arrays.copyOf(times, capacity);
        dues = Arrays.copyOf(dues, capacity);
        deliveries = Arrays.copyOf(deliveries, capacity);
        orderPrevious = Arrays.copyOf(orderPrevious, capacity);
        orderNext = Arrays.copyOf(orderNext, capacity);
        placePrevious = Arrays.copyOf(placePrevious, capacity);
        placeNext = Arrays.copyOf(placeNext, capacity);
        places = Arrays.copyOf(places, capacity);
        slots = new int[capacity * 2];
        for (int entry = 0; entry < limit; entry++) {
            if (isUsed(entry)) {
                insertSlot(entry);
            }
        }
    }
}
