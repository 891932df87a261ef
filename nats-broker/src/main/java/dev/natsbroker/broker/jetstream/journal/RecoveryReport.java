package dev.natsbroker.broker.jetstream.journal;

import java.nio.file.Path;
import java.util.List;

/**
 * What a recovery has found.
 *
 * @param entries how many entries were given to assets
 * @param skippedEntries how many were left out because nobody knows their asset (any more)
 * @param damages what was durable once and could not be read
 * @param tornBlocks how many blocks were begun, but are not whole: the last write before a loss of power, or a damage
 * @param cutBytes bytes of whole entries that were dropped because they stand behind a gap that had not been forced: nobody was told
 *     that they are durable
 * @param foreignFiles files that the journal did not make; they were left untouched
 */
public record RecoveryReport(
        long entries,
        long skippedEntries,
        List<Damage> damages,
        int tornBlocks,
        long cutBytes,
        List<Path> foreignFiles) {
    /** Makes the lists unmodifiable. */
    public RecoveryReport {
        damages = List.copyOf(damages);
        foreignFiles = List.copyOf(foreignFiles);
    }

    /**
     * Entries that were lost after they had been durable, or a marker that cannot be read.
     *
     * @param lane the directory
     * @param from the position where the gap begins
     * @param to the position where it ends
     * @param description for the log
     */
    public record Damage(Path lane, long from, long to, String description) {
        /** How many bytes of entries are lost. */
        public long bytes() {
            return to - from;
        }
    }
}
