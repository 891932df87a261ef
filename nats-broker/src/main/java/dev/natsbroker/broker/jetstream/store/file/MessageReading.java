package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.jetstream.store.StoredMessage;
import java.io.IOException;
import java.util.List;

/** Shows the messages of a stream. Owned by the stream's lane. */
final class MessageReading {
    private final StreamCore core;
    private final MessageRemoval removal;
    private final StoredMessage probe = new StoredMessage();
    private long firstTimeOf = -1;
    private long firstTime;

    MessageReading(StreamCore core, MessageRemoval removal) {
        this.core = core;
        this.removal = removal;
    }

    /** The time of the oldest message, 0 if there is none. */
    long firstTimeNanos() {
        while (firstTimeOf != core.first && core.messages > 0) {
            long first = core.first;
            if (read(first, probe)) {
                firstTime = probe.timeNanos();
                firstTimeOf = first;
            } else if (core.first == first) {
                return 0; // its segment cannot be read at all
            }
        }
        return core.messages == 0 ? 0 : firstTime;
    }

    /** Shows a message; false if there is none, or none that can be read. */
    boolean read(long sequence, StoredMessage into) {
        Segment segment = core.segments.live(sequence);
        SegmentIndex index = segment == null ? null : core.indexOf(segment);
        if (segment == null || index == null) {
            return false;
        }
        int offset = index.offsets[(int) (sequence - segment.first)];
        String reason;
        try {
            if (core.reader.find(segment, offset, sequence) && show(sequence, into)) {
                return true;
            }
            reason = "damaged";
        } catch (IOException e) {
            reason = "unreadable: " + e;
        }
        removal.lose(
                segment,
                sequence,
                "Message " + sequence + " at " + offset + " of " + core.segments.path(segment) + " is " + reason);
        core.dirty = true;
        return false;
    }

    private boolean show(long sequence, StoredMessage into) {
        byte[] buffer = core.reader.buffer;
        int at = core.reader.at;
        if (RecordCodec.sequence(buffer, at) != sequence || RecordCodec.kind(buffer, at) != RecordCodec.MESSAGE) {
            return false;
        }
        if (RecordCodec.isCompressed(buffer, at)) {
            return core.compression.show(buffer, at, into);
        }
        into.point(
                buffer,
                sequence,
                RecordCodec.time(buffer, at),
                at + RecordCodec.HEADER,
                RecordCodec.subjectLength(buffer, at),
                RecordCodec.headersLength(buffer, at),
                RecordCodec.payloadLength(buffer, at));
        return true;
    }

    /** The first sequence whose message is not older; last + 1 if there is none. Looks at few messages. */
    long firstAtOrAfter(long timeNanos) {
        for (Segment segment : List.copyOf(core.segments.all())) {
            if (segment.messages > 0 && segment.lastTime >= timeNanos) {
                long found = firstAtOrAfter(segment, timeNanos);
                if (found != 0) {
                    return found;
                }
            }
        }
        return core.last + 1;
    }

    private long firstAtOrAfter(Segment segment, long timeNanos) {
        long low = segment.first;
        long high = segment.last + 1;
        while (low < high) {
            long middle = (low + high) >>> 1;
            long live = segment.nextLive(middle);
            if (live == 0 || live >= high) {
                high = middle;
            } else if (!read(live, probe) || probe.timeNanos() < timeNanos) {
                low = live + 1;
            } else {
                high = middle;
            }
        }
        return segment.nextLive(low);
    }
}
