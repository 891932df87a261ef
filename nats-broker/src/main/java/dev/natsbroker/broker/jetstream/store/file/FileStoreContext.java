package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.disk.Disk;
import dev.natsbroker.broker.jetstream.journal.CommandLog;
import java.util.concurrent.Executor;

/**
 * What a file store stands on.
 *
 * @param disk the file layer
 * @param log the journal of the stream's lane
 * @param background runs slow work that nobody waits for (removing a deleted stream's files)
 * @param options the layout
 */
public record FileStoreContext(Disk disk, CommandLog log, Executor background, FileStoreOptions options) {}
