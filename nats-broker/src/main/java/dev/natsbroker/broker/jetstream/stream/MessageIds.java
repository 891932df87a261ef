package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.store.StoredMessage;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import dev.natsbroker.broker.runtime.Timers;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a stream knows of {@code Nats-Msg-Id}: the ids within the duplicate window, and that of the last message. Kept in memory only;
 * after a restart it is what the stored messages say. Owned by the lane.
 */
final class MessageIds {
    private static final long LEAST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Stream stream;
    private final DedupeTable table;
    private byte[] last = new byte[64];
    private int lastLength;
    private Timers.@Nullable Timer timer;

    MessageIds(Stream stream) {
        this.stream = stream;
        this.table = new DedupeTable(
                stream.lane().random().nextLong(), stream.config().duplicateWindowNanos());
    }

    /** Whether duplicates are looked for. */
    boolean isOn() {
        return table.isOn();
    }

    /** How many ids are remembered. */
    int size() {
        return table.size();
    }

    /** Changes the window. */
    void window(long nanos) {
        table.window(nanos);
        stop();
        release();
    }

    /** The sequence that was stored with the message's id within the window, or 0. */
    long find(PublishHeaders headers) {
        return table.find(
                headers.bytes(),
                headers.start(PublishHeader.MSG_ID),
                headers.length(PublishHeader.MSG_ID),
                stream.lane().clock().epochNanos());
    }

    /** A message was stored, or skipped. */
    void stored(PublishHeaders headers, long sequence, long timeNanos) {
        lastLength = headers.length(PublishHeader.MSG_ID);
        if (lastLength == 0) {
            return;
        }
        int start = headers.start(PublishHeader.MSG_ID);
        if (last.length < lastLength) {
            last = new byte[lastLength * 2];
        }
        System.arraycopy(headers.bytes(), start, last, 0, lastLength);
        table.put(headers.bytes(), start, lastLength, sequence, timeNanos);
        if (timer == null && table.isOn()) {
            timer = stream.lane().lane().timers().after(table.windowNanos(), this::release);
        }
    }

    /** The id of the last message, empty if it had none. */
    byte[] last() {
        return Arrays.copyOf(last, lastLength);
    }

    /** A stream to which nothing is published any more lets go of its ids, too. */
    private void release() {
        timer = null;
        long now = stream.lane().clock().epochNanos();
        table.expire(now);
        if (table.size() > 0 && !stream.isClosed()) {
            long delay = Math.max(LEAST_NANOS, table.nextExpiryNanos() - now);
            timer = stream.lane().lane().timers().after(delay, this::release);
        }
    }

    /** Ends the timer. */
    void stop() {
        stream.lane().lane().timers().cancel(timer);
        timer = null;
    }

    /** Remembers the ids of stored messages within the window, and that of the last message. */
    void recover() {
        StreamStore store = stream.store();
        long end = store.lastSequence();
        long from = isOn() ? store.firstAtOrAfter(stream.lane().clock().epochNanos() - table.windowNanos()) : end;
        StoredMessage message = new StoredMessage();
        PublishHeaders headers = new PublishHeaders();
        for (long sequence = Math.max(1, Math.min(from, end)); sequence <= end; sequence++) {
            if (!store.read(sequence, message)) {
                continue;
            }
            headers.scan(message.buffer(), message.headersOffset(), message.headersLength());
            if (sequence >= from) {
                stored(headers, sequence, message.timeNanos());
            } else if (sequence == end) {
                last = headers.copy(PublishHeader.MSG_ID);
                lastLength = last.length;
            }
        }
    }
}
