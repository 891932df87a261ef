package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.store.StoreDamage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a stream holds at one moment (spec 3.5). Times are nanoseconds since 1970, 0 for none.
 *
 * @param messages the number of messages
 * @param bytes their accounted size
 * @param firstSequence the oldest message, or last + 1
 * @param firstTimeNanos its time
 * @param lastSequence the highest sequence that was given
 * @param lastTimeNanos when
 * @param subjectCount the number of subjects with messages
 * @param subjects messages by subject, sorted; null if not asked for
 * @param deletedCount how many sequences between first and last are gone
 * @param deleted which, ascending; null if not asked for
 * @param damage what could not be read, or null
 */
public record StreamState(
        long messages,
        long bytes,
        long firstSequence,
        long firstTimeNanos,
        long lastSequence,
        long lastTimeNanos,
        long subjectCount,
        @Nullable Map<String, Long> subjects,
        long deletedCount,
        @Nullable List<Long> deleted,
        @Nullable StoreDamage damage) {}
