package dev.natsbroker.broker.jetstream.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Finds records: in the tail, in what was written last, or in a few windows on files that grow while they are read in order (read-ahead).
 * Each record that comes from a file has its checksum verified. Owned by the stream's lane.
 */
final class SegmentReader {
    private static final int WINDOWS = 4;
    private static final int FIRST_READ = 1 << 10;
    private static final int READ_MAX = 128 << 10;
    /** A window with a larger buffer, made for a large message, is not kept. */
    private static final int KEPT_MAX = 1 << 20;

    private static final class Window {
        @Nullable
        Segment segment;

        byte[] buffer = {};
        int start;
        int length;
        long used;

        boolean holds(Segment wanted, int offset, int bytes) {
            return segment == wanted && offset >= start && offset - start <= length - bytes;
        }
    }

    private final RecordCodec codec;
    private final Segments segments;
    private final Tail tail;
    private final Window[] windows = new Window[WINDOWS];
    private final Window recent = new Window();
    private long clock;

    /** Where the record is that was found last. */
    byte[] buffer = {};

    int at;

    SegmentReader(RecordCodec codec, Segments segments, Tail tail) {
        this.codec = codec;
        this.segments = segments;
        this.tail = tail;
        for (int i = 0; i < WINDOWS; i++) {
            windows[i] = new Window();
        }
    }

    /**
     * Finds the record at {@code offset}; {@link #buffer} and {@link #at} say where it is then.
     *
     * @return false if it is damaged
     */
    boolean find(Segment segment, int offset) throws IOException {
        if (segment == segments.newest() && offset >= tail.offset) {
            buffer = tail.buffer;
            at = offset - tail.offset;
            return true;
        }
        if (recent.holds(segment, offset, RecordCodec.HEADER)) {
            buffer = recent.buffer;
            at = offset - recent.start;
            return true;
        }
        return findInFile(segment, offset);
    }

    private boolean findInFile(Segment segment, int offset) throws IOException {
        Window window = windowFor(segment, offset);
        int local = offset - window.start;
        int length = RecordCodec.length(window.buffer, local);
        if (length < RecordCodec.HEADER || length > segment.written - offset) {
            return false;
        }
        if (!window.holds(segment, offset, length)) {
            fill(window, segment, offset, Math.max(length, nextSize(window)));
            local = 0;
        }
        buffer = window.buffer;
        at = local;
        return codec.isIntact(buffer, local, window.length);
    }

    /** A window that holds at least a record's header at {@code offset}. */
    private Window windowFor(Segment segment, int offset) throws IOException {
        Window oldest = windows[0];
        Window continued = null;
        for (Window window : windows) {
            if (window.holds(segment, offset, RecordCodec.HEADER)) {
                window.used = ++clock;
                return window;
            }
            if (window.segment == segment && offset >= window.start && offset <= window.start + window.length) {
                continued = window;
            }
            oldest = window.used < oldest.used ? window : oldest;
        }
        Window window = continued != null ? continued : oldest;
        window.used = ++clock;
        fill(window, segment, offset, continued != null ? nextSize(window) : FIRST_READ);
        return window;
    }

    private static int nextSize(Window window) {
        return Math.min(READ_MAX, Math.max(FIRST_READ, window.length * 2));
    }

    private void fill(Window window, Segment segment, int offset, int size) throws IOException {
        int wanted = Math.min(size, segment.written - offset);
        if (window.buffer.length < wanted || window.buffer.length > KEPT_MAX && wanted <= READ_MAX) {
            window.buffer = new byte[wanted];
        }
        window.segment = null;
        int read = segments.file(segment).read(ByteBuffer.wrap(window.buffer, 0, wanted), offset);
        if (read < RecordCodec.HEADER) {
            throw new IOException("Only " + read + " bytes at " + offset + " of " + segments.path(segment)
                    + ", which should be " + segment.written + " bytes long");
        }
        window.segment = segment;
        window.start = offset;
        window.length = read;
    }

    /** Keeps what was just written for reading and returns the buffer that takes its place in the tail. */
    byte[] keep(Segment segment, byte[] written, int start, int length) {
        byte[] replaced = recent.buffer;
        recent.buffer = written;
        recent.segment = segment;
        recent.start = start;
        recent.length = length;
        return replaced.length > KEPT_MAX ? new byte[0] : replaced;
    }

    /** Forgets what was read of a segment, because its file has changed. */
    void forget(Segment segment) {
        if (recent.segment == segment) {
            recent.segment = null;
        }
        for (Window window : windows) {
            if (window.segment == segment) {
                window.segment = null;
            }
        }
    }

    /** Lets go of all buffers. */
    void release() {
        buffer = new byte[0];
        recent.segment = null;
        recent.buffer = new byte[0];
        for (Window window : windows) {
            window.segment = null;
            window.buffer = new byte[0];
            window.length = 0;
        }
    }
}
