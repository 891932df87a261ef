package dev.natsbroker.broker.jetstream.store.memory;

import dev.natsbroker.broker.jetstream.store.MatchedSubjects;
import dev.natsbroker.broker.jetstream.store.RangeVisitor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the message of each sequence is, and the id of its subject: pages of 1024 sequences, of which there are only those that hold
 * a message, in rising order. A gap of billions of sequences costs nothing.
 */
final class SequenceIndex {
    private static final int BITS = 10;
    private static final int SIZE = 1 << BITS;
    private static final int FIRST_CAPACITY = 16;
    private static final int NONE = -1;

    private static final class Page {
        final long base;
        long[] places;
        /** The subject's id, or -1 if there is no message. */
        int[] subjects;

        int live;

        Page(long base, int capacity) {
            this.base = base;
            this.places = new long[capacity];
            this.subjects = new int[capacity];
            Arrays.fill(subjects, NONE);
        }

        void ensure(int offset) {
            int old = places.length;
            if (offset >= old) {
                int capacity = Math.min(SIZE, Math.max(old * 2, Integer.highestOneBit(offset) << 1));
                places = Arrays.copyOf(places, capacity);
                subjects = Arrays.copyOf(subjects, capacity);
                Arrays.fill(subjects, old, capacity, NONE);
            }
        }
    }

    private Page[] pages = new Page[2];
    private int head;
    private int end;
    private long size;

    /** The number of messages. */
    long size() {
        return size;
    }

    /** The place of a message, 0 if there is none. */
    long place(long sequence) {
        Page page = page(sequence);
        int offset = offset(sequence);
        return page == null || offset >= page.places.length ? 0 : page.places[offset];
    }

    /** The id of the message's subject, -1 if there is no message. */
    int subject(long sequence) {
        Page page = page(sequence);
        int offset = offset(sequence);
        return page == null || offset >= page.subjects.length ? NONE : page.subjects[offset];
    }

    /** Adds a message behind all others. */
    void append(long sequence, long place, int subject) {
        int offset = offset(sequence);
        Page page = end > head ? pages[end - 1] : null;
        if (page == null || page.base != base(sequence)) {
            page = newPage(sequence);
        }
        page.ensure(offset);
        page.places[offset] = place;
        page.subjects[offset] = subject;
        page.live++;
        size++;
    }

    /** The message has moved. */
    void move(long sequence, long place) {
        pages[search(sequence)].places[offset(sequence)] = place;
    }

    /** Forgets a message that is there. */
    void remove(long sequence) {
        int number = search(sequence);
        Page page = pages[number];
        page.places[offset(sequence)] = 0;
        page.subjects[offset(sequence)] = NONE;
        size--;
        if (--page.live == 0 && number != end - 1) {
            drop(number);
        }
    }

    void clear() {
        pages = new Page[2];
        head = 0;
        end = 0;
        size = 0;
    }

    /** The first sequence at or behind {@code from} with a message, 0 if there is none. */
    long next(long from) {
        for (int number = search(from); number < end; number++) {
            Page page = pages[number];
            for (int i = from > page.base ? offset(from) : 0; i < page.subjects.length; i++) {
                if (page.subjects[i] >= 0) {
                    return page.base + i;
                }
            }
        }
        return 0;
    }

    /** The last sequence at or before {@code upTo} with a message, 0 if there is none. */
    long previous(long upTo) {
        for (int number = lastAtOrBefore(upTo); number >= head; number--) {
            Page page = pages[number];
            for (int i = lastOffset(page, upTo); i >= 0; i--) {
                if (page.subjects[i] >= 0) {
                    return page.base + i;
                }
            }
        }
        return 0;
    }

    /** The first sequence from {@code from} to {@code upTo} (inclusive) whose subject matches, 0 if there is none. */
    long nextMatching(MatchedSubjects matched, long from, long upTo) {
        for (int number = search(from); number < end && pages[number].base <= upTo; number++) {
            Page page = pages[number];
            int last = lastOffset(page, upTo);
            for (int i = from > page.base ? offset(from) : 0; i <= last; i++) {
                int subject = page.subjects[i];
                if (subject >= 0 && matched.matches(subject)) {
                    return page.base + i;
                }
            }
        }
        return 0;
    }

    /** The last sequence from {@code from} to {@code upTo} (inclusive) whose subject matches, 0 if there is none. */
    long previousMatching(MatchedSubjects matched, long from, long upTo) {
        for (int number = lastAtOrBefore(upTo); number >= head && pages[number].base + SIZE > from; number--) {
            Page page = pages[number];
            int first = from > page.base ? offset(from) : 0;
            for (int i = lastOffset(page, upTo); i >= first; i--) {
                int subject = page.subjects[i];
                if (subject >= 0 && matched.matches(subject)) {
                    return page.base + i;
                }
            }
        }
        return 0;
    }

    /** How many messages from {@code from} to {@code upTo} (inclusive) match. */
    long countMatching(MatchedSubjects matched, long from, long upTo) {
        long count = 0;
        for (int number = search(from); number < end && pages[number].base <= upTo; number++) {
            Page page = pages[number];
            int last = lastOffset(page, upTo);
            for (int i = from > page.base ? offset(from) : 0; i <= last; i++) {
                int subject = page.subjects[i];
                if (subject >= 0 && matched.matches(subject)) {
                    count++;
                }
            }
        }
        return count;
    }

    /** How many messages there are at or behind {@code from}. */
    long count(long from) {
        long count = 0;
        for (int number = search(from); number < end; number++) {
            Page page = pages[number];
            count += from > page.base ? liveFrom(page, offset(from)) : page.live;
        }
        return count;
    }

    /** Shows the ranges without a message between two sequences (inclusive). */
    void gaps(long first, long last, RangeVisitor visitor) {
        long expected = first;
        for (int number = search(first); number < end; number++) {
            Page page = pages[number];
            if (page.live == SIZE && expected == page.base) {
                expected += SIZE;
                continue;
            }
            for (int i = 0; i < page.subjects.length; i++) {
                if (page.subjects[i] >= 0 && page.base + i >= first) {
                    if (page.base + i > expected) {
                        visitor.range(expected, page.base + i - 1);
                    }
                    expected = page.base + i + 1;
                }
            }
        }
        if (expected <= last) {
            visitor.range(expected, last);
        }
    }

    private static int liveFrom(Page page, int offset) {
        int live = 0;
        for (int i = offset; i < page.subjects.length; i++) {
            live += page.subjects[i] >= 0 ? 1 : 0;
        }
        return live;
    }

    private @Nullable Page page(long sequence) {
        int number = search(sequence);
        return number < end && pages[number].base == base(sequence) ? pages[number] : null;
    }

    private int lastAtOrBefore(long sequence) {
        int number = search(sequence);
        return number < end && pages[number].base == base(sequence) ? number : number - 1;
    }

    /** The number of the first page that holds {@code sequence} or something behind. Pages lie side by side if there is no gap. */
    private int search(long sequence) {
        long base = base(sequence);
        if (head == end || base <= pages[head].base) {
            return head;
        }
        if (base > pages[end - 1].base) {
            return end;
        }
        int high = (int) Math.min(head + (base - pages[head].base >> BITS), end - 1);
        if (pages[high].base == base) {
            return high;
        }
        int low = (int) Math.max(end - 1 - (pages[end - 1].base - base >> BITS), head);
        while (low < high) {
            int middle = low + high >>> 1;
            if (pages[middle].base < base) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private Page newPage(long sequence) {
        if (end > head && pages[end - 1].live == 0) {
            drop(end - 1);
        }
        if (end == pages.length) {
            makeRoom();
        }
        int offset = offset(sequence);
        boolean lone = head == end && offset < SIZE / 2;
        Page page = new Page(base(sequence), lone ? FIRST_CAPACITY : SIZE);
        pages[end++] = page;
        return page;
    }

    private void makeRoom() {
        int count = end - head;
        Page[] target = head > pages.length >> 1 ? pages : new Page[Math.max(2, pages.length * 2)];
        System.arraycopy(pages, head, target, 0, count);
        clear(target, count, target == pages ? end : count);
        pages = target;
        head = 0;
        end = count;
    }

    private void drop(int number) {
        if (number == head) {
            clear(pages, head, head + 1);
            head++;
        } else {
            System.arraycopy(pages, number + 1, pages, number, end - number - 1);
            end--;
            clear(pages, end, end + 1);
        }
    }

    @SuppressWarnings("NullAway") // entries before the head and from the end on are never read
    private static void clear(Page[] pages, int from, int to) {
        Arrays.fill(pages, from, to, null);
    }

    private static int lastOffset(Page page, long upTo) {
        return (int) Math.min(page.subjects.length - 1, upTo - page.base);
    }

    private static int offset(long sequence) {
        return (int) sequence & SIZE - 1;
    }

    private static long base(long sequence) {
        return sequence & -SIZE;
    }
}
