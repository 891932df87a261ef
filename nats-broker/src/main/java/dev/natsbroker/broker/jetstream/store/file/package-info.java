/** Streams in files: segments of records, their indexes, checkpoints and recovery. The format is described in docs/store-format.md. */
@NullMarked
package dev.natsbroker.broker.jetstream.store.file;

import org.jspecify.annotations.NullMarked;
