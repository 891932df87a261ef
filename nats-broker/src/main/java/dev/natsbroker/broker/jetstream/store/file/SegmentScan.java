package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.disk.Disk;
import dev.natsbroker.broker.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Reads all records of a segment file, whatever state it is in. A damaged record costs itself only: the next one is found by the damaged
 * one's length if that leads to an intact record, and else by looking at each byte. Used by one thread.
 */
final class SegmentScan {
    /** What is found, in the file's order. */
    interface Visitor {
        /** A message; its record is at {@code at} of {@code bytes} and at {@code offset} of the file. */
        void message(byte[] bytes, int at, int offset);

        /** Deleted sequences, known at the checkpoint with that number. */
        void deletes(SequenceRanges ranges, long number);

        /** The stream went on behind {@code sequence} without storing anything. */
        void skip(long sequence, long time);

        /** Bytes that are no record; {@code sequence} is what they might have been, or -1. */
        void damaged(int offset, int bytes, long sequence);

        /** A message that is overwritten in part: if it is deleted, its erasure was cut short. */
        default void torn(int offset, int bytes, long sequence) {
            damaged(offset, bytes, sequence);
        }
    }

    private final RecordCodec codec = new RecordCodec();
    private final byte[] bytes;
    private final int length;

    private SegmentScan(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
    }

    /** Reads the first {@code lengthMax} bytes of a file, or all if there are fewer. */
    static SegmentScan read(Disk disk, Path path, long lengthMax) throws IOException {
        try (DiskFile file = disk.openExisting(path)) {
            int wanted = Math.toIntExact(Math.min(file.size(), Math.min(lengthMax, Integer.MAX_VALUE - 16)));
            byte[] bytes = new byte[wanted];
            return new SegmentScan(bytes, file.read(ByteBuffer.wrap(bytes), 0));
        }
    }

    /** Reads records that are in memory. */
    static SegmentScan of(byte[] bytes, int length) {
        return new SegmentScan(bytes, length);
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /**
     * Shows everything. What is not readable at the very end is shown as damaged only if {@code complete} says that the file should be
     * intact up to there.
     *
     * @return the offset behind the last intact record
     */
    int forEach(Visitor visitor, boolean complete) {
        int at = SegmentHeader.SIZE;
        int end = at;
        while (at < length) {
            if (codec.isIntact(bytes, at, length)) {
                show(visitor, at);
                at += RecordCodec.length(bytes, at);
                end = at;
                continue;
            }
            int next = nextIntact(at);
            if (isTornErasure(at, next)) {
                visitor.torn(at, next - at, RecordCodec.sequence(bytes, at));
            } else if (next < length || complete) {
                visitor.damaged(at, next - at, guess(at));
            }
            at = next;
        }
        return end;
    }

    private int nextIntact(int damaged) {
        if (RecordCodec.isPlausible(bytes, damaged, length)) {
            int behind = damaged + RecordCodec.length(bytes, damaged);
            if (behind == length || codec.isIntact(bytes, behind, length)) {
                return behind;
            }
        }
        for (int at = damaged + 1; at < length; at++) {
            if (codec.isIntact(bytes, at, length)) {
                return at;
            }
        }
        return length;
    }

    private boolean isTornErasure(int at, int next) {
        return RecordCodec.isPlausible(bytes, at, length)
                && at + RecordCodec.length(bytes, at) == next
                && codec.isTornErasure(bytes, at);
    }

    private long guess(int at) {
        return length - at >= RecordCodec.HEADER && RecordCodec.kind(bytes, at) == RecordCodec.MESSAGE
                ? RecordCodec.sequence(bytes, at)
                : -1;
    }

    private void show(Visitor visitor, int at) {
        switch (RecordCodec.kind(bytes, at)) {
            case RecordCodec.MESSAGE -> visitor.message(bytes, at, at);
            case RecordCodec.SKIP -> visitor.skip(RecordCodec.sequence(bytes, at), RecordCodec.time(bytes, at));
            case RecordCodec.DELETES -> showDeletes(visitor, at);
            default -> {
                // an erased message is as good as none
            }
        }
    }

    private void showDeletes(Visitor visitor, int at) {
        SequenceRanges ranges = new SequenceRanges();
        int length = RecordCodec.length(bytes, at);
        if (ranges.addEncoded(bytes, at + RecordCodec.HEADER, at + length)) {
            visitor.deletes(ranges, RecordCodec.time(bytes, at));
        } else {
            visitor.damaged(at, length, -1);
        }
    }
}
