package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.ApiError;
import org.jspecify.annotations.Nullable;

/** What scheduled messages (ADR-51) need to see of a stream. Called on the lane. */
public interface MessageSchedules {
    /** Why the message's schedule headers are refused, or null. May rewrite the message's headers. */
    @Nullable
    ApiError check(IncomingMessage incoming);

    /** A message with known headers was stored (or, if {@code sequence} was skipped, would have been). */
    default void stored(long sequence, IncomingMessage incoming) {}

    /** A message without known headers was stored: a schedule on its subject is replaced. */
    default void storedPlain(long sequence, byte[] subject, int offset, int length) {}

    /** A message has left the stream. */
    default void removed(long sequence, byte[] subject, int offset, int length) {}

    /** Messages have left by a purge. */
    default void purged(byte[] filter, long fromSequence, long toSequence) {}

    /** The stream starts: finds the schedules among the stored messages. */
    default void recover() {}

    /** The stream's configuration has changed. */
    default void streamUpdated() {}

    /** The stream ends. */
    default void close() {}
}
