package dev.natsbroker.broker.jetstream.journal;

import java.util.List;

/** Makes spares of files that a checkpoint has made needless, in the background. Owned by the lane. */
final class Recycler {
    private final JournalCore journal;
    private final JournalFiles files;
    private int running;

    Recycler(JournalCore journal, JournalFiles files) {
        this.journal = journal;
        this.files = files;
    }

    boolean isRunning() {
        return running > 0;
    }

    /** Takes over files that the lane has let go of. */
    void recycle(List<JournalFile> released) {
        if (released.isEmpty()) {
            return;
        }
        boolean full = journal.isFull();
        retire(released, files.sparesWanted(full), full ? ZeroAhead.ahead(journal.options()) : Long.MAX_VALUE);
    }

    /** Lets go of spares because there is no room. */
    void dropSurplus() {
        List<JournalFile> surplus = files.takeSurplusSpares();
        if (!surplus.isEmpty()) {
            retire(surplus, 0, 0);
        }
    }

    private void retire(List<JournalFile> released, int wanted, long most) {
        running++;
        journal.sync().executeLater(() -> {
            try {
                List<JournalFile> kept = files.retire(released, wanted, most);
                journal.lane().execute(() -> recycled(kept, most));
            } catch (Throwable e) {
                journal.failFromSync("recycling of files", e);
            }
        });
    }

    private void recycled(List<JournalFile> kept, long most) {
        running--;
        kept.forEach(file -> file.retired(most)); // behind the end of zeros that were planned before
        files.addSpares(kept);
        journal.stepEnded();
    }
}
