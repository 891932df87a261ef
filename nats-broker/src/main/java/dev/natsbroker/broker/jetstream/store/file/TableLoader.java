package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.jetstream.store.SubjectTable;
import java.util.Arrays;

/**
 * Brings the subjects of segments into the stream's table while it is opened: from the newest segment to the oldest, because only the
 * newer ones tell what is deleted in the older. Used by one thread.
 */
final class TableLoader {
    private final SubjectTable table;
    private int[] counts = {};
    private long[] firsts = {};
    private long[] lasts = {};

    TableLoader(SubjectTable table) {
        this.table = table;
    }

    /** Starts a segment with {@code subjects} subjects. */
    void begin(int subjects) {
        if (counts.length < subjects) {
            counts = new int[subjects];
            firsts = new long[subjects];
            lasts = new long[subjects];
        }
        Arrays.fill(counts, 0, subjects, 0);
    }

    /** Counts a live message of the segment's subject {@code local}. */
    void count(int local, long sequence) {
        if (counts[local]++ == 0) {
            firsts[local] = sequence;
        }
        lasts[local] = sequence;
    }

    /** Ends a subject of the segment: its messages go into the table. */
    void subject(int local, byte[] bytes, int offset, int length) {
        if (counts[local] > 0) {
            table.prepend(bytes, offset, length, counts[local], firsts[local], lasts[local]);
        }
    }
}
