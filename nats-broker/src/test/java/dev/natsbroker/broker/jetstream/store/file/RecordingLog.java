package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.jetstream.journal.CommandLog;
import dev.natsbroker.broker.jetstream.journal.JournalFailedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A journal in memory that never loses anything, and replays what came behind a position. */
final class RecordingLog implements CommandLog {
    record Entry(long asset, byte type, byte[] bytes, long position) {}

    final List<Entry> entries = new ArrayList<>();
    private long position = 1000;
    boolean failing;

    @Override
    public long append(long asset, byte type, byte[] bytes, int offset, int length) {
        if (failing) {
            throw new JournalFailedException("The test says so", new IllegalStateException());
        }
        position += length + 16;
        entries.add(new Entry(asset, type, Arrays.copyOfRange(bytes, offset, offset + length), position));
        return position;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public long durablePosition() {
        return position;
    }

    @Override
    public void commit() {}

    /** Forgets what a checkpoint has made needless. */
    void recycle(long upTo) {
        entries.removeIf(entry -> entry.position() <= upTo);
    }

    /** Forgets what came behind a position, as if it had never been durable. */
    void forgetBehind(long last) {
        entries.removeIf(entry -> entry.position() > last);
        position = last;
    }

    void replay(FileStreamStore store) {
        for (Entry entry : List.copyOf(entries)) {
            byte[] framed = new byte[entry.bytes().length + 5];
            System.arraycopy(entry.bytes(), 0, framed, 3, entry.bytes().length);
            store.replay(entry.type(), framed, 3, entry.bytes().length, entry.position());
        }
    }
}
