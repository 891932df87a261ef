package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.ApiError;
import dev.natsbroker.broker.jetstream.model.JetStreamError;
import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.store.NewMessage;
import dev.natsbroker.broker.jetstream.store.StoredMessage;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether the counters that a batch changes can be changed: the totals are followed message by message. Owned by the lane. */
final class CounterTotals {
    /** <code>{"val":""}</code>. */
    private static final int PAYLOAD_FRAME = 10;

    private final Stream stream;
    private final CounterRule rule;
    private final Map<String, BigInteger> totals = new HashMap<>();
    private final StoredMessage last = new StoredMessage();

    CounterTotals(Stream stream) {
        this.stream = stream;
        this.rule = new CounterRule(stream);
    }

    void clear() {
        totals.clear();
    }

    @Nullable
    ApiError shape(IncomingMessage incoming, StreamConfig config) {
        return rule.shape(incoming, config);
    }

    /** Stores the message's total instead of its payload, behind the check. */
    @Nullable
    ApiError apply(IncomingMessage incoming) {
        return rule.apply(incoming);
    }

    /** Why the message cannot be counted, or null. */
    @Nullable
    ApiError add(IncomingMessage incoming, StreamConfig config) {
        PublishHeaders headers = incoming.headers();
        if (!headers.hasValue(PublishHeader.INCREMENT)) {
            return JetStreamError.MESSAGE_INCR_MISSING.toError();
        }
        NewMessage message = incoming.message();
        String subject = ScheduleChecks.key(message.subject, message.subjectOffset, message.subjectLength);
        BigInteger total = totals.get(subject);
        if (total == null) {
            total = stored(message);
        }
        if (total == null) {
            return JetStreamError.MESSAGE_COUNTER_BROKEN.toError();
        }
        total = total.add(new BigInteger(headers.text(PublishHeader.INCREMENT)));
        totals.put(subject, total);
        long max = stream.host().maxPayload();
        if (config.maxMsgSize() >= 0) {
            max = Math.min(max, config.maxMsgSize());
        }
        return message.headersLength + (long) PAYLOAD_FRAME + total.toString().length() > max
                ? JetStreamError.STREAM_MESSAGE_EXCEEDS_MAXIMUM.toError()
                : null;
    }

    private @Nullable BigInteger stored(NewMessage message) {
        StreamStore store = stream.store();
        long sequence = store.lastOf(message.subject, message.subjectOffset, message.subjectLength);
        return store.read(sequence, last)
                ? CounterRule.total(last.buffer(), last.payloadOffset(), last.payloadLength())
                : BigInteger.ZERO;
    }
}
