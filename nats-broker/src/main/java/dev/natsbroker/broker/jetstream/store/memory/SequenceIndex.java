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
    private static final int FIRST_CAPACITY = 16;

    private IndexPage[] pages = new IndexPage[2];
    private int head;
    private int end;
    private long size;

    /** The number of messages. */
    long size() {
        return size;
    }

    /** The place of a message, 0 if there is none. */
    long place(long sequence) {
        IndexPage page = page(sequence);
        int slot = page == null ? IndexPage.NONE : page.slot(sequence);
        return page == null || slot < 0 ? 0 : page.place(slot);
    }

    /** The id of the message's subject, -1 if there is no message. */
    int subject(long sequence) {
        IndexPage page = page(sequence);
        int slot = page == null ? IndexPage.NONE : page.slot(sequence);
        return page == null || slot < 0 ? IndexPage.NONE : page.subject(slot);
    }

    /** Adds a message behind all others. */
    void append(long sequence, long place, int subject) {
        IndexPage page = end > head ? pages[end - 1] : null;
        if (page == null || page.base != base(sequence)) {
            page = newPage(sequence);
        }
        page.append(sequence, place, subject);
        size++;
    }

    /** A message that is there has moved. */
    void move(long sequence, long place) {
        IndexPage page = pages[search(sequence)];
        page.place(page.slot(sequence), place);
    }

    /** Forgets a message that is there. */
    void remove(long sequence) {
        int number = search(sequence);
        IndexPage page = pages[number];
        page.remove(page.slot(sequence));
        size--;
        if (number == end - 1) {
            return;
        }
        if (page.live() == 0) {
            drop(number);
        } else {
            page.tidy();
        }
    }

    void clear() {
        pages = new IndexPage[2];
        head = 0;
        end = 0;
        size = 0;
    }

    /** The first sequence at or behind {@code from} with a message, 0 if there is none. */
    long next(long from) {
        for (int number = search(from); number < end; number++) {
            IndexPage page = pages[number];
            for (int i = page.firstSlot(from); i < page.slots(); i++) {
                if (page.subject(i) >= 0) {
                    return page.sequence(i);
                }
            }
        }
        return 0;
    }

    /** The last sequence at or before {@code upTo} with a message, 0 if there is none. */
    long previous(long upTo) {
        for (int number = lastAtOrBefore(upTo); number >= head; number--) {
            IndexPage page = pages[number];
            for (int i = page.lastSlot(upTo); i >= 0; i--) {
                if (page.subject(i) >= 0) {
                    return page.sequence(i);
                }
            }
        }
        return 0;
    }

    /** The first sequence from {@code from} to {@code upTo} (inclusive) whose subject matches, 0 if there is none. */
    long nextMatching(MatchedSubjects matched, long from, long upTo) {
        for (int number = search(from); number < end && pages[number].base <= upTo; number++) {
            IndexPage page = pages[number];
            int last = page.lastSlot(upTo);
            for (int i = page.firstSlot(from); i <= last; i++) {
                int subject = page.subject(i);
                if (subject >= 0 && matched.matches(subject)) {
                    return page.sequence(i);
                }
            }
        }
        return 0;
    }

    /** The last sequence from {@code from} to {@code upTo} (inclusive) whose subject matches, 0 if there is none. */
    long previousMatching(MatchedSubjects matched, long from, long upTo) {
        for (int number = lastAtOrBefore(upTo);
                number >= head && pages[number].base + IndexPage.SIZE > from;
                number--) {
            IndexPage page = pages[number];
            int first = page.firstSlot(from);
            for (int i = page.lastSlot(upTo); i >= first; i--) {
                int subject = page.subject(i);
                if (subject >= 0 && matched.matches(subject)) {
                    return page.sequence(i);
                }
            }
        }
        return 0;
    }

    /** How many messages from {@code from} to {@code upTo} (inclusive) match. */
    long countMatching(MatchedSubjects matched, long from, long upTo) {
        long count = 0;
        for (int number = search(from); number < end && pages[number].base <= upTo; number++) {
            IndexPage page = pages[number];
            int last = page.lastSlot(upTo);
            for (int i = page.firstSlot(from); i <= last; i++) {
                int subject = page.subject(i);
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
            IndexPage page = pages[number];
            count += from > page.base ? page.live(page.firstSlot(from)) : page.live();
        }
        return count;
    }

    /** Shows the ranges without a message between two sequences (inclusive). */
    void gaps(long first, long last, RangeVisitor visitor) {
        long expected = first;
        for (int number = search(first); number < end; number++) {
            IndexPage page = pages[number];
            if (page.live() == IndexPage.SIZE && expected == page.base) {
                expected += IndexPage.SIZE;
                continue;
            }
            for (int i = page.firstSlot(first); i < page.slots(); i++) {
                if (page.subject(i) >= 0) {
                    long sequence = page.sequence(i);
                    if (sequence > expected) {
                        visitor.range(expected, sequence - 1);
                    }
                    expected = sequence + 1;
                }
            }
        }
        if (expected <= last) {
            visitor.range(expected, last);
        }
    }

    private @Nullable IndexPage page(long sequence) {
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
        int high = (int) Math.min(head + (base - pages[head].base >> IndexPage.BITS), end - 1);
        if (pages[high].base == base) {
            return high;
        }
        int low = (int) Math.max(end - 1 - (pages[end - 1].base - base >> IndexPage.BITS), head);
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

    private IndexPage newPage(long sequence) {
        if (end > head && pages[end - 1].live() == 0) {
            drop(end - 1);
        } else if (end > head) {
            pages[end - 1].tidy();
        }
        if (end == pages.length) {
            makeRoom();
        }
        boolean lone = head == end && sequence - base(sequence) < IndexPage.SIZE / 2;
        IndexPage page = new IndexPage(base(sequence), lone ? FIRST_CAPACITY : IndexPage.SIZE);
        pages[end++] = page;
        return page;
    }

    private void makeRoom() {
        int count = end - head;
        IndexPage[] target = head > pages.length >> 1 ? pages : new IndexPage[Math.max(2, pages.length * 2)];
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
    private static void clear(IndexPage[] pages, int from, int to) {
        Arrays.fill(pages, from, to, null);
    }

    private static long base(long sequence) {
        return sequence & -IndexPage.SIZE;
    }
}
