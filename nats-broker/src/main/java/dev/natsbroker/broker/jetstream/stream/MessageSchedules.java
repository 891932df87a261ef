package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.ApiError;
import dev.natsbroker.broker.jetstream.model.JetStreamError;
import dev.natsbroker.broker.subject.Subjects;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What scheduled messages (ADR-51) need to see of a stream. Called on the lane. */
public interface MessageSchedules {
    /** What a stream without schedules does: it refuses them. */
    MessageSchedules DISABLED = new MessageSchedules() {
        private static final byte[] PURGE = "purge".getBytes(StandardCharsets.US_ASCII);

        @Override
        public @Nullable ApiError check(IncomingMessage incoming) {
            PublishHeaders headers = incoming.headers();
            if (headers.isEmpty()) {
                return null;
            }
            boolean zone = headers.has(PublishHeader.SCHEDULE_TIME_ZONE)
                    && headers.length(PublishHeader.SCHEDULE_TIME_ZONE) == 0;
            if (zone || headers.hasValue(PublishHeader.SCHEDULE)) {
                return JetStreamError.MESSAGE_SCHEDULES_DISABLED.toError();
            }
            if (headers.hasValue(PublishHeader.SCHEDULE_NEXT)) {
                return headers.is(PublishHeader.SCHEDULE_NEXT, PURGE) && isOtherSubject(incoming)
                        ? JetStreamError.MESSAGE_SCHEDULES_DISABLED.toError()
                        : JetStreamError.MESSAGE_SCHEDULES_SCHEDULER_INVALID.toError();
            }
            return headers.hasValue(PublishHeader.SCHEDULER)
                    ? JetStreamError.MESSAGE_SCHEDULES_SCHEDULER_INVALID.toError()
                    : null;
        }

        private boolean isOtherSubject(IncomingMessage incoming) {
            byte[] scheduler = incoming.headers().copy(PublishHeader.SCHEDULER);
            var message = incoming.message();
            int start = message.subjectOffset;
            return Subjects.isValidPublish(scheduler, 0, scheduler.length)
                    && !Arrays.equals(
                            message.subject, start, start + message.subjectLength, scheduler, 0, scheduler.length);
        }
    };

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
