/** The redo log of a lane: group commit, checkpoints, recovery. */
@NullMarked
package dev.natsbroker.broker.jetstream.journal;

import org.jspecify.annotations.NullMarked;
