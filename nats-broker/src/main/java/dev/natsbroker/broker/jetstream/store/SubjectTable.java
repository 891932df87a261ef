package dev.natsbroker.broker.jetstream.store;

import dev.natsbroker.broker.subject.Subjects;
import java.util.Arrays;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The subjects of one stream: for each a small number (its id), how many messages it has, and the sequences of the first and the last.
 * Owned by the stream's lane. Holds no object per subject: about 50 bytes and the subject's own bytes, and it grows in steps of some
 * microseconds, to some hundred millions of subjects.
 *
 * <p>An id is valid while its subject has messages; later another subject gets it. {@link #generation} changes whenever a subject comes
 * or goes.
 *
 * <pre>
 * record of an id, in pages of longs:  first sequence | last sequence | count, 0 = free | hash (32), place in the arena (32)
 * </pre>
 */
public final class SubjectTable {
    /** No such subject. */
    public static final int NONE = -1;

    private static final int PAGE_BITS = 12;
    private static final int PAGE = 1 << PAGE_BITS;
    private static final int RECORD_BITS = 2;
    private static final int FIRST = 0;
    private static final int LAST = 1;
    private static final int COUNT = 2;
    private static final int PLACE = 3;
    private static final int FIRST_CAPACITY = 8;
    /** How many reused ids are remembered for the {@link MatchedSubjects} that have not heard of them. */
    private static final int REUSE_LOG = 1024;
    /** A table that had so many ids starts anew once it is empty. */
    private static final int WORTH_FREEING = 16 * PAGE;

    private final long seed;
    private SubjectSlots slots;
    private SubjectArena arena;
    private long[][] pages = {new long[FIRST_CAPACITY << RECORD_BITS]};
    private int limit;
    private int size;
    private int firstFree = NONE;
    private long generation;

    private boolean isWatched;
    private int[] reuseLog = {};
    private long reuses;
    private long epoch;
    private final Map<SubjectFilter, MatchedSubjects> matched = new WeakHashMap<>();
    private @Nullable SubjectFilter latestFilter;
    private @Nullable MatchedSubjects latest;

    /** @param seed of the hash; an unknown one keeps clients from choosing subjects that all collide */
    @SuppressWarnings("this-escape") // the parts only keep the reference
    public SubjectTable(long seed) {
        this.seed = seed;
        this.slots = new SubjectSlots(this);
        this.arena = new SubjectArena(this::moved);
    }

    /** The number of subjects. */
    public int size() {
        return size;
    }

    /** One more than the highest id that was ever given: for arrays and loops by id. */
    public int limit() {
        return limit;
    }

    /** Another number whenever a subject was added or removed. */
    public long generation() {
        return generation;
    }

    /** The id of a subject, or {@link #NONE}. */
    public int find(byte[] subject, int offset, int length) {
        return size == 0 ? NONE : slots.find(hash(subject, offset, length), subject, offset, length);
    }

    /** Counts one more message with a sequence behind all others of its subject; returns the subject's id. Copies the bytes. */
    public int add(byte[] subject, int offset, int length, long sequence) {
        int hash = hash(subject, offset, length);
        int id = size == 0 ? NONE : slots.find(hash, subject, offset, length);
        if (id == NONE) {
            id = insert(hash, subject, offset, length);
            set(id, FIRST, sequence);
        }
        long[] page = pages[id >>> PAGE_BITS];
        int at = index(id);
        page[at + LAST] = sequence;
        page[at + COUNT]++;
        return id;
    }

    /**
     * Counts messages that lie before all those of their subject that are known: for a store that is loaded from its end. Returns the
     * subject's id.
     */
    public int prepend(byte[] subject, int offset, int length, long count, long first, long last) {
        int hash = hash(subject, offset, length);
        int id = size == 0 ? NONE : slots.find(hash, subject, offset, length);
        if (id == NONE) {
            id = insert(hash, subject, offset, length);
            set(id, LAST, last);
        }
        set(id, FIRST, first);
        set(id, COUNT, get(id, COUNT) + count);
        return id;
    }

    /** Counts one message less; with the last one the subject goes. Returns whether it has gone. */
    public boolean removeOne(int id) {
        if (count(id) > 1) {
            pages[id >>> PAGE_BITS][index(id) + COUNT]--;
            return false;
        }
        remove(id);
        return true;
    }

    /** Removes a subject, however many messages it has. */
    public void remove(int id) {
        slots.remove(hashOf(id), id);
        arena.remove(place(id));
        set(id, COUNT, 0);
        set(id, FIRST, firstFree);
        firstFree = id;
        size--;
        generation++;
        if (size == 0 && limit > WORTH_FREEING) {
            startAnew();
        }
    }

    /** The same as {@link #add} for a subject whose id is known. */
    public void addTo(int id, long sequence) {
        long[] page = pages[id >>> PAGE_BITS];
        int at = index(id);
        page[at + LAST] = sequence;
        page[at + COUNT]++;
    }

    /** Removes all subjects. */
    public void clear() {
        startAnew();
        size = 0;
        generation++;
    }

    /** Whether the id stands for a subject at the moment. */
    public boolean isLive(int id) {
        return id < limit && count(id) != 0;
    }

    /** The sequence of the subject's first message. */
    public long first(int id) {
        return get(id, FIRST);
    }

    /** Sets the sequence of the subject's first message, after the one before was removed. */
    public void first(int id, long sequence) {
        set(id, FIRST, sequence);
    }

    /** The sequence of the subject's last message. */
    public long last(int id) {
        return get(id, LAST);
    }

    /** Sets the sequence of the subject's last message, after the one behind was removed. */
    public void last(int id, long sequence) {
        set(id, LAST, sequence);
    }

    /** How many messages the subject has. */
    public long count(int id) {
        return get(id, COUNT);
    }

    /** The array that holds the subject; valid until the table changes. */
    public byte[] array(int id) {
        return arena.array(place(id));
    }

    /** Where in {@link #array} the subject starts. */
    public int offset(int id) {
        return arena.offset(place(id));
    }

    /** The length of the subject. */
    public int length(int id) {
        return arena.length(place(id));
    }

    /**
     * The ids that match a filter, resolved on demand and kept for as long as the filter object is in use: ask with the same object
     * each time.
     */
    public MatchedSubjects matched(SubjectFilter filter) {
        MatchedSubjects known = latest;
        if (known == null || latestFilter != filter) {
            isWatched = true;
            known = matched.computeIfAbsent(filter, key -> new MatchedSubjects(this, key));
            latestFilter = filter;
            latest = known;
        }
        return known;
    }

    /** Shows each subject that matches, in no order, until {@code totals} has enough. The table must not change meanwhile. */
    public void forEach(SubjectFilter filter, SubjectTotals totals) {
        MatchedSubjects ids = matched(filter);
        for (int id = ids.next(0); id != NONE; id = ids.next(id + 1)) {
            int place = place(id);
            boolean more = totals.subject(
                    arena.array(place), arena.offset(place), arena.length(place), count(id), first(id), last(id));
            if (!more) {
                return;
            }
        }
    }

    int hashOf(int id) {
        return (int) (get(id, PLACE) >>> 32);
    }

    boolean isSubject(int id, int hash, byte[] subject, int offset, int length) {
        long hashAndPlace = get(id, PLACE);
        int place = (int) hashAndPlace;
        return (int) (hashAndPlace >>> 32) == hash
                && arena.length(place) == length
                && Subjects.equal(arena.array(place), arena.offset(place), subject, offset, length);
    }

    /** Counts ids that were given again. */
    long reuses() {
        return reuses;
    }

    /** Another number once all ids have lost their meaning. */
    long epoch() {
        return epoch;
    }

    /** The id of a reuse, or {@link #NONE} if that is too long ago. */
    int reused(long number) {
        return reuses - number > reuseLog.length ? NONE : reuseLog[(int) number & REUSE_LOG - 1];
    }

    private int insert(int hash, byte[] subject, int offset, int length) {
        int id = newId();
        set(id, PLACE, (long) hash << 32 | arena.put(id, subject, offset, length) & 0xFFFF_FFFFL);
        slots.insert(hash, id);
        size++;
        generation++;
        return id;
    }

    private int newId() {
        if (firstFree == NONE) {
            ensurePage(limit);
            return limit++;
        }
        int id = firstFree;
        firstFree = (int) get(id, FIRST);
        if (isWatched) {
            if (reuseLog.length == 0) {
                reuseLog = new int[REUSE_LOG];
            }
            reuseLog[(int) reuses & REUSE_LOG - 1] = id;
        }
        reuses++;
        return id;
    }

    private void ensurePage(int id) {
        int number = id >>> PAGE_BITS;
        if (number == pages.length) {
            pages = Arrays.copyOf(pages, number * 2);
            Arrays.fill(pages, number, pages.length, new long[0]);
        }
        int needed = index(id) + (1 << RECORD_BITS);
        if (needed > pages[number].length) {
            int capacity = number == 0 ? pages[number].length * 2 : PAGE << RECORD_BITS;
            pages[number] = Arrays.copyOf(pages[number], capacity);
        }
    }

    private void startAnew() {
        slots = new SubjectSlots(this);
        arena = new SubjectArena(this::moved);
        pages = new long[][] {new long[FIRST_CAPACITY << RECORD_BITS]};
        limit = 0;
        firstFree = NONE;
        epoch++;
    }

    private void moved(int id, int place) {
        set(id, PLACE, get(id, PLACE) & 0xFFFF_FFFF_0000_0000L | place & 0xFFFF_FFFFL);
    }

    private int hash(byte[] subject, int offset, int length) {
        return Subjects.hash(subject, offset, length, seed);
    }

    private int place(int id) {
        return (int) get(id, PLACE);
    }

    private long get(int id, int field) {
        return pages[id >>> PAGE_BITS][index(id) + field];
    }

    private void set(int id, int field, long value) {
        pages[id >>> PAGE_BITS][index(id) + field] = value;
    }

    private static int index(int id) {
        return (id & PAGE - 1) << RECORD_BITS;
    }
}
