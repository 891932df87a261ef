package dev.natsbroker.broker.jetstream.store.file;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Applies the entries of a group when its end is there, and none of them if it is missing: the journal was cut within it. Owned by the
 * recovering thread.
 */
final class GroupReplay {
    /** Takes an entry of the journal. */
    interface Target {
        void entry(byte type, byte[] bytes, int offset, int length, long position);
    }

    private record Entry(
            byte type,
            @SuppressWarnings("ArrayRecordComponent") byte[] bytes,
            long position) {}

    /** Entries of a group follow each other without others between; this is more than what an entry has besides its bytes. */
    private static final int ENTRY_OVERHEAD_MAX = 64;

    private final Target target;
    private final List<Entry> held = new ArrayList<>();
    private boolean open;
    private long lastPosition;

    GroupReplay(Target target) {
        this.target = target;
    }

    void take(byte type, byte[] bytes, int offset, int length, long position) {
        if (open && position - lastPosition > length + ENTRY_OVERHEAD_MAX) {
            drop(); // its end was lost with a damaged piece of the journal
        }
        lastPosition = position;
        switch (type) {
            case JournalEntries.GROUP_BEGIN -> {
                drop();
                open = true;
            }
            case JournalEntries.GROUP_END -> apply();
            default -> {
                if (open) {
                    held.add(new Entry(type, Arrays.copyOfRange(bytes, offset, offset + length), position));
                } else {
                    target.entry(type, bytes, offset, length, position);
                }
            }
        }
    }

    private void apply() {
        for (Entry entry : held) {
            target.entry(entry.type, entry.bytes, 0, entry.bytes.length, entry.position);
        }
        drop();
    }

    private void drop() {
        open = false;
        held.clear();
    }
}
