package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.store.StoredMessage;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import dev.natsbroker.broker.jetstream.store.SubjectFilter;
import dev.natsbroker.broker.runtime.Durations;
import dev.natsbroker.broker.runtime.Timers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Removes messages that are too old: by the stream's {@code max_age} or by their own {@code Nats-TTL}, and leaves delete markers where
 * a subject has lost its last message that way (spec 3.10, ADR-43). Owned by the lane, on whose timers it runs.
 */
final class AgeLimit {
    /** Not more often, so that a steady stream of messages expires in groups. */
    private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** So many messages go before others of the lane get a turn. */
    private static final int TURN = 8_192;

    private static final int GONE_MAX = 1_024;
    private static final byte[] KV_PURGE = "PURGE".getBytes(StandardCharsets.US_ASCII);

    private final Stream stream;
    private final TtlDeadlines ttls = new TtlDeadlines();
    private final StoredMessage message = new StoredMessage();
    private final PublishHeaders headers = new PublishHeaders();
    private Timers.@Nullable Timer timer;
    private long timerNanos;

    /** Messages below this sequence are either gone or never expire by age. */
    private long ageFrom;

    AgeLimit(Stream stream) {
        this.stream = stream;
    }

    /** A message was stored. What mirrors and sources bring may have a TTL that does not count here. */
    void stored(long sequence, long timeNanos, long ttlSeconds) {
        long deadline = Long.MAX_VALUE;
        if (ttlSeconds > 0 && stream.config().allowMsgTtl()) {
            deadline = MessageTtl.deadline(timeNanos, ttlSeconds);
            ttls.add(sequence, deadline);
            forgetGone();
        }
        long maxAge = stream.config().maxAgeNanos();
        if (timer == null && maxAge > 0) {
            deadline = Math.min(deadline, timeNanos + maxAge);
        }
        if (deadline < Long.MAX_VALUE) {
            arm(deadline);
        }
    }

    private void forgetGone() {
        StreamStore store = stream.store();
        if (ttls.size() > 2 * store.messages() + GONE_MAX) {
            ttls.retain(sequence -> store.read(sequence, message));
        }
    }

    /** Finds the TTLs of stored messages and removes what is too old by now. */
    void recover() {
        StreamConfig config = stream.config();
        ttls.clear();
        ageFrom = 0;
        if (config.allowMsgTtl()) {
            recoverTtls();
        }
        run();
    }

    private void recoverTtls() {
        StreamStore store = stream.store();
        for (long sequence = store.firstSequence(); sequence <= store.lastSequence(); sequence++) {
            if (store.read(sequence, message) && message.headersLength() > 0) {
                long ttl = ttlOf(message);
                if (ttl > 0) {
                    ttls.add(sequence, MessageTtl.deadline(message.timeNanos(), ttl));
                }
            }
        }
    }

    private long ttlOf(StoredMessage stored) {
        if (stored.headersLength() == 0) {
            return MessageTtl.NONE;
        }
        headers.scan(stored.buffer(), stored.headersOffset(), stored.headersLength());
        return MessageTtl.of(headers);
    }

    /** The configuration has changed. */
    void updated(StreamConfig before) {
        StreamConfig config = stream.config();
        ageFrom = 0;
        if (config.allowMsgTtl() && !before.allowMsgTtl()) {
            ttls.clear();
            recoverTtls();
        }
        stop();
        arm(Math.min(nextByAge(), ttls.next()));
    }

    /** Ends the timer. */
    void stop() {
        stream.lane().lane().timers().cancel(timer);
        timer = null;
    }

    private void arm(long deadlineNanos) {
        if (deadlineNanos == Long.MAX_VALUE || timer != null && timerNanos <= deadlineNanos) {
            return;
        }
        stop();
        timerNanos = deadlineNanos;
        long delay = Math.max(LEAST_NANOS, deadlineNanos - stream.lane().clock().epochNanos());
        timer = stream.lane().lane().timers().after(delay, this::run);
    }

    private void run() {
        stop();
        if (stream.isClosed()) {
            return;
        }
        long now = stream.lane().clock().epochNanos();
        boolean more = expireByAge(now);
        more |= expireByTtl(now);
        stream.usage().flush();
        if (more) {
            timerNanos = now;
            timer = stream.lane().lane().timers().after(0, this::run);
        } else {
            arm(Math.min(nextByAge(), ttls.next()));
        }
    }

    /** Points at the first message that can expire by age; returns when it does. */
    private long nextByAge() {
        long maxAge = stream.config().maxAgeNanos();
        StreamStore store = stream.store();
        if (maxAge <= 0 || store.messages() == 0) {
            return Long.MAX_VALUE;
        }
        long sequence = store.nextMatching(SubjectFilter.ALL, Math.max(ageFrom, store.firstSequence()));
        return sequence > 0 && store.read(sequence, message) ? message.timeNanos() + maxAge : Long.MAX_VALUE;
    }

    private boolean expireByAge(long now) {
        for (int i = 0; i < TURN; i++) {
            if (nextByAge() > now) {
                return false;
            }
            if (ttlOf(message) == MessageTtl.NEVER) {
                ageFrom = message.sequence() + 1;
            } else {
                expire();
            }
        }
        return true;
    }

    private boolean expireByTtl(long now) {
        for (int i = 0; i < TURN; i++) {
            if (ttls.next() > now) {
                return false;
            }
            if (stream.store().read(ttls.poll(), message)) {
                expire();
            }
        }
        return true;
    }

    /** Removes the message that {@link #message} shows. */
    private void expire() {
        StreamStore store = stream.store();
        byte[] bytes = message.buffer();
        int start = message.subjectOffset();
        int length = message.subjectLength();
        boolean marks = stream.config().subjectDeleteMarkerTtlNanos() > 0
                && store.countOf(bytes, start, length) == 1
                && !isMarker(message);
        if (marks) {
            leaveMarker(message.sequence(), Arrays.copyOfRange(bytes, start, start + length));
        } else {
            store.remove(message.sequence(), false);
        }
    }

    private boolean isMarker(StoredMessage stored) {
        if (stored.headersLength() == 0) {
            return false;
        }
        headers.scan(stored.buffer(), stored.headersOffset(), stored.headersLength());
        return headers.hasValue(PublishHeader.MARKER_REASON) || headers.is(PublishHeader.KV_OPERATION, KV_PURGE);
    }

    private void leaveMarker(long expired, byte[] subject) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(stream.config().subjectDeleteMarkerTtlNanos());
        String ttl = Durations.text(TimeUnit.SECONDS.toNanos(seconds));
        String block = "NATS/1.0\r\nNats-Marker-Reason: MaxAge\r\nNats-TTL: " + ttl + "\r\nNats-Rollup: sub\r\n\r\n";
        stream.ingest().replaceByMarker(expired, subject, block.getBytes(StandardCharsets.UTF_8), seconds);
    }
}
