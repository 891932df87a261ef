package dev.natsbroker.broker.jetstream.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Finds records: in the tail, in what was written last, in a few windows on files that grow while they are read in order (read-ahead), or
 * among those that were read out of order. Each record that comes from a file has its checksum verified. Owned by the stream's lane.
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
    private final long asset;
    private final Tail tail;
    private final Window[] windows = new Window[WINDOWS];
    private final Window recent = new Window();
    private @Nullable ReadCache cache;
    private long clock;

    /** Where the record is that was found last. */
    byte[] buffer = {};

    int at;

    SegmentReader(RecordCodec codec, Segments segments, long asset, Tail tail) {
        this.codec = codec;
        this.segments = segments;
        this.asset = asset;
        this.tail = tail;
        for (int i = 0; i < WINDOWS; i++) {
            windows[i] = new Window();
        }
    }

    /** Keeps what is read out of order in {@code shared}; to be called on the lane that owns it. */
    void cache(ReadCache shared) {
        cache = shared;
    }

    /**
     * Finds the record of {@code sequence} at {@code offset}; {@link #buffer} and {@link #at} say where it is then.
     *
     * @return false if it is damaged
     */
    boolean find(Segment segment, int offset, long sequence) throws IOException {
        if (segment == segments.newest() && offset >= tail.offset) {
            return found(tail.buffer, offset - tail.offset);
        }
        if (recent.holds(segment, offset, RecordCodec.HEADER)) {
            return found(recent.buffer, offset - recent.start);
        }
        Window window = windowAt(segment, offset);
        if (window != null) {
            return findIn(window, segment, offset);
        }
        if (cache != null && cache.find(asset, sequence)) {
            return found(cache.bytes(), cache.at());
        }
        window = oldest();
        fill(window, segment, offset, FIRST_READ);
        boolean isIntact = findIn(window, segment, offset);
        if (isIntact && cache != null) {
            cache.put(asset, buffer, at);
        }
        return isIntact;
    }

    private boolean found(byte[] bytes, int start) {
        buffer = bytes;
        at = start;
        return true;
    }

    private boolean findIn(Window window, Segment segment, int offset) throws IOException {
        int local = offset - window.start;
        int length = RecordCodec.length(window.buffer, local);
        if (length < RecordCodec.HEADER || length > segment.written - offset) {
            return false;
        }
        if (!window.holds(segment, offset, length)) {
            fill(window, segment, offset, Math.max(length, nextSize(window)));
            local = 0;
        }
        return found(window.buffer, local) && codec.isIntact(buffer, local, window.length);
    }

    /** A window that holds at least a record's header at {@code offset}, if need be after reading on where it ends; null if there is none. */
    private @Nullable Window windowAt(Segment segment, int offset) throws IOException {
        Window continued = null;
        for (Window window : windows) {
            if (window.holds(segment, offset, RecordCodec.HEADER)) {
                window.used = ++clock;
                return window;
            }
            if (window.segment == segment && offset >= window.start && offset <= window.start + window.length) {
                continued = window;
            }
        }
        if (continued != null) {
            continued.used = ++clock;
            fill(continued, segment, offset, nextSize(continued));
        }
        return continued;
    }

    /** The window that was not used for the longest time. */
    private Window oldest() {
        Window oldest = windows[0];
        for (Window window : windows) {
            oldest = window.used < oldest.used ? window : oldest;
        }
        oldest.used = ++clock;
        return oldest;
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

    /** A buffer of {@code bytes} at least to go on with when another is given to {@link #keep}. */
    byte[] replacement(int bytes) {
        byte[] replaced = recent.buffer;
        return replaced.length >= bytes && replaced.length <= KEPT_MAX ? replaced : new byte[bytes];
    }

    /** Keeps what was just written for reading; to be called behind {@link #replacement}. */
    void keep(Segment segment, byte[] written, int start, int length) {
        recent.buffer = written;
        recent.segment = segment;
        recent.start = start;
        recent.length = length;
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
