package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.store.NewMessage;
import dev.natsbroker.broker.jetstream.stream.Stream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * A stream that comes back from an archive: it is written, but nobody sees it before everything is there. Owned by the control lane;
 * what is done with the stream runs on its lane, one step after the other.
 */
public final class StreamRestore {
    private final StreamConfig config;
    private final Instant created;
    private final Map<String, ConsumerArchive> consumers = new LinkedHashMap<>();
    private final CompletableFuture<Stream> opened;
    private CompletableFuture<Void> steps;

    StreamRestore(StreamConfig config, Instant created, CompletableFuture<Stream> opened) {
        this.config = config;
        this.created = created;
        this.opened = opened;
        this.steps = opened.thenAccept(stream -> {});
    }

    StreamConfig config() {
        return config;
    }

    Instant created() {
        return created;
    }

    Map<String, ConsumerArchive> consumers() {
        return consumers;
    }

    CompletableFuture<Stream> opened() {
        return opened;
    }

    /** Everything that was begun. */
    CompletableFuture<Void> steps() {
        return steps;
    }

    /** Keeps a consumer for the end. */
    public void add(String name, ConsumerArchive consumer) {
        consumers.put(name, consumer);
    }

    /** Does something with the stream on its lane, behind what was begun before; fulfilled when it is done. */
    public CompletableFuture<Void> run(Consumer<Stream> step) {
        steps = steps.thenCompose(before -> opened)
                .thenCompose(stream -> stream.lane().lane().<Void>ask(() -> {
                    step.accept(stream);
                    return null;
                }));
        return steps;
    }

    /** Appends a message where it was. Called on the stream's lane, with rising sequences. */
    public static void append(Stream stream, NewMessage message) {
        if (message.sequence <= stream.store().lastSequence()) {
            throw new CompletionException(new IllegalArgumentException("sequences do not rise"));
        }
        if (message.sequence > stream.store().lastSequence() + 1) {
            stream.store().skipTo(message.sequence - 1, message.timeNanos);
        }
        stream.store().append(message);
    }
}
