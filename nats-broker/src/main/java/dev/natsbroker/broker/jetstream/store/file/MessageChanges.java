package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.jetstream.store.SubjectFilter;
import java.util.Arrays;

/**
 * Applies logged effects to the messages of a stream: the same code for a change that was just logged and for one that is replayed. Owned
 * by the stream's lane.
 */
final class MessageChanges {
    private final StreamCore core;
    private final SubjectSearch search;
    private final MessageRemoval removal;

    MessageChanges(StreamCore core, SubjectSearch search, MessageRemoval removal) {
        this.core = core;
        this.search = search;
        this.removal = removal;
    }

    /** Takes over the record that stands in the tail at {@code at}. */
    void append(int at, int length) {
        byte[] buffer = core.tail.buffer;
        Segment segment = newest();
        SegmentIndex index = core.indexForChange(segment);
        long sequence = RecordCodec.sequence(buffer, at);
        fillGap(segment, index, sequence - 1);
        int id = core.table.add(buffer, at + RecordCodec.HEADER, RecordCodec.subjectLength(buffer, at), sequence);
        int size = RecordCodec.sizeOf(buffer, at);
        index.add(core.tail.offset + at, id, size);
        segment.last = sequence;
        segment.messages++;
        segment.bytes += size;
        segment.stored++;
        segment.storedBytes += size;
        segment.lastTime = RecordCodec.time(buffer, at);
        core.writer.appended(length);
        core.first = core.messages == 0 ? sequence : core.first;
        core.messages++;
        core.bytes += size;
        core.last = sequence;
        core.lastTime = segment.lastTime;
        core.dirty = true;
    }

    private Segment newest() {
        Segment newest = core.segments.newest();
        if (newest == null) {
            throw new IllegalStateException("There is no segment to write to");
        }
        return newest;
    }

    private static void fillGap(Segment segment, SegmentIndex index, long upTo) {
        if (upTo > segment.last) {
            segment.deleted.set(segment.entries(), (int) (upTo - segment.first));
            segment.last = upTo;
        }
        index.addAbsent(segment.entries());
    }

    /** Moves the last sequence on. */
    void skip(long sequence, long timeNanos) {
        int at = core.writer.prepare(core.last + 1, RecordCodec.HEADER);
        core.last = sequence;
        core.lastTime = timeNanos == 0 ? core.lastTime : timeNanos;
        core.writer.appended(
                core.codec.encodePlain(core.tail.buffer, at, RecordCodec.SKIP, sequence, core.lastTime, 0));
        Segment segment = newest();
        if (sequence - segment.last <= SegmentWriter.GAP_MAX && sequence - segment.first < Segments.SPAN_MAX) {
            fillGap(segment, core.indexForChange(segment), sequence);
            segment.lastTime = core.lastTime;
        }
        core.first = core.messages == 0 ? core.last + 1 : core.first;
        core.dirty = true;
    }

    /** Below which sequence everything that matches goes, so that {@code keep} messages stay. */
    long purgeBound(SubjectFilter filter, long belowSequence, long keep) {
        long bound = Math.min(belowSequence, core.last + 1);
        for (long kept = 0; kept < keep && bound > 0; kept++) {
            bound = search.previous(filter, bound - 1);
        }
        return bound;
    }

    /** Removes what matches below a sequence, then moves the last sequence to {@code jump} if that is ahead. */
    long purge(SubjectFilter filter, byte[] filterBytes, long below, long jump) {
        core.dirty = true;
        long removed = removal.purge(filter, filterBytes, below);
        if (jump > core.last) {
            skip(jump, 0);
        }
        return removed;
    }

    /**
     * Applies an entry of the journal; nothing happens if that was done before.
     *
     * @param checkpointed whether the checkpoint holds it: only the erasure that follows a checkpoint may be missing then
     * @return whether it was new
     */
    boolean replay(byte type, byte[] bytes, int offset, int length, boolean checkpointed) {
        if (!checkpointed) {
            replay(type, bytes, offset, length);
        } else if (type == JournalEntries.REMOVE && bytes[offset + 8] != 0) {
            removal.eraseAgain(Bytes.getLong(bytes, offset));
        }
        return !checkpointed;
    }

    private void replay(byte type, byte[] bytes, int offset, int length) {
        switch (type) {
            case JournalEntries.APPEND -> replayAppend(bytes, offset, length);
            case JournalEntries.SKIP -> {
                if (Bytes.getLong(bytes, offset) > core.last) {
                    skip(Bytes.getLong(bytes, offset), Bytes.getLong(bytes, offset + 8));
                }
            }
            case JournalEntries.REMOVE -> {
                Segment segment = core.segments.live(Bytes.getLong(bytes, offset));
                if (segment != null) {
                    removal.remove(segment, Bytes.getLong(bytes, offset), bytes[offset + 8] != 0);
                    core.dirty = true;
                }
            }
            case JournalEntries.PURGE -> {
                byte[] filter = Arrays.copyOfRange(bytes, offset + 16, offset + length);
                purge(SubjectFilter.of(filter), filter, Bytes.getLong(bytes, offset), Bytes.getLong(bytes, offset + 8));
            }
            default -> throw new IllegalArgumentException("Journal entry of unknown type " + type);
        }
    }

    private void replayAppend(byte[] bytes, int offset, int length) {
        long sequence = RecordCodec.sequence(bytes, offset);
        if (sequence <= core.last) {
            return;
        }
        int at = core.writer.prepare(sequence, length);
        System.arraycopy(bytes, offset, core.tail.buffer, at, length);
        append(at, length);
    }
}
