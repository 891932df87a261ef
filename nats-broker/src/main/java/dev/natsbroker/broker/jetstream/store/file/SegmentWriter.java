package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.disk.DiskFile;
import dev.natsbroker.broker.disk.DiskFullException;
import dev.natsbroker.broker.jetstream.store.StoreFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the newest segment: gathers records in the tail, writes the tail to the file when it is full, seals the segment and starts the
 * next. Removals are gathered, too, and written as one record behind them. Owned by the stream's lane.
 *
 * <p>A full tail is written up to a multiple of its size in the file: a write that begins and ends within pages costs a quarter more.
 *
 * <p>Disk full: what is in the tail stays there and nothing more is taken until it could be written. Any other failure is final.
 */
final class SegmentWriter {
    /** A gap that is longer starts a new segment instead of array elements without messages. */
    static final int GAP_MAX = 1024;

    /** So many ranges of deleted sequences are gathered at most. */
    private static final int RANGES_MAX = 1 << 14;

    private final StreamCore core;
    private final SequenceRanges deletes = new SequenceRanges();
    /** All ranges that the newest segment lists, for its index file. */
    private SequenceRanges listed = new SequenceRanges();

    private boolean full;
    /** Written by the sync thread as well. */
    private volatile @Nullable Throwable failure;

    SegmentWriter(StreamCore core) {
        this.core = core;
    }

    boolean isFull() {
        return full;
    }

    /** Nothing is written any more. Any thread. */
    void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
    }

    boolean hasFailed() {
        return failure != null;
    }

    /** Throws if the store has failed. */
    void ensureAlive() {
        Throwable cause = failure;
        if (cause != null) {
            throw new StoreFailedException(
                    "The store in " + core.files.directory() + " takes no changes until the next start: " + cause,
                    cause);
        }
    }

    /**
     * Makes the tail ready for a record.
     *
     * @return where in the tail's buffer it goes
     * @throws StoreFullException if there is no room on the device
     */
    int prepare(long sequence, long lengthMax) {
        ensureAlive();
        if (full) {
            flushForAppend();
        }
        Segment newest = core.segments.newest();
        if (newest == null || isAtEnd(newest, sequence, lengthMax)) {
            roll(sequence);
        }
        if (core.tail.isFull()) {
            spill();
        }
        core.tail.ensure(lengthMax);
        return core.tail.length;
    }

    /** Throws if a small record could not be appended now; what is prepared here needs no room on the device afterwards. */
    void ensureRoom(long sequence) {
        prepare(sequence, RecordCodec.HEADER);
    }

    private boolean isAtEnd(Segment newest, long sequence, long lengthMax) {
        return newest.sealed
                || newest.length >= core.context.options().segmentBytes()
                || newest.length + lengthMax > Integer.MAX_VALUE - (1 << 20)
                || sequence > newest.last + 1 + GAP_MAX
                || sequence - newest.first >= Segments.SPAN_MAX - GAP_MAX;
    }

    /** Starts a segment. */
    void roll(long firstSequence) {
        Segment sealed = core.segments.newest();
        if (sealed != null && !sealed.sealed) {
            flushForAppend();
            sealed.sealed = true;
            sealed.listed = listed;
            core.segments.sealed(sealed);
        }
        listed = new SequenceRanges();
        Segment segment = new Segment(firstSequence, 0);
        segment.index = new SegmentIndex(64, 4);
        core.tail.startAt(0, 0);
        core.tail.ensure(SegmentHeader.SIZE);
        new SegmentHeader(core.asset, firstSequence, 0, 0).put(core.tail.buffer, 0);
        core.tail.length = SegmentHeader.SIZE;
        segment.length = SegmentHeader.SIZE;
        core.segments.add(segment);
    }

    /** Notes the stream's last sequence in the newest segment, which has no message that tells it. */
    void noteLast() {
        core.tail.ensure(RecordCodec.HEADER);
        appended(core.codec.encodePlain(
                core.tail.buffer, core.tail.length, RecordCodec.SKIP, core.last, core.lastTime, 0));
    }

    /** Goes on with a segment that was found when the stream was opened. */
    void resume(Segment newest, SequenceRanges itsDeletes) {
        core.tail.startAt(newest.written, newest.written);
        listed = itsDeletes;
    }

    /** Takes over a record that was put where {@link #prepare} said. */
    void appended(int recordLength) {
        core.tail.appended(recordLength);
        Segment newest = core.segments.newest();
        if (newest != null) {
            newest.length = core.tail.end();
        }
    }

    /** Notes removed sequences, to be written with the next flush. */
    void deleted(long from, long to) {
        deletes.add(from, to);
        if (deletes.size() > RANGES_MAX && !full) {
            flushIfPossible();
        }
    }

    private void flushForAppend() {
        try {
            flush();
        } catch (DiskFullException e) {
            throw noRoom(e);
        }
    }

    private StoreFullException noRoom(DiskFullException cause) {
        return new StoreFullException("No room for stream data in " + core.files.directory(), cause);
    }

    /** Writes the tail unless there is no room, or the store has failed or does so now. */
    void flushIfPossible() {
        try {
            flush();
        } catch (DiskFullException e) {
            // remembered: isFull() says it, and the next append or flush tries again
            full = true;
        } catch (StoreFailedException e) {
            // remembered, too: hasFailed() says it, and the next change is refused with the cause
        }
    }

    /** Writes everything gathered to the file. */
    void flush() throws DiskFullException {
        ensureAlive();
        appendDeletes();
        Segment newest = core.segments.newest();
        if (newest == null || core.tail.length == 0) {
            full = false;
            return;
        }
        writeUpTo(newest, core.tail.end(), 0);
        core.tail.startAt(newest.written, newest.written);
    }

    /** Writes a full tail up to its last multiple of the tail's size; the record that goes on behind it stays in the tail as a whole. */
    private void spill() {
        Segment newest = core.segments.newest();
        Tail tail = core.tail;
        if (newest == null) {
            return;
        }
        byte[] written = tail.buffer;
        int at = tail.last;
        int kept = tail.length - at;
        try {
            writeUpTo(newest, tail.spillEnd(), kept);
        } catch (DiskFullException e) {
            throw noRoom(e);
        }
        tail.startAt(tail.offset + at, newest.written);
        System.arraycopy(written, at, tail.buffer, 0, kept);
        tail.appended(kept);
    }

    /** Writes the tail up to {@code end}; its buffer is another one then, with room for {@code kept} bytes. */
    private void writeUpTo(Segment newest, int end, int kept) throws DiskFullException {
        try {
            write(newest, end, core.reader.replacement(kept)); // first of all: there may be no memory for it
        } catch (DiskFullException e) {
            full = true;
            core.context.log().lackRoom();
            throw e;
        } catch (IOException e) {
            fail(e);
            ensureAlive();
        }
    }

    private void write(Segment newest, int end, byte[] next) throws IOException {
        Tail tail = core.tail;
        boolean isNew = newest.written == 0;
        DiskFile file = core.segments.file(newest);
        if (isNew && file.size() > 0) {
            file.truncate(0);
        }
        int at = newest.written - tail.offset;
        file.write(ByteBuffer.wrap(tail.buffer, at, end - newest.written), newest.written);
        newest.unforced = true;
        newest.written = end;
        core.reader.keep(newest, tail.buffer, tail.offset, tail.length);
        tail.buffer = next;
        full = false;
    }

    private void appendDeletes() {
        if (deletes.isEmpty()) {
            return;
        }
        SequenceRanges relevant = new SequenceRanges();
        long oldest = core.segments.size() == 0 ? Long.MAX_VALUE : core.segments.get(0).first;
        deletes.forEach((from, to) -> {
            if (to >= oldest) {
                relevant.add(Math.max(from, oldest), to);
            }
        });
        deletes.clear();
        if (relevant.isEmpty()) {
            return;
        }
        relevant.normalize();
        relevant.forEach(listed::add);
        Tail tail = core.tail;
        tail.ensure(RecordCodec.HEADER + (long) relevant.encodedMax());
        int body = tail.length + RecordCodec.HEADER;
        int end = relevant.encode(tail.buffer, body);
        appended(core.codec.encodePlain(
                tail.buffer, tail.length, RecordCodec.DELETES, core.last, core.checkpointNumber + 1, end - body));
    }
}
