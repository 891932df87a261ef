package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.jetstream.model.JetStreamError;
import dev.natsbroker.broker.jetstream.model.JetStreamException;
import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.model.StreamConfigRules;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The streams of an account that are being restored: they are written, but nobody sees them. Whoever makes or restores a stream of the
 * same name meanwhile takes the name. Owned by the control lane.
 */
public final class StreamRestores {
    private final JetStreamAccount account;
    private final Map<String, StreamRestore> running = new HashMap<>();

    StreamRestores(JetStreamAccount account) {
        this.account = account;
    }

    /**
     * Begins to restore a stream.
     *
     * @throws JetStreamException if there is one of that name, or the configuration is wrong by itself
     */
    public StreamRestore begin(StreamConfig requested) {
        requireAbsent(requested.name());
        StreamConfig config = StreamConfigRules.forCreate(
                requested, false, StreamRules.lookupIn(account), StreamRules.limitsOf(account));
        abort(config.name());
        Instant created = account.context().clock().now();
        StreamRestore restore = new StreamRestore(config, created, account.make(config, created));
        running.put(config.name(), restore);
        return restore;
    }

    private void requireAbsent(String name) {
        if (account.find(name) != null) {
            throw JetStreamError.STREAM_NAME_EXIST_RESTORE_FAILED.toException();
        }
    }

    /**
     * Everything was received: the stream begins, if it has a place beside the others; else nothing is left of it.
     *
     * @throws JetStreamException if it has no place
     */
    public CompletableFuture<StreamEntry> finish(StreamRestore restore) {
        StreamConfig config = restore.config();
        if (running.get(config.name()) != restore) {
            throw JetStreamError.STREAM_NAME_EXIST_RESTORE_FAILED.toException();
        }
        try {
            account.requireAnotherStream();
            account.requirePlaceFor(config, null);
        } catch (JetStreamException e) {
            abort(restore);
            throw JetStreamError.STREAM_RESTORE.toException("error adding stream: " + e.error());
        }
        running.remove(config.name());
        StreamEntry entry = new StreamEntry(account, config, restore.created());
        account.register(entry);
        return restore.steps()
                .thenCompose(done -> restore.opened())
                .thenCompose(stream -> stream.lane().lane().ask(() -> {
                    StreamConsumers consumers = new StreamConsumers(entry, stream);
                    restore.consumers().forEach(consumers::restore);
                    stream.start();
                    return consumers;
                }))
                .handleAsync(
                        (consumers, failure) -> {
                            if (consumers == null) {
                                account.forget(entry);
                                entry.failed();
                                discard(restore);
                                throw JetStreamError.STREAM_RESTORE.toException(String.valueOf(failure));
                            }
                            entry.opened(consumers.stream(), consumers);
                            return entry;
                        },
                        account.runner());
    }

    /** Takes back what was restored so far. */
    public void abort(StreamRestore restore) {
        if (running.remove(restore.config().name(), restore)) {
            discard(restore);
        }
    }

    /** The same for whatever is being restored under a name. */
    void abort(String name) {
        StreamRestore restore = running.remove(name);
        if (restore != null) {
            discard(restore);
        }
    }

    private void discard(StreamRestore restore) {
        account.deleting(
                restore.config().name(),
                restore.opened()
                        .thenCompose(stream -> stream.lane().lane().ask(() -> {
                            stream.stop(true);
                            return stream;
                        })));
    }
}
