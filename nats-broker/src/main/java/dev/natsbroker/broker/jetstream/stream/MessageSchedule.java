package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.json.GoJsonException;
import dev.natsbroker.broker.json.GoTime;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRulesProvider;
import org.jspecify.annotations.Nullable;

/**
 * When a scheduled message fires: the value of {@code Nats-Schedule} (ADR-51). Immutable.
 *
 * @param at the only time, or null
 * @param everyNanos the interval, or 0
 * @param cron the pattern, or null
 * @param zone the zone in which the pattern holds
 */
record MessageSchedule(
        @Nullable Instant at, long everyNanos, @Nullable CronExpression cron, ZoneId zone) {
    /** What {@link #next} says of a time that never comes. */
    static final long NEVER = Long.MAX_VALUE;

    private static final String AT = "@at ";
    private static final String EVERY = "@every ";
    private static final long SECOND_NANOS = 1_000_000_000L;

    /**
     * The schedule that {@code pattern} spells, or null if it is none.
     *
     * @param zone of {@code Nats-Schedule-Time-Zone}, or null if that is not there; only patterns of six fields may have one
     */
    static @Nullable MessageSchedule parse(String pattern, @Nullable ZoneId zone) {
        if (pattern.startsWith(AT)) {
            return zone == null ? once(pattern.substring(AT.length())) : null;
        }
        if (pattern.startsWith(EVERY)) {
            return zone == null ? every(pattern.substring(EVERY.length())) : null;
        }
        CronExpression cron = CronExpression.parse(expand(pattern));
        return cron == null ? null : new MessageSchedule(null, 0, cron, zone == null ? ZoneOffset.UTC : zone);
    }

    private static @Nullable MessageSchedule once(String time) {
        try {
            return new MessageSchedule(GoTime.parse(time), 0, null, ZoneOffset.UTC);
        } catch (GoJsonException e) {
            return null;
        }
    }

    private static @Nullable MessageSchedule every(String interval) {
        byte[] bytes = interval.getBytes(StandardCharsets.UTF_8);
        double nanos = MessageTtl.durationNanos(bytes, 0, bytes.length);
        return nanos >= SECOND_NANOS && nanos < Long.MAX_VALUE
                ? new MessageSchedule(null, (long) nanos, null, ZoneOffset.UTC)
                : null;
    }

    private static String expand(String pattern) {
        return switch (pattern) {
            case "@yearly", "@annually" -> "0 0 0 1 1 *";
            case "@monthly" -> "0 0 0 1 * *";
            case "@weekly" -> "0 0 0 * * 0";
            case "@daily", "@midnight" -> "0 0 0 * * *";
            case "@hourly" -> "0 0 * * * *";
            default -> pattern;
        };
    }

    /** The zone with that name of the IANA's list, or null if there is none. */
    static @Nullable ZoneId zone(String name) {
        try {
            return switch (name) {
                case "UTC" -> ZoneOffset.UTC;
                case "Local" -> ZoneId.systemDefault();
                case "EST", "MST", "HST" -> ZoneId.of(name, ZoneId.SHORT_IDS);
                default -> ZoneRulesProvider.getAvailableZoneIds().contains(name) ? ZoneId.of(name) : null;
            };
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Whether it fires more than once. */
    boolean repeats() {
        return at == null;
    }

    /**
     * When it fires behind {@code fromNanos}. What would be in the past already is left out, so that a schedule fires once, however
     * often its time has come while the server was down. Times are nanoseconds since 1970; {@link #NEVER} if that time never comes.
     */
    long next(long fromNanos, long nowNanos) {
        Instant once = at;
        if (once != null) {
            return nanos(once);
        }
        long next = following(fromNanos);
        return next < nowNanos ? following(round(nowNanos)) : next;
    }

    private long following(long fromNanos) {
        CronExpression pattern = cron;
        if (pattern == null) {
            long from = round(fromNanos);
            return everyNanos > NEVER - from ? NEVER : from + everyNanos;
        }
        Instant next = pattern.next(Instant.ofEpochSecond(0, fromNanos), zone);
        return next == null ? NEVER : nanos(next);
    }

    private static long round(long nanos) {
        return Math.floorDiv(nanos + SECOND_NANOS / 2, SECOND_NANOS) * SECOND_NANOS;
    }

    private static long nanos(Instant time) {
        try {
            return Math.addExact(Math.multiplyExact(time.getEpochSecond(), SECOND_NANOS), time.getNano());
        } catch (ArithmeticException e) {
            return time.getEpochSecond() < 0 ? Long.MIN_VALUE : NEVER;
        }
    }
}
