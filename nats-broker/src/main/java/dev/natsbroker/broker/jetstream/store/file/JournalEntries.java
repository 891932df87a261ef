package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.jetstream.journal.CommandLog;
import java.nio.charset.StandardCharsets;

/**
 * The effects of a stream as entries of the journal. Little-endian. Owned by the stream's lane.
 *
 * <pre>
 *   APPEND           the record, as it stands in the segment
 *   SKIP             last sequence u64 | time i64
 *   REMOVE           sequence u64 | erase u8
 *   PURGE            below u64 | last sequence u64, 0: unchanged | filter
 *   STREAM_UPDATE    meta
 *   CONSUMER_CREATE  id u32 | name length u16 | meta length u32 | name | meta | snapshot
 *   CONSUMER_UPDATE  id u32 | meta
 *   CONSUMER_DELETE  id u32
 *   CONSUMER_EFFECT  id u32 | effect
 *   GROUP_BEGIN      nothing: what follows up to GROUP_END is applied together, or not at all
 *   GROUP_END        nothing
 * </pre>
 *
 * A purge is logged with what it came down to: applied twice it does nothing the second time.
 */
final class JournalEntries {
    static final byte APPEND = 1;
    static final byte SKIP = 2;
    static final byte REMOVE = 3;
    static final byte PURGE = 4;
    static final byte STREAM_UPDATE = 5;
    static final byte CONSUMER_CREATE = 6;
    static final byte CONSUMER_UPDATE = 7;
    static final byte CONSUMER_DELETE = 8;
    static final byte CONSUMER_EFFECT = 9;
    static final byte GROUP_BEGIN = 10;
    static final byte GROUP_END = 11;

    private final CommandLog log;
    private final long asset;
    private byte[] scratch = new byte[64];
    private boolean silent;

    JournalEntries(CommandLog log, long asset) {
        this.log = log;
        this.asset = asset;
    }

    /** Nothing is logged any more: the stream is being deleted, and a crash before that is done must leave it as it was. */
    void silence() {
        silent = true;
    }

    private long append(byte type, byte[] bytes, int offset, int length) {
        return silent ? log.position() : log.append(asset, type, bytes, offset, length);
    }

    long append(byte[] record, int at, int length) {
        return append(APPEND, record, at, length);
    }

    long skip(long sequence, long time) {
        Bytes.putLong(scratch, 0, sequence);
        Bytes.putLong(scratch, 8, time);
        return append(SKIP, scratch, 0, 16);
    }

    long remove(long sequence, boolean erase) {
        Bytes.putLong(scratch, 0, sequence);
        scratch[8] = (byte) (erase ? 1 : 0);
        return append(REMOVE, scratch, 0, 9);
    }

    long purge(long below, long lastSequence, byte[] filter) {
        ensure(16 + filter.length);
        Bytes.putLong(scratch, 0, below);
        Bytes.putLong(scratch, 8, lastSequence);
        System.arraycopy(filter, 0, scratch, 16, filter.length);
        return append(PURGE, scratch, 0, 16 + filter.length);
    }

    long groupBegin() {
        return append(GROUP_BEGIN, scratch, 0, 0);
    }

    long groupEnd() {
        return append(GROUP_END, scratch, 0, 0);
    }

    long streamUpdate(byte[] meta) {
        return append(STREAM_UPDATE, meta, 0, meta.length);
    }

    long consumerCreate(int id, String name, byte[] meta, byte[] snapshot) {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        int length = 10 + nameBytes.length + meta.length + snapshot.length;
        ensure(length);
        Bytes.putInt(scratch, 0, id);
        Bytes.putShort(scratch, 4, nameBytes.length);
        Bytes.putInt(scratch, 6, meta.length);
        System.arraycopy(nameBytes, 0, scratch, 10, nameBytes.length);
        System.arraycopy(meta, 0, scratch, 10 + nameBytes.length, meta.length);
        System.arraycopy(snapshot, 0, scratch, 10 + nameBytes.length + meta.length, snapshot.length);
        return append(CONSUMER_CREATE, scratch, 0, length);
    }

    long consumerUpdate(int id, byte[] meta) {
        return ofConsumer(CONSUMER_UPDATE, id, meta, 0, meta.length);
    }

    long consumerDelete(int id) {
        return ofConsumer(CONSUMER_DELETE, id, scratch, 0, 0);
    }

    long consumerEffect(int id, byte[] effect, int offset, int length) {
        return ofConsumer(CONSUMER_EFFECT, id, effect, offset, length);
    }

    private long ofConsumer(byte type, int id, byte[] bytes, int offset, int length) {
        ensure(4 + length);
        Bytes.putInt(scratch, 0, id);
        System.arraycopy(bytes, offset, scratch, 4, length);
        return append(type, scratch, 0, 4 + length);
    }

    private void ensure(int length) {
        if (scratch.length < length) {
            scratch = new byte[Math.max(length, scratch.length * 2)];
        }
    }
}
