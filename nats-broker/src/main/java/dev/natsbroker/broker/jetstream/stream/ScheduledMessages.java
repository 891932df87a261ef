package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.ApiError;
import dev.natsbroker.broker.jetstream.store.NewMessage;
import dev.natsbroker.broker.jetstream.store.StoredMessage;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import dev.natsbroker.broker.jetstream.store.SubjectFilter;
import dev.natsbroker.broker.json.GoJsonException;
import dev.natsbroker.broker.json.GoTime;
import dev.natsbroker.broker.runtime.Timers;
import dev.natsbroker.broker.subject.Subjects;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Scheduled messages (spec 3.10, ADR-51): a stored message with {@code Nats-Schedule} publishes to its target when its time comes.
 * Nothing but the messages is kept: what is due when follows from the schedules and from what they have published. Owned by the
 * lane, on whose timers it runs.
 */
public final class ScheduledMessages implements MessageSchedules {
    private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** So many messages are read, or published, before others of the lane get a turn. */
    private static final int TURN = 1_024;

    private final Stream stream;
    private final ScheduleChecks checks;
    private final ScheduledPublish publish;
    private final ScheduleTable table = new ScheduleTable();
    private final StoredMessage message = new StoredMessage();
    private final PublishHeaders headers = new PublishHeaders();
    private Timers.@Nullable Timer timer;
    private long timerNanos;
    private boolean recovered;
    private boolean closed;

    /** The schedules of {@code stream}; to be installed before it starts. */
    public ScheduledMessages(Stream stream) {
        this.stream = stream;
        this.checks = new ScheduleChecks(stream);
        this.publish = new ScheduledPublish(stream);
    }

    @Override
    public @Nullable ApiError check(IncomingMessage incoming) {
        return checks.check(incoming, Map.of());
    }

    @Override
    public void stored(long sequence, IncomingMessage incoming) {
        NewMessage target = incoming.message();
        take(sequence, target.timeNanos, subjectOf(target), incoming.headers());
        end(sequence, incoming.headers());
        arm();
    }

    /** Removes the schedule that has fired for the last time with this message, or that it cancels. */
    private void end(long sequence, PublishHeaders from) {
        if (!from.is(PublishHeader.SCHEDULE_NEXT, ScheduleChecks.PURGE)) {
            return;
        }
        byte[] scheduler = from.copy(PublishHeader.SCHEDULER);
        StreamStore store = stream.store();
        if (scheduler.length > 0 && store.countOf(scheduler, 0, scheduler.length) > 0) {
            store.purge(scheduler, sequence + 1, 0);
            stream.usage().flush();
        }
    }

    private static String subjectOf(NewMessage target) {
        return ScheduleChecks.key(target.subject, target.subjectOffset, target.subjectLength);
    }

    /** Notes what a message says of schedules, be it new or found by the recovery. */
    private void take(long sequence, long timeNanos, String subject, PublishHeaders from) {
        MessageSchedule schedule = from.hasValue(PublishHeader.SCHEDULE) ? ScheduleChecks.parse(from) : null;
        long due = schedule == null ? MessageSchedule.NEVER : schedule.next(timeNanos, now());
        if (due != MessageSchedule.NEVER) {
            table.put(subject, sequence, due);
        } else {
            forget(subject, sequence);
        }
        if (from.hasValue(PublishHeader.SCHEDULE_NEXT) && from.hasValue(PublishHeader.SCHEDULER)) {
            next(sequence, from);
        }
    }

    private void next(long sequence, PublishHeaders from) {
        byte[] scheduler = from.copy(PublishHeader.SCHEDULER);
        try {
            Instant next = GoTime.parse(from.text(PublishHeader.SCHEDULE_NEXT));
            long due = TimeUnit.SECONDS.toNanos(next.getEpochSecond()) + next.getNano();
            table.next(ScheduleChecks.key(scheduler, 0, scheduler.length), due, sequence);
        } catch (GoJsonException e) {
            // "purge", or what another server wrote: the schedule's own pattern says when it fires.
        }
    }

    private void forget(String subject, long sequence) {
        ScheduleTable.Entry entry = table.get(subject);
        if (entry != null && entry.sequence() <= sequence) {
            table.remove(subject);
        }
    }

    @Override
    public void storedPlain(long sequence, byte[] subject, int offset, int length) {
        if (table.size() > 0) {
            forget(ScheduleChecks.key(subject, offset, length), sequence);
        }
    }

    @Override
    public void removed(long sequence, byte[] subject, int offset, int length) {
        if (table.size() > 0) {
            String key = ScheduleChecks.key(subject, offset, length);
            ScheduleTable.Entry entry = table.get(key);
            if (entry != null && entry.sequence() == sequence) {
                table.remove(key);
            }
        }
    }

    @Override
    public void purged(byte[] filter, long fromSequence, long toSequence) {
        if (table.size() > 0) {
            table.removeIf(entry -> entry.sequence() >= fromSequence
                    && entry.sequence() <= toSequence
                    && Subjects.matches(filter, entry.subject().getBytes(StandardCharsets.ISO_8859_1)));
        }
    }

    @Override
    public void recover() {
        if (stream.config().allowMsgSchedules() && !recovered) {
            recovered = true;
            scan(stream.store().firstSequence());
        }
    }

    /** Reads the stored messages in several turns of the lane; what is stored meanwhile knows better. */
    private void scan(long from) {
        StreamStore store = stream.store();
        long sequence = closed ? 0 : store.nextMatching(SubjectFilter.ALL, from);
        for (int i = 0; sequence > 0 && i < TURN; i++) {
            if (store.read(sequence, message) && message.headersLength() > 0) {
                scanMessage(store);
            }
            sequence = store.nextMatching(SubjectFilter.ALL, sequence + 1);
        }
        if (sequence > 0) {
            long next = sequence;
            stream.lane().lane().execute(() -> scan(next));
        } else {
            arm();
        }
    }

    private void scanMessage(StreamStore store) {
        headers.scan(message.buffer(), message.headersOffset(), message.headersLength());
        if (headers.hasValue(PublishHeader.SCHEDULE) || headers.hasValue(PublishHeader.SCHEDULER)) {
            int start = message.subjectOffset();
            int length = message.subjectLength();
            if (store.lastOf(message.buffer(), start, length) == message.sequence()
                    || !headers.hasValue(PublishHeader.SCHEDULE)) {
                String subject = ScheduleChecks.key(message.buffer(), start, length);
                take(message.sequence(), message.timeNanos(), subject, headers);
            }
            end(message.sequence(), headers); // a crash may have come between
        }
    }

    @Override
    public void streamUpdated() {
        recover();
    }

    @Override
    public void close() {
        closed = true;
        stop();
    }

    private void stop() {
        stream.lane().lane().timers().cancel(timer);
        timer = null;
    }

    private long now() {
        return stream.lane().clock().epochNanos();
    }

    private void arm() {
        ScheduleTable.Entry first = table.first();
        if (first == null || closed || timer != null && timerNanos <= first.dueNanos()) {
            return;
        }
        stop();
        long now = now();
        timerNanos = Math.max(first.dueNanos(), now + LEAST_NANOS);
        timer = stream.lane().lane().timers().after(timerNanos - now, this::fire);
    }

    private void fire() {
        timer = null;
        if (!stream.isActive()) {
            return;
        }
        for (ScheduleTable.Entry entry : due()) {
            if (entry.equals(table.get(entry.subject()))) {
                fire(entry);
            }
        }
        arm();
    }

    /** Those whose time has come, in the order of their sequences. */
    private List<ScheduleTable.Entry> due() {
        List<ScheduleTable.Entry> due = new ArrayList<>();
        long now = now();
        for (ScheduleTable.Entry entry : table.byTime()) {
            if (entry.dueNanos() > now || due.size() == TURN) {
                break;
            }
            due.add(entry);
        }
        due.sort(Comparator.comparingLong(ScheduleTable.Entry::sequence));
        return due;
    }

    private void fire(ScheduleTable.Entry entry) {
        if (publish.publish(entry)) {
            // It has moved on if its message was stored; else there was no room for it.
            table.postpone(entry, now() + RETRY_NANOS);
        } else {
            table.remove(entry.subject());
        }
    }
}
