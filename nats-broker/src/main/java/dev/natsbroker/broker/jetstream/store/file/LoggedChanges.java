package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.jetstream.store.NewMessage;
import dev.natsbroker.broker.jetstream.store.StoreFullException;
import dev.natsbroker.broker.jetstream.store.SubjectFilter;

/**
 * Changes of a stream's messages: each is made ready, then logged, then applied. What was logged and could not be applied (for want of
 * memory, say) fails the store: the next start applies it from the journal, and until then nothing may follow it. Owned by the stream's lane.
 */
final class LoggedChanges {
    private final StreamCore core;
    private final JournalEntries entries;
    private final SubjectSearch search;
    private final MessageChanges changes;
    private final MessageRemoval removal;

    LoggedChanges(
            StreamCore core,
            JournalEntries entries,
            SubjectSearch search,
            MessageChanges changes,
            MessageRemoval removal) {
        this.core = core;
        this.entries = entries;
        this.search = search;
        this.changes = changes;
        this.removal = removal;
    }

    void beginGroup() {
        core.writer.ensureAlive();
        core.position = entries.groupBegin();
    }

    /** A store that has failed does not end its group, so that nothing of it is there after the next start. */
    void endGroup() {
        if (!core.writer.hasFailed()) {
            core.position = entries.groupEnd();
        }
    }

    void append(NewMessage message) {
        requireRoomInLog();
        if (message.sequence != core.last + 1) {
            throw new IllegalArgumentException(
                    "Sequence " + message.sequence + " does not follow the last, " + core.last);
        }
        int at = core.writer.prepare(message.sequence, RecordCodec.lengthOf(message));
        byte[] buffer = core.tail.buffer;
        int length = core.codec.encode(buffer, at, message, core.compression);
        core.position = entries.append(buffer, at, length);
        try {
            changes.append(at, length);
        } catch (RuntimeException | Error e) {
            core.writer.fail(e);
            throw e;
        }
    }

    void skipTo(long sequence, long timeNanos) {
        if (sequence <= core.last) {
            return;
        }
        requireRoomInLog();
        core.writer.ensureRoom(core.last + 1);
        core.position = entries.skip(sequence, timeNanos);
        try {
            changes.skip(sequence, timeNanos);
        } catch (RuntimeException | Error e) {
            core.writer.fail(e);
            throw e;
        }
    }

    private void requireRoomInLog() {
        if (core.context.log().isFull()) {
            throw new StoreFullException("No room for the journal of " + core.files.directory(), null);
        }
    }

    boolean remove(long sequence, boolean erase) {
        Segment segment = core.segments.live(sequence);
        if (segment == null) {
            return false;
        }
        core.writer.ensureAlive();
        core.indexForChange(segment);
        core.position = entries.remove(sequence, erase);
        core.dirty = true;
        try {
            removal.remove(segment, sequence, erase);
        } catch (RuntimeException | Error e) {
            core.writer.fail(e);
            throw e;
        }
        return true;
    }

    long purge(byte[] filter, long belowSequence, long keep) {
        core.writer.ensureAlive();
        SubjectFilter subjects = SubjectFilter.of(filter);
        long below = changes.purgeBound(subjects, belowSequence, keep);
        long jump = subjects.isAll() && belowSequence > core.last + 1 ? belowSequence - 1 : 0;
        long first = search.next(subjects, core.first);
        if ((first == 0 || first >= below) && jump == 0) {
            return 0;
        }
        if (jump != 0) {
            core.writer.ensureRoom(core.last + 1);
        }
        core.position = entries.purge(below, jump, filter);
        try {
            return changes.purge(subjects, filter, below, jump);
        } catch (RuntimeException | Error e) {
            core.writer.fail(e);
            throw e;
        }
    }
}
