package dev.natsbroker.broker.jetstream.consumer;

import dev.natsbroker.broker.jetstream.model.ConsumerConfig;
import dev.natsbroker.broker.jetstream.store.ConsumerState;
import dev.natsbroker.broker.jetstream.store.StoredMessage;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import dev.natsbroker.broker.jetstream.store.SubjectFilter;
import java.time.Instant;
import java.util.Arrays;

/** Where a consumer begins, by its deliver policy (spec 5.1), and where it goes on after a restart. Owned by the lane. */
final class StartPosition {
    private final ConsumerContext context;
    private final StreamStore store;
    private long[] found = new long[16];
    private int foundCount;

    StartPosition(ConsumerContext context) {
        this.context = context;
        this.store = context.store;
    }

    /** Begins a new consumer. */
    void begin() {
        long[] list = isLastPerSubject() ? lastOfSubjects() : new long[0];
        long last = store.lastSequence();
        ConsumerState state = context.state;
        if (isLastPerSubject()) {
            long first = list.length > 0 ? list[0] : last; // as the reference shows it
            state.start(Math.max(1, first), last);
            context.cursor.moveTo(list, last + 1);
        } else {
            long first = Math.max(1, firstSequence());
            state.start(first, 0);
            context.cursor.moveTo(first);
        }
    }

    /** Goes on where the state says. */
    void resume() {
        ConsumerState state = context.state;
        if (state.deliveredStream() >= state.skipUntil()) {
            context.cursor.moveTo(Math.max(state.deliveredStream() + 1, 1));
            return;
        }
        long[] all = lastOfSubjects();
        int from = Arrays.binarySearch(all, state.deliveredStream() + 1);
        long[] rest = Arrays.copyOfRange(all, from < 0 ? -from - 1 : from, all.length);
        context.cursor.moveTo(rest, state.skipUntil() + 1);
    }

    private boolean isLastPerSubject() {
        return switch (context.config().deliverPolicy()) {
            case LAST_PER_SUBJECT -> context.stream.config().maxMsgsPerSubject() != 1;
            default -> false;
        };
    }

    private long firstSequence() {
        ConsumerConfig config = context.config();
        long first = store.firstSequence();
        long behind = store.lastSequence() + 1;
        Instant time = config.optStartTime();
        long wanted = switch (config.deliverPolicy()) {
            case ALL, LAST_PER_SUBJECT -> first;
            case LAST -> lastMatching();
            case NEW -> behind;
            case BY_START_SEQUENCE -> config.optStartSeq() < 0 ? Long.MAX_VALUE : config.optStartSeq();
            case BY_START_TIME -> time == null ? first : store.firstAtOrAfter(nanos(time));
        };
        boolean mayWait = config.optStartSeq() != 0;
        return Math.max(mayWait ? wanted : Math.min(wanted, behind), first);
    }

    private long lastMatching() {
        long last = store.lastSequence();
        return context.filter().isAll() ? last : store.lastMatching(context.filter(), last);
    }

    static long nanos(Instant time) {
        try {
            return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
        } catch (ArithmeticException e) {
            return time.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    /** The last sequence of each subject that matches, as of the time when the consumer was created; rising. */
    private long[] lastOfSubjects() {
        long end = context.state.skipUntil() > 0 ? context.state.skipUntil() : store.lastSequence();
        StoredMessage message = new StoredMessage();
        foundCount = 0;
        store.subjects(context.filter(), (subject, offset, length, count, first, last) -> {
            if (last <= end) {
                add(last);
            } else if (first <= end) {
                byte[] literal = Arrays.copyOfRange(subject, offset, offset + length);
                long earlier = store.lastMatching(SubjectFilter.of(literal), end);
                if (earlier > 0 && store.read(earlier, message)) {
                    add(earlier);
                }
            }
            return true;
        });
        long[] list = Arrays.copyOf(found, foundCount);
        Arrays.sort(list);
        return list;
    }

    private void add(long sequence) {
        if (foundCount == found.length) {
            found = Arrays.copyOf(found, foundCount * 2);
        }
        found[foundCount++] = sequence;
    }
}
