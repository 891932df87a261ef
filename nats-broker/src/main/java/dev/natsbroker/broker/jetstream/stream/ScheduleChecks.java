package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.ApiError;
import dev.natsbroker.broker.jetstream.model.JetStreamError;
import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.store.NewMessage;
import dev.natsbroker.broker.jetstream.store.StoredMessage;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import dev.natsbroker.broker.subject.Subjects;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether the {@code Nats-Schedule*} headers of a message are right and allowed (spec 3.10, ADR-51). Owned by the lane. */
final class ScheduleChecks {
    static final byte[] PURGE = "purge".getBytes(StandardCharsets.US_ASCII);

    private static final String SUBJECT_ROLLUP = "sub";
    private static final byte[] SUBJECT_ROLLUP_BYTES = SUBJECT_ROLLUP.getBytes(StandardCharsets.US_ASCII);

    private final Stream stream;
    private final StoredMessage stored = new StoredMessage();
    private final PublishHeaders storedHeaders = new PublishHeaders();

    ScheduleChecks(Stream stream) {
        this.stream = stream;
    }

    /** A subject as a key of {@code staged}: one character a byte. */
    static String key(byte[] subject, int offset, int length) {
        return new String(subject, offset, length, StandardCharsets.ISO_8859_1);
    }

    /**
     * Why the message is refused, or null. A schedule gets {@code Nats-Rollup: sub}.
     *
     * @param staged subjects that its batch has written to, and whether their last message is a schedule
     */
    @Nullable
    ApiError check(IncomingMessage incoming, Map<String, Boolean> staged) {
        PublishHeaders headers = incoming.headers();
        if (headers.isEmpty()) {
            return null;
        }
        StreamConfig config = stream.config();
        JetStreamError error = schedule(incoming, config);
        if (error == null) {
            error = scheduler(incoming, config, staged);
        }
        return error == null ? null : error.toError();
    }

    private @Nullable JetStreamError schedule(IncomingMessage incoming, StreamConfig config) {
        PublishHeaders headers = incoming.headers();
        JetStreamError error = pattern(headers);
        boolean isSchedule = headers.hasValue(PublishHeader.SCHEDULE);
        if (error != null || isSchedule) {
            if (!config.allowMsgSchedules()) {
                return JetStreamError.MESSAGE_SCHEDULES_DISABLED;
            }
        }
        if (error == null && isSchedule) {
            error = options(headers, config);
            if (error == null) {
                error = subjects(incoming, config);
            }
            if (error == null) {
                error = rollUp(incoming);
            }
        }
        return error;
    }

    /** The schedule that the headers spell, or null if it is none. */
    static @Nullable MessageSchedule parse(PublishHeaders headers) {
        ZoneId zone = null;
        if (headers.has(PublishHeader.SCHEDULE_TIME_ZONE)) {
            zone = MessageSchedule.zone(headers.text(PublishHeader.SCHEDULE_TIME_ZONE));
            if (zone == null) {
                return null;
            }
        }
        return MessageSchedule.parse(headers.text(PublishHeader.SCHEDULE), zone);
    }

    private @Nullable JetStreamError pattern(PublishHeaders headers) {
        if (headers.has(PublishHeader.SCHEDULE_TIME_ZONE)
                && MessageSchedule.zone(headers.text(PublishHeader.SCHEDULE_TIME_ZONE)) == null) {
            return JetStreamError.MESSAGE_SCHEDULES_TIME_ZONE_INVALID;
        }
        if (!headers.hasValue(PublishHeader.SCHEDULE)) {
            return null;
        }
        MessageSchedule schedule = parse(headers);
        long now = stream.lane().clock().epochNanos();
        return schedule == null || schedule.repeats() && schedule.next(now, now) == MessageSchedule.NEVER
                ? JetStreamError.MESSAGE_SCHEDULES_PATTERN_INVALID
                : null;
    }

    private static @Nullable JetStreamError options(PublishHeaders headers, StreamConfig config) {
        boolean ttl = headers.hasValue(PublishHeader.SCHEDULE_TTL);
        if (ttl) {
            int start = headers.start(PublishHeader.SCHEDULE_TTL);
            int length = headers.length(PublishHeader.SCHEDULE_TTL);
            if (MessageTtl.parse(headers.bytes(), start, length) == MessageTtl.INVALID) {
                return JetStreamError.MESSAGE_SCHEDULES_TTL_INVALID;
            }
        }
        if (headers.hasValue(PublishHeader.SCHEDULE_ROLLUP)
                && !headers.is(PublishHeader.SCHEDULE_ROLLUP, SUBJECT_ROLLUP_BYTES)) {
            return JetStreamError.MESSAGE_SCHEDULES_ROLLUP_INVALID;
        }
        return ttl && !config.allowMsgTtl() ? JetStreamError.MESSAGE_TTL_DISABLED : null;
    }

    private static @Nullable JetStreamError subjects(IncomingMessage incoming, StreamConfig config) {
        byte[] target = incoming.headers().copy(PublishHeader.SCHEDULE_TARGET);
        byte[] source = incoming.headers().copy(PublishHeader.SCHEDULE_SOURCE);
        if (!Subjects.isValidPublish(target, 0, target.length) || isSubject(incoming, target)) {
            return JetStreamError.MESSAGE_SCHEDULES_TARGET_INVALID;
        }
        if (source.length > 0
                && (Arrays.equals(source, target)
                        || isSubject(incoming, source)
                        || !Subjects.isValidPublish(source, 0, source.length))) {
            return JetStreamError.MESSAGE_SCHEDULES_SOURCE_INVALID;
        }
        if (!isCaptured(target, config)) {
            return JetStreamError.MESSAGE_SCHEDULES_TARGET_INVALID;
        }
        return source.length > 0 && !isCaptured(source, config)
                ? JetStreamError.MESSAGE_SCHEDULES_SOURCE_INVALID
                : null;
    }

    private static boolean isCaptured(byte[] subject, StreamConfig config) {
        return config.subjects().stream()
                .anyMatch(own -> Subjects.collides(own.getBytes(StandardCharsets.UTF_8), subject));
    }

    private static boolean isSubject(IncomingMessage incoming, byte[] subject) {
        NewMessage message = incoming.message();
        int start = message.subjectOffset;
        return Arrays.equals(message.subject, start, start + message.subjectLength, subject, 0, subject.length);
    }

    /** There is one schedule for a subject, so a new one replaces the old one. */
    private static @Nullable JetStreamError rollUp(IncomingMessage incoming) {
        PublishHeaders headers = incoming.headers();
        if (!headers.hasValue(PublishHeader.ROLLUP)) {
            incoming.rewrite(incoming.edit().add(PublishHeader.ROLLUP.headerName(), SUBJECT_ROLLUP));
            return null;
        }
        return headers.isIgnoringCase(PublishHeader.ROLLUP, SUBJECT_ROLLUP)
                ? null
                : JetStreamError.MESSAGE_SCHEDULES_ROLLUP_INVALID;
    }

    /** Clients use {@code Nats-Schedule-Next} and {@code Nats-Scheduler} together, to end a schedule. */
    private @Nullable JetStreamError scheduler(
            IncomingMessage incoming, StreamConfig config, Map<String, Boolean> staged) {
        PublishHeaders headers = incoming.headers();
        if (!headers.hasValue(PublishHeader.SCHEDULE_NEXT)) {
            return headers.hasValue(PublishHeader.SCHEDULER)
                    ? JetStreamError.MESSAGE_SCHEDULES_SCHEDULER_INVALID
                    : null;
        }
        byte[] scheduler = headers.copy(PublishHeader.SCHEDULER);
        if (!headers.is(PublishHeader.SCHEDULE_NEXT, PURGE)
                || isSubject(incoming, scheduler)
                || !Subjects.isValidPublish(scheduler, 0, scheduler.length)) {
            return JetStreamError.MESSAGE_SCHEDULES_SCHEDULER_INVALID;
        }
        if (!config.allowMsgSchedules()) {
            return JetStreamError.MESSAGE_SCHEDULES_DISABLED;
        }
        return isOtherThanSchedule(scheduler, staged) ? JetStreamError.MESSAGE_SCHEDULES_SCHEDULER_INVALID : null;
    }

    private boolean isOtherThanSchedule(byte[] subject, Map<String, Boolean> staged) {
        Boolean schedule = staged.get(key(subject, 0, subject.length));
        if (schedule != null) {
            return !schedule;
        }
        StreamStore store = stream.store();
        if (!store.read(store.lastOf(subject, 0, subject.length), stored)) {
            return false;
        }
        if (stored.headersLength() == 0) {
            return true;
        }
        storedHeaders.scan(stored.buffer(), stored.headersOffset(), stored.headersLength());
        return !storedHeaders.hasValue(PublishHeader.SCHEDULE);
    }
}
