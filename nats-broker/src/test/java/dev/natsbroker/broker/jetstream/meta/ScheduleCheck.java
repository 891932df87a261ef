package dev.natsbroker.broker.jetstream.meta;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Whether scheduled messages have come when they should, as far as the stream shows it. */
record ScheduleCheck(StreamSnapshot stream) {
    private static final String SCHEDULE = "Nats-Schedule";
    private static final String AT = "@at ";
    private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(15);

    /** Fails if something has come twice. Payloads tell schedules apart. */
    void check() {
        Map<String, String> fired = new HashMap<>();
        stream.messages().forEach((sequence, message) -> {
            String next = message.header("Nats-Schedule-Next");
            boolean isFired = !message.header("Nats-Scheduler").isEmpty() && !isCancel(message);
            String before = isFired ? fired.put(message.text(), next) : null;
            if (before != null
                    && (next.equals("purge") || !Instant.parse(before).isBefore(Instant.parse(next)))) {
                throw failure("fired twice, " + before + " and at " + sequence + ": " + message);
            }
        });
    }

    /** A client ends schedules with such a message. */
    static boolean isCancel(MessageView message) {
        return message.payload().startsWith("cancel");
    }

    /** Whether the message goes when it has fired, and may have done that. */
    static boolean mayHaveFired(MessageView message, long epochNanos) {
        String schedule = message.header(SCHEDULE);
        return schedule.startsWith(AT) && nanos(schedule) <= epochNanos;
    }

    private static long nanos(String schedule) {
        Instant time = Instant.parse(schedule.substring(AT.length()));
        return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
    }

    /** Fails if a schedule is there that should have fired. All has come to rest. */
    void requireFired(long epochNanos) {
        Map<String, MessageView> last = new HashMap<>();
        stream.messages().values().forEach(message -> last.put(message.subject(), message));
        for (MessageView message : last.values()) {
            if (mayHaveFired(message, epochNanos - LATE_NANOS)) {
                throw failure("has not fired: " + message);
            }
        }
    }

    private AssertionError failure(String text) {
        return new AssertionError(stream.config().name() + ": " + text + "\nin " + stream.messages());
    }
}
