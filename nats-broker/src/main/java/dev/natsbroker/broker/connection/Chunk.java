package dev.natsbroker.broker.connection;

import org.jspecify.annotations.Nullable;

/** A piece of outgoing bytes. Owned by one thread at a time, handed on with what it holds. */
final class Chunk {
    final byte[] bytes;
    int length;

    @Nullable
    Chunk next;

    Chunk(int capacity) {
        bytes = new byte[capacity];
    }

    int room() {
        return bytes.length - length;
    }
}
