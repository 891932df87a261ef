package dev.natsbroker.broker.jetstream.journal;

import java.io.IOException;

/**
 * What was appended and has no place in a file yet, and how it gets one: in a block that the next force writes, or one that is written
 * at once. Owned by the lane.
 */
final class Gathering {
    private final JournalFiles files;
    private final GroupCommit group;
    private final ZeroAhead zeroAhead;
    private BlockWriter block;
    private boolean fileFull;

    Gathering(JournalFiles files, GroupCommit group, ZeroAhead zeroAhead) {
        this.files = files;
        this.group = group;
        this.zeroAhead = zeroAhead;
        this.block = group.nextBlock();
    }

    boolean isEmpty() {
        return block.isEmpty();
    }

    /** Whether an entry fits without {@link #growFor}. */
    boolean fits(int length) {
        return block.fits(length);
    }

    /** Makes room in memory; false if too much waits there. */
    boolean growFor(int length) {
        return block.growFor(length);
    }

    /** Adds an entry, which has to fit. */
    void add(long asset, byte type, byte[] bytes, int offset, int length) {
        block.add(asset, type, bytes, offset, length);
    }

    /** Whether a file was full since this was asked last. */
    boolean hasFilledAFile() {
        boolean was = fileFull;
        fileFull = false;
        return was;
    }

    /** Hands everything up to {@code position} to the next force, which writes it past the page cache. */
    void passOn(long position) throws IOException {
        if (!block.isEmpty()) {
            BlockWriter next = group.nextBlock(); // first: there may be no memory for it
            JournalFile file;
            try {
                file = place(true);
            } catch (IOException e) {
                group.giveBack(next);
                throw e;
            }
            group.add(block, file, position);
            advance(file, true, position);
            block = next;
        }
    }

    /** Writes everything up to {@code position} now, into the page cache. */
    void write(long position) throws IOException {
        if (!block.isEmpty()) {
            JournalFile file = place(false);
            block.write();
            group.written(file, position);
            advance(file, false, position);
            block = group.after(block);
        }
    }

    private JournalFile place(boolean through) throws IOException {
        JournalFile file = fileFor(block.blockBytes(), through);
        block.place(file, group.placed(), group.forced());
        return file;
    }

    private JournalFile fileFor(int bytes, boolean through) throws IOException {
        JournalFile current = files.current();
        if (current != null && current.makeRoom(bytes, through)) {
            return current;
        }
        fileFull |= current != null;
        JournalFile next = files.next(bytes);
        next.makeRoom(bytes, through);
        return next;
    }

    private void advance(JournalFile file, boolean through, long position) {
        file.advance(block.blockBytes(), through, position);
        zeroAhead.keep(file);
    }
}
