package dev.natsbroker.broker.jetstream.api;

import dev.natsbroker.broker.jetstream.stream.Stream;
import java.util.concurrent.CompletableFuture;

/** Answers that wait for the disk. */
final class Durable {
    private Durable() {}

    /** Fulfilled with {@code value} once everything that was done with the stream is durable. Called on its lane. */
    static <T> CompletableFuture<T> after(Stream stream, T value) {
        return stream.operations().whenDurable(value);
    }
}
