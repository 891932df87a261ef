package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.ApiError;
import dev.natsbroker.broker.jetstream.model.JetStreamError;
import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.store.NewMessage;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import dev.natsbroker.broker.subject.Subjects;
import org.jspecify.annotations.Nullable;

/**
 * Stores the messages of a batch: first all of them are checked, then all are stored as one group of the store, which is whole or
 * missing after a crash, and answered as one. Owned by the lane.
 */
final class BatchCommit {
    private static final int API_LEVEL = 5;

    private final Stream stream;
    private final BatchChecks checks;
    private final CounterTotals counters;
    private final IncomingMessage current = new IncomingMessage();

    BatchCommit(Stream stream) {
        this.stream = stream;
        this.checks = new BatchChecks(stream, false);
        this.counters = new CounterTotals(stream);
    }

    /** The checks that come before all others, with each message of a batch. */
    static @Nullable ApiError room(Stream stream, IncomingMessage incoming) {
        StreamConfig config = stream.config();
        NewMessage message = incoming.message();
        if (config.sealed()) {
            return JetStreamError.STREAM_SEALED.toError();
        }
        long size = stream.store().sizeOf(message.subjectLength, message.headersLength, message.payloadLength);
        StreamHost.Refusal noRoom = stream.usage().roomFor(size);
        if (noRoom != null) {
            return noRoom == StreamHost.Refusal.SERVER
                    ? JetStreamError.INSUFFICIENT_RESOURCES.toError()
                    : JetStreamError.ACCOUNT_RESOURCES_EXCEEDED.toError();
        }
        return config.maxMsgSize() >= 0 && incoming.size() > config.maxMsgSize()
                ? JetStreamError.STREAM_MESSAGE_EXCEEDS_MAXIMUM.toError()
                : null;
    }

    /** Whether the sender needs a later server; what cannot be read counts as that. */
    static boolean needsHigherLevel(PublishHeaders headers) {
        long level = headers.number(PublishHeader.REQUIRED_API_LEVEL);
        return level < 0 || level > API_LEVEL;
    }

    /** What the acknowledgement of a batch adds. */
    static String fields(String id, long count) {
        return ",\"batch\":" + Subjects.quote(id) + ",\"count\":" + count;
    }

    /** Commits {@code batch}; the answer goes to the publisher of {@code last}. */
    void commit(AtomicBatch batch, IncomingMessage last) {
        ApiError refusal = check(batch);
        if (refusal == null && stream.store().isFull()) {
            refusal = JetStreamError.INSUFFICIENT_RESOURCES.toError();
        }
        if (refusal != null) {
            stream.ingest().refuse(last, refusal);
            return;
        }
        long sequence = store(batch);
        if (sequence == 0) {
            stream.ingest().refuse(last, JetStreamError.INSUFFICIENT_RESOURCES.toError());
        } else {
            stream.ingest().acknowledge(sequence, fields(batch.id, batch.messages.size()), last);
        }
    }

    private @Nullable ApiError check(AtomicBatch batch) {
        checks.begin();
        for (StagedMessage staged : batch.messages) {
            staged.show(current);
            if (current.headers().hasValue(PublishHeader.EXPECTED_LAST_MSG_ID)) {
                return JetStreamError.ATOMIC_PUBLISH_UNSUPPORTED_HEADER_BATCH.with(
                        PublishHeader.EXPECTED_LAST_MSG_ID.headerName());
            }
            ApiError refusal = checks.check(current);
            if (refusal != null) {
                return refusal;
            }
            staged.keepHeaders(current);
        }
        return null;
    }

    /** Returns the last sequence, 0 if the device got full: then nothing of the batch stays, and nothing else has changed. */
    private long store(AtomicBatch batch) {
        StreamStore store = stream.store();
        long before = store.lastSequence();
        store.beginGroup();
        try {
            if (!place(batch)) {
                for (long sequence = before + 1; sequence <= store.lastSequence(); sequence++) {
                    store.remove(sequence, false);
                }
                return 0;
            }
            for (StagedMessage staged : batch.messages) {
                staged.showStored(current);
                takeOptions(stream, current);
                stream.ingest().placed(current.message().sequence, current);
            }
        } finally {
            store.endGroup();
        }
        return store.lastSequence();
    }

    private boolean place(AtomicBatch batch) {
        for (StagedMessage staged : batch.messages) {
            staged.show(current);
            takeOptions(stream, current);
            count(stream, counters, current);
            if (stream.ingest().place(current) == 0) {
                return false;
            }
            staged.keepStored(current);
        }
        return true;
    }

    /** Stores a message of a batch that was checked. Returns its sequence, 0 if there is no room on the device. */
    static long store(Stream stream, CounterTotals counters, IncomingMessage message) {
        takeOptions(stream, message);
        count(stream, counters, message);
        return stream.ingest().isWanted(message)
                ? stream.ingest().store(message)
                : stream.ingest().skip(message);
    }

    private static void takeOptions(Stream stream, IncomingMessage message) {
        PublishHeaders headers = message.headers();
        if (headers.hasValue(PublishHeader.ROLLUP)) {
            message.rollup(
                    headers.isIgnoringCase(PublishHeader.ROLLUP, "all")
                            ? IncomingMessage.Rollup.ALL
                            : IncomingMessage.Rollup.SUBJECT);
        }
        if (headers.hasValue(PublishHeader.TTL)) {
            PublishChecks.takeTtl(message, stream.config());
        }
    }

    private static void count(Stream stream, CounterTotals counters, IncomingMessage message) {
        if (stream.config().allowMsgCounter() && counters.apply(message) != null) {
            throw new IllegalStateException("A counter that was checked cannot be applied");
        }
    }
}
