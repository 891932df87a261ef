package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.ApiError;
import dev.natsbroker.broker.jetstream.model.JetStreamError;
import dev.natsbroker.broker.json.GoJson;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fast batches (spec 4.5): messages are stored as they come, and acknowledged in groups whose size the server chooses. The reply
 * subjects carry the protocol. Owned by the lane.
 */
final class FastBatches {
    private static final int ID_MAX = 64;

    private final Stream stream;
    private final BatchQuota quota;
    private final BatchChecks checks;
    private final CounterTotals counters;
    private final FastBatchReply reply = new FastBatchReply();
    private final Map<String, FastBatch> open = new HashMap<>();

    FastBatches(Stream stream, BatchQuota quota) {
        this.stream = stream;
        this.quota = quota;
        this.checks = new BatchChecks(stream, true);
        this.counters = new CounterTotals(stream);
    }

    /** Takes a message whose reply subject ends with {@code .$FI}. */
    void take(IncomingMessage incoming) {
        ApiError refusal = BatchCommit.room(stream, incoming);
        if (refusal == null) {
            refusal = shape(incoming);
        }
        FastBatch batch = null;
        if (refusal == null) {
            batch = open.get(reply.id());
            refusal = batch == null ? mayOpen() : null;
        }
        if (refusal != null) {
            stream.ingest().refuse(incoming, refusal);
            return;
        }
        if (batch == null) {
            batch = begin();
        }
        continueWith(batch, incoming);
    }

    private @Nullable ApiError shape(IncomingMessage incoming) {
        if (!stream.config().allowBatched()) {
            return JetStreamError.BATCH_PUBLISH_DISABLED.toError();
        }
        if (!reply.parse(incoming.reply(), incoming.replyOffset(), incoming.replyLength())) {
            return JetStreamError.BATCH_PUBLISH_INVALID_PATTERN.toError();
        }
        return reply.idLength() > ID_MAX ? JetStreamError.BATCH_PUBLISH_INVALID_BATCH_ID.toError() : null;
    }

    private @Nullable ApiError mayOpen() {
        if (reply.number() != 1) {
            return JetStreamError.BATCH_PUBLISH_UNKNOWN_BATCH_ID.toError();
        }
        return quota.openFast(open.size()) ? null : JetStreamError.BATCH_PUBLISH_TOO_MANY_INFLIGHT.toError();
    }

    private FastBatch begin() {
        FastBatch batch = new FastBatch(reply.id(), reply, open.size() + 1);
        open.put(batch.id, batch);
        batch.activeNanos = stream.lane().clock().nanoTime();
        arm(batch, quota.timeoutNanos());
        return batch;
    }

    private void continueWith(FastBatch batch, IncomingMessage incoming) {
        PublishHeaders headers = incoming.headers();
        if (headers.hasValue(PublishHeader.REQUIRED_API_LEVEL)) {
            if (BatchCommit.needsHigherLevel(headers)) {
                end(batch);
                stream.ingest().refuse(incoming, JetStreamError.REQUIRED_API_LEVEL.toError());
                return;
            }
            incoming.rewrite(incoming.edit().remove(PublishHeader.REQUIRED_API_LEVEL.headerName()));
        }
        batch.activeNanos = stream.lane().clock().nanoTime();
        if (reply.isPing()) {
            ping(batch, incoming);
        } else if (follows(batch, incoming)) {
            if (reply.commitsBefore()) {
                batch.last--;
                commit(batch, incoming);
            } else {
                store(batch, incoming);
            }
        }
    }

    /** The client misses acknowledgements; it says how far it has come. */
    private void ping(FastBatch batch, IncomingMessage incoming) {
        long number = reply.number();
        if (number > batch.last) {
            gap(batch.last + 1, number + 1, incoming);
            if (!batch.gapOk) {
                commit(batch, incoming);
                return;
            }
            batch.last = number;
            if (batch.advance(open.size())) {
                flow(batch, batch.acknowledged, incoming);
                return;
            }
        }
        flow(batch, batch.acknowledged, incoming);
    }

    /** Whether the message is the next one, or may stand for it; else the batch ends with what it has. */
    private boolean follows(FastBatch batch, IncomingMessage incoming) {
        long number = reply.number();
        long next = batch.last + 1;
        if (number > next) {
            gap(next, number, incoming);
        }
        if (number == next || number > next && batch.gapOk) {
            batch.last = number;
            return true;
        }
        commit(batch, incoming);
        return false;
    }

    private void store(FastBatch batch, IncomingMessage incoming) {
        boolean commits = reply.commits();
        if (reply.number() == 1 && !commits && !stream.config().noAck()) {
            flow(batch, 0, incoming);
        }
        checks.begin();
        ApiError refusal = checks.check(incoming);
        if (refusal != null) {
            refused(batch, incoming, refusal);
            return;
        }
        long sequence = BatchCommit.store(stream, counters, incoming);
        if (sequence == 0) {
            end(batch); // the device is full; the message was answered
            return;
        }
        batch.streamSequence = sequence;
        stream.commit().advanced(sequence);
        if (commits) {
            commit(batch, incoming);
        } else if (batch.advance(open.size())) {
            flow(batch, batch.acknowledged, incoming);
        }
    }

    private void refused(FastBatch batch, IncomingMessage incoming, ApiError refusal) {
        boolean duplicate = refusal.is(JetStreamError.ATOMIC_PUBLISH_CONTAINS_DUPLICATE_MESSAGE);
        boolean commits = reply.commits();
        if (duplicate) {
            if (batch.advance(open.size())) {
                flow(batch, batch.acknowledged, incoming);
            }
            if (!commits) {
                return;
            }
        }
        if (!batch.gapOk && batch.last == 1) {
            end(batch);
            refuseFirst(batch, incoming, refusal, duplicate);
            return;
        }
        if (!duplicate) {
            send("{\"type\":\"err\",\"seq\":" + reply.number() + ",\"error\":" + json(refusal) + '}', incoming);
            if (batch.gapOk && !commits) {
                return;
            }
            batch.last--;
        }
        commit(batch, incoming);
    }

    /** A batch that fails at once is answered like an ordinary message. */
    private void refuseFirst(FastBatch batch, IncomingMessage incoming, ApiError refusal, boolean duplicate) {
        long original = checks.duplicateOf();
        if (duplicate && original > 0) {
            String fields = ",\"duplicate\": true" + BatchCommit.fields(batch.id, reply.number());
            acknowledge(original, fields, incoming);
        } else {
            stream.ingest().refuse(incoming, refusal);
        }
    }

    /** Ends a batch with what it has. */
    private void commit(FastBatch batch, IncomingMessage incoming) {
        end(batch);
        acknowledge(batch.streamSequence, BatchCommit.fields(batch.id, batch.last), incoming);
    }

    private void acknowledge(long sequence, String fields, IncomingMessage incoming) {
        stream.commit().answered(sequence, fields, incoming.reply(), incoming.replyOffset(), incoming.replyLength());
    }

    private void flow(FastBatch batch, long number, IncomingMessage incoming) {
        send("{\"type\":\"ack\",\"seq\":" + number + ",\"msgs\":" + batch.flow() + '}', incoming);
    }

    private void gap(long expected, long number, IncomingMessage incoming) {
        send("{\"type\":\"gap\",\"last_seq\":" + expected + ",\"seq\":" + number + '}', incoming);
    }

    private void send(String payload, IncomingMessage incoming) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        stream.commit().send(bytes, incoming.reply(), incoming.replyOffset(), incoming.replyLength());
    }

    private static String json(ApiError error) {
        return new String(GoJson.compact(error), StandardCharsets.UTF_8);
    }

    private void arm(FastBatch batch, long delayNanos) {
        batch.timer = stream.lane().lane().timers().after(delayNanos, () -> checkIdle(batch));
    }

    private void checkIdle(FastBatch batch) {
        long left = quota.timeoutNanos() - (stream.lane().clock().nanoTime() - batch.activeNanos);
        if (left > 0) {
            arm(batch, left);
        } else {
            end(batch);
        }
    }

    private void end(FastBatch batch) {
        if (open.remove(batch.id, batch)) {
            stream.lane().lane().timers().cancel(batch.timer);
            quota.closeFast();
        }
    }

    /** Drops all open batches; what they have stored stays. */
    void clear() {
        List.copyOf(open.values()).forEach(this::end);
    }

    int size() {
        return open.size();
    }
}
