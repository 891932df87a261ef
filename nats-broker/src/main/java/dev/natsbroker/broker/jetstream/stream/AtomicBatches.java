package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.ApiError;
import dev.natsbroker.broker.jetstream.model.JetStreamError;
import dev.natsbroker.broker.jetstream.stream.AtomicBatch.Abandoned;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Atomic batches (spec 4.4, ADR-50): messages wait, copied, until the one that commits them; then all of them are checked and stored,
 * or none. Owned by the lane, on whose timers batches are given up.
 */
final class AtomicBatches {
    private static final int ID_MAX = 64;
    private static final byte[] COMMIT = "1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] COMMIT_BEFORE = "eob".getBytes(StandardCharsets.US_ASCII);

    private final Stream stream;
    private final BatchQuota quota;
    private final BatchCommit commits;
    private final BatchAdvisories advisories;
    private final Map<String, AtomicBatch> open = new HashMap<>();

    AtomicBatches(Stream stream, BatchQuota quota) {
        this.stream = stream;
        this.quota = quota;
        this.commits = new BatchCommit(stream);
        this.advisories = new BatchAdvisories(stream);
    }

    /** Takes a message with {@code Nats-Batch-Id}. */
    void take(IncomingMessage incoming) {
        ApiError refusal = BatchCommit.room(stream, incoming);
        if (refusal == null) {
            refusal = shape(incoming.headers());
        }
        if (refusal != null) {
            stream.ingest().refuse(incoming, refusal);
            return;
        }
        AtomicBatch batch = find(incoming);
        if (batch != null) {
            continueWith(batch, incoming);
        }
    }

    private @Nullable ApiError shape(PublishHeaders headers) {
        if (!stream.config().allowAtomic()) {
            return JetStreamError.ATOMIC_PUBLISH_DISABLED.toError();
        }
        if (headers.length(PublishHeader.BATCH_ID) > ID_MAX) {
            return JetStreamError.ATOMIC_PUBLISH_INVALID_BATCH_ID.toError();
        }
        return headers.number(PublishHeader.BATCH_SEQUENCE) < 0
                ? JetStreamError.ATOMIC_PUBLISH_MISSING_SEQ.toError()
                : null;
    }

    private static boolean endsBefore(PublishHeaders headers) {
        return headers.is(PublishHeader.BATCH_COMMIT, COMMIT_BEFORE);
    }

    private boolean isTooLarge(PublishHeaders headers) {
        long sequence = headers.number(PublishHeader.BATCH_SEQUENCE);
        return (endsBefore(headers) ? sequence - 1 : sequence) > quota.maxMessages();
    }

    private ApiError tooLarge() {
        return JetStreamError.ATOMIC_PUBLISH_TOO_LARGE_BATCH.with(quota.maxMessages());
    }

    /** The batch that the message belongs to; the first message opens it. Null if it was refused. */
    private @Nullable AtomicBatch find(IncomingMessage incoming) {
        PublishHeaders headers = incoming.headers();
        String id = headers.text(PublishHeader.BATCH_ID);
        AtomicBatch batch = open.get(id);
        if (batch != null) {
            return batch;
        }
        if (headers.number(PublishHeader.BATCH_SEQUENCE) != 1) {
            stream.ingest()
                    .refuse(
                            incoming,
                            isTooLarge(headers)
                                    ? tooLarge()
                                    : JetStreamError.ATOMIC_PUBLISH_INCOMPLETE_BATCH.toError());
            return null;
        }
        if (!quota.openAtomic(open.size())) {
            stream.ingest().refuse(incoming, JetStreamError.ATOMIC_PUBLISH_TOO_MANY_INFLIGHT.toError());
            return null;
        }
        batch = new AtomicBatch(id);
        open.put(id, batch);
        batch.activeNanos = stream.lane().clock().nanoTime();
        arm(batch, quota.timeoutNanos());
        return batch;
    }

    private void continueWith(AtomicBatch batch, IncomingMessage incoming) {
        PublishHeaders headers = incoming.headers();
        boolean ends = headers.has(PublishHeader.BATCH_COMMIT);
        boolean endsBefore = endsBefore(headers);
        if (ends && !endsBefore && !headers.is(PublishHeader.BATCH_COMMIT, COMMIT)) {
            end(batch);
            stream.ingest().refuse(incoming, JetStreamError.ATOMIC_PUBLISH_INVALID_BATCH_COMMIT.toError());
            return;
        }
        if (headers.hasValue(PublishHeader.REQUIRED_API_LEVEL)) {
            if (BatchCommit.needsHigherLevel(headers)) {
                abandon(batch, Abandoned.UNSUPPORTED);
                stream.ingest().refuse(incoming, JetStreamError.REQUIRED_API_LEVEL.toError());
                return;
            }
            incoming.rewrite(incoming.edit().remove(PublishHeader.REQUIRED_API_LEVEL.headerName()));
        }
        batch.activeNanos = stream.lane().clock().nanoTime();
        batch.sequence++;
        long sequence = headers.number(PublishHeader.BATCH_SEQUENCE);
        if (sequence != batch.sequence || sequence == 1 && endsBefore) {
            abandon(batch, Abandoned.INCOMPLETE);
            stream.ingest().refuse(incoming, JetStreamError.ATOMIC_PUBLISH_INCOMPLETE_BATCH.toError());
        } else if (isTooLarge(headers)) {
            abandon(batch, Abandoned.LARGE);
            stream.ingest().refuse(incoming, tooLarge());
        } else if (endsBefore || stage(batch, incoming)) {
            staged(batch, incoming, ends, endsBefore);
        }
    }

    private boolean stage(AtomicBatch batch, IncomingMessage incoming) {
        StagedMessage message = new StagedMessage(incoming);
        if (!quota.reserve(message.bytes())) {
            abandon(batch, Abandoned.INCOMPLETE);
            stream.ingest().refuse(incoming, JetStreamError.ATOMIC_PUBLISH_TOO_MANY_INFLIGHT.toError());
            return false;
        }
        batch.bytes += message.bytes();
        batch.messages.add(message);
        return true;
    }

    private void staged(AtomicBatch batch, IncomingMessage incoming, boolean ends, boolean endsBefore) {
        if (!ends) {
            stream.commit().taken(incoming.reply(), incoming.replyOffset(), incoming.replyLength());
            return;
        }
        end(batch);
        if (endsBefore) {
            batch.messages.get(batch.messages.size() - 1).add(PublishHeader.BATCH_COMMIT, "1");
        }
        commits.commit(batch, incoming);
    }

    private void arm(AtomicBatch batch, long delayNanos) {
        batch.timer = stream.lane().lane().timers().after(delayNanos, () -> checkIdle(batch));
    }

    /** The timer is not moved with each message; it looks when it fires how long the batch has been idle. */
    private void checkIdle(AtomicBatch batch) {
        long idle = stream.lane().clock().nanoTime() - batch.activeNanos;
        long left = quota.timeoutNanos() - idle;
        if (left > 0) {
            arm(batch, left);
        } else {
            abandon(batch, Abandoned.TIMEOUT);
        }
    }

    private void abandon(AtomicBatch batch, Abandoned reason) {
        end(batch);
        advisories.abandoned(batch.id, reason);
    }

    private void end(AtomicBatch batch) {
        if (open.remove(batch.id, batch)) {
            stream.lane().lane().timers().cancel(batch.timer);
            quota.release(batch.bytes);
            quota.closeAtomic();
        }
    }

    /** Drops all open batches. */
    void clear() {
        List.copyOf(open.values()).forEach(this::end);
    }

    int size() {
        return open.size();
    }
}
