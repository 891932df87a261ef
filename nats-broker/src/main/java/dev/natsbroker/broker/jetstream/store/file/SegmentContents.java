package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.jetstream.store.SubjectTable;

/**
 * What a segment file holds, without the payloads: as read from its index file or found by a scan. Immutable by convention.
 *
 * @param first the segment's first sequence
 * @param generation its generation
 * @param length up to where the segment file was looked at
 * @param last the last sequence that it accounts for
 * @param lastTime the time of the last message or skip
 * @param deletes the sequences, of this and older segments, that it says are deleted
 * @param entries how many of the array elements count
 * @param offsets where each sequence's record starts, -1 for none
 * @param locals the number of each message's subject
 * @param sizes the accounted size of each message
 * @param subjects the subjects, one behind the other
 * @param starts where each subject starts, and behind the last
 */
record SegmentContents(
        long first,
        int generation,
        int length,
        long last,
        long lastTime,
        SequenceRanges deletes,
        int entries,
        int[] offsets,
        int[] locals,
        int[] sizes,
        byte[] subjects,
        int[] starts) {

    int subjectCount() {
        return starts.length - 1;
    }

    boolean fits(Segment segment) {
        return first == segment.first && generation == segment.generation && length == segment.length;
    }

    /** The contents of a segment whose index is loaded. */
    static SegmentContents of(Segment segment, SegmentIndex index, SubjectTable table, SequenceRanges deletes) {
        int[] starts = new int[index.subjects + 1];
        for (int i = 0; i < index.subjects; i++) {
            starts[i + 1] = starts[i] + subjectLength(index.ids[i], table);
        }
        byte[] subjects = new byte[starts[index.subjects]];
        for (int i = 0; i < index.subjects; i++) {
            int length = starts[i + 1] - starts[i];
            if (length > 0) {
                int id = index.ids[i];
                System.arraycopy(table.array(id), table.offset(id), subjects, starts[i], length);
            }
        }
        return new SegmentContents(
                segment.first,
                segment.generation,
                segment.length,
                segment.last,
                segment.lastTime,
                deletes,
                index.entries,
                index.offsets,
                index.locals,
                index.sizes,
                subjects,
                starts);
    }

    /** Whether a message that is not deleted has no name: an index that was written when it was deleted already. */
    boolean lacksNames(Deletions deleted) {
        for (int i = 0; i < entries; i++) {
            if (offsets[i] >= 0 && !deleted.isSet(i) && starts[locals[i] + 1] == starts[locals[i]]) {
                return true;
            }
        }
        return false;
    }

    /** A subject that has no message left needs no name. */
    private static int subjectLength(int id, SubjectTable table) {
        return id != SubjectTable.NONE && table.isLive(id) ? table.length(id) : 0;
    }

    /** The index, with the ids that {@code table} has now. */
    SegmentIndex index(SubjectTable table) {
        SegmentIndex index = new SegmentIndex(entries, subjectCount());
        for (int i = 0; i < subjectCount(); i++) {
            index.addSubject(table.find(subjects, starts[i], starts[i + 1] - starts[i]));
        }
        for (int i = 0; i < entries; i++) {
            if (offsets[i] < 0) {
                index.addAbsent(i + 1);
            } else {
                index.addLocal(offsets[i], sizes[i], locals[i]);
            }
        }
        index.addAbsent((int) (last - first + 1));
        return index;
    }

    /** Counts the live messages of a segment that is being opened in the segment and in the stream's table. */
    void count(Segment segment, TableLoader loader) {
        loader.begin(subjectCount());
        for (int i = 0; i < entries; i++) {
            if (offsets[i] < 0) {
                segment.deleted.set(i);
                continue;
            }
            segment.stored++;
            segment.storedBytes += sizes[i];
            if (!segment.deleted.isSet(i)) {
                loader.count(locals[i], first + i);
                segment.messages++;
                segment.bytes += sizes[i];
            }
        }
        if (segment.entries() > entries) {
            segment.deleted.set(entries, segment.entries() - 1);
        }
        for (int i = 0; i < subjectCount(); i++) {
            loader.subject(i, subjects, starts[i], starts[i + 1] - starts[i]);
        }
    }
}
