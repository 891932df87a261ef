package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.jetstream.store.NewMessage;
import dev.natsbroker.broker.jetstream.store.StoredMessage;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Deflates payloads that get smaller by it, each on its own, so that any record can be read alone. Owned by the stream's lane. (NATS
 * names {@code s2}; what is on the disk is ours, and the JDK brings Deflate.)
 */
final class PayloadCompression {
    /** Below, the effort does not pay. */
    private static final int PAYLOAD_MIN = 128;

    private boolean enabled;
    private @Nullable Deflater deflater;
    private @Nullable Inflater inflater;
    private byte[] scratch = {};

    /** Whether new records are compressed. Old ones can be read in any case. */
    void enabled(boolean compress) {
        enabled = compress;
    }

    /** Writes the compressed payload to {@code at} and returns its length; -1 if it stays as it is. There is room for the raw one. */
    int compress(NewMessage message, byte[] target, int at) {
        if (!enabled || message.payloadLength < PAYLOAD_MIN) {
            return -1;
        }
        if (deflater == null) {
            deflater = new Deflater(Deflater.BEST_SPEED, true);
        }
        deflater.reset();
        deflater.setInput(message.payload, message.payloadOffset, message.payloadLength);
        deflater.finish();
        int room = message.payloadLength - Integer.BYTES - 1;
        int length = deflater.deflate(target, at + Integer.BYTES, room);
        if (!deflater.finished()) {
            return -1;
        }
        Bytes.putInt(target, at, message.payloadLength);
        return Integer.BYTES + length;
    }

    /** Shows the message of an intact compressed record; returns false if it cannot be inflated. */
    boolean show(byte[] bytes, int at, StoredMessage into) {
        int head = RecordCodec.subjectLength(bytes, at) + RecordCodec.headersLength(bytes, at);
        int raw = RecordCodec.payloadLength(bytes, at);
        if (raw < 0) {
            return false;
        }
        if (scratch.length < head + raw) {
            scratch = new byte[head + raw];
        }
        System.arraycopy(bytes, at + RecordCodec.HEADER, scratch, 0, head);
        int from = RecordCodec.payloadAt(bytes, at) + Integer.BYTES;
        if (!inflate(bytes, from, at + RecordCodec.length(bytes, at) - from, head, raw)) {
            return false;
        }
        into.point(
                scratch,
                RecordCodec.sequence(bytes, at),
                RecordCodec.time(bytes, at),
                0,
                RecordCodec.subjectLength(bytes, at),
                RecordCodec.headersLength(bytes, at),
                raw);
        return true;
    }

    private boolean inflate(byte[] bytes, int from, int length, int to, int raw) {
        if (inflater == null) {
            inflater = new Inflater(true);
        }
        inflater.reset();
        inflater.setInput(bytes, from, length);
        try {
            return inflater.inflate(scratch, to, raw) == raw;
        } catch (DataFormatException e) {
            return false; // the caller reports the record as damaged
        }
    }

    /** Lets go of memory; it is allocated again when needed. */
    void release() {
        scratch = new byte[0];
        if (deflater != null) {
            deflater.end();
            deflater = null;
        }
        if (inflater != null) {
            inflater.end();
            inflater = null;
        }
    }
}
