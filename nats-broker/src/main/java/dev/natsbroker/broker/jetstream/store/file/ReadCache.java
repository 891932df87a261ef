package dev.natsbroker.broker.jetstream.store.file;

/**
 * Records that were read from files out of order, so that what is asked for again and again, like the values of a key-value store, costs no
 * further read. A stored record never changes, and what is gone is not looked for: nothing has to be taken out when files change.
 *
 * <p>The records lie one behind the other in a ring, which starts small and grows while it is in use; the newest overwrites the oldest, and
 * what is found in its older half is written anew, so that it stays while it is wanted. Shared by the streams of a lane and owned by it.
 */
public final class ReadCache {
    private static final int CAPACITY_MIN = 256 << 10;
    private static final int CAPACITY_MAX = 4 << 20;
    /** One record takes no more than this part of the ring. */
    private static final int SHARE = 64;
    /** There is a slot for each so many bytes of the ring. */
    private static final int BYTES_PER_SLOT = 128;
    /** In how many slots a record can be. */
    private static final int PROBES = 4;

    private static final int ASSET = Long.BYTES;

    private byte[] ring = {};
    private long[] slots = {};
    /** The place of the next record: places count on over all rounds. */
    private long head;

    private int at;

    /** The bytes that hold the record that was found last. */
    byte[] bytes() {
        return ring;
    }

    /** Where in {@link #bytes} it starts; valid until the next call of {@link #find} or {@link #put}. */
    int at() {
        return at;
    }

    /** Looks for a record; {@link #bytes} and {@link #at} say where it is. */
    boolean find(long asset, long sequence) {
        int hash = hash(asset, sequence);
        for (int i = 0; i < PROBES && ring.length > 0; i++) {
            int slot = hash + i & slots.length - 1;
            long place = slots[slot];
            if (isKept(place) && holds(place, asset, sequence)) {
                if (head - place > ring.length / 2) {
                    place = append(asset, ring, recordAt(place));
                    slots[slot] = place;
                }
                at = recordAt(place);
                return true;
            }
        }
        return false;
    }

    /** Puts in an intact record that was not found, unless it is too large. */
    void put(long asset, byte[] buffer, int start) {
        int size = ASSET + RecordCodec.length(buffer, start);
        if (size > CAPACITY_MAX / SHARE) {
            return;
        }
        boolean isFull = head + size > 3L * ring.length;
        if (ring.length == 0 || isFull && ring.length < CAPACITY_MAX) {
            startAnew(Math.max(CAPACITY_MIN, ring.length * 2));
        }
        slots[slotFor(hash(asset, RecordCodec.sequence(buffer, start)))] = append(asset, buffer, start);
    }

    private void startAnew(int capacity) {
        ring = new byte[capacity];
        slots = new long[capacity / BYTES_PER_SLOT];
        head = 2L * capacity; // an unused slot says 0, which is too far behind
    }

    /** Writes a record behind the newest one, or at the start of the ring if it does not fit before its end; returns its place. */
    private long append(long asset, byte[] buffer, int start) {
        int length = RecordCodec.length(buffer, start);
        int left = ring.length - offset(head);
        long place = ASSET + length <= left ? head : head + left;
        System.arraycopy(
                buffer, start, ring, recordAt(place), length); // first: the record may lie in what is overwritten
        Bytes.putLong(ring, offset(place), asset);
        head = place + ASSET + length;
        return place;
    }

    /** An unused slot for a record, or the one with the oldest of the records that could be there. */
    private int slotFor(int hash) {
        int oldest = hash & slots.length - 1;
        for (int i = 1; i < PROBES; i++) {
            int slot = hash + i & slots.length - 1;
            oldest = slots[slot] < slots[oldest] ? slot : oldest;
        }
        return oldest;
    }

    private boolean isKept(long place) {
        return head - place <= ring.length;
    }

    private boolean holds(long place, long asset, long sequence) {
        return Bytes.getLong(ring, offset(place)) == asset && RecordCodec.sequence(ring, recordAt(place)) == sequence;
    }

    private int recordAt(long place) {
        return offset(place) + ASSET;
    }

    private int offset(long place) {
        return (int) (place & ring.length - 1);
    }

    private static int hash(long asset, long sequence) {
        long mixed = (asset + sequence) * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32);
    }
}
