package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.ApiError;
import dev.natsbroker.broker.jetstream.model.JetStreamError;
import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.store.NewMessage;
import dev.natsbroker.broker.jetstream.store.StoredMessage;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import dev.natsbroker.broker.json.GoJsonException;
import dev.natsbroker.broker.json.GoJsonReader;
import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Counters (ADR-49): a message of a counter stream says by {@code Nats-Incr} what to add, and the stream stores the new total of the
 * subject, of any size. Owned by the lane.
 */
final class CounterRule {
    private static final PublishHeader[] INCOMPATIBLE = {
        PublishHeader.ROLLUP,
        PublishHeader.EXPECTED_STREAM,
        PublishHeader.EXPECTED_LAST_MSG_ID,
        PublishHeader.EXPECTED_LAST_SUBJECT_SEQUENCE_SUBJECT,
        PublishHeader.EXPECTED_LAST_SEQUENCE,
        PublishHeader.EXPECTED_LAST_SUBJECT_SEQUENCE
    };

    private static final JsonFields<Value, Value> VALUE = JsonFields.<Value, Value>of("server.CounterValue")
            .field("val", JsonType.TEXT, value -> value.text, (value, text) -> value.text = text)
            .build();

    /** A stored total. */
    private static final class Value {
        private String text = "";
    }

    private final Stream stream;
    private final StoredMessage last = new StoredMessage();

    CounterRule(Stream stream) {
        this.stream = stream;
    }

    /** Whether {@code Nats-Incr}, if it is there, is right and allowed here. */
    @Nullable
    ApiError shape(IncomingMessage incoming, StreamConfig config) {
        PublishHeaders headers = incoming.headers();
        if (!headers.hasValue(PublishHeader.INCREMENT)) {
            return null;
        }
        if (!isInteger(headers.text(PublishHeader.INCREMENT))) {
            return JetStreamError.MESSAGE_INCR_INVALID.toError();
        }
        if (incoming.isSourced()) {
            return null;
        }
        if (!config.allowMsgCounter()) {
            return JetStreamError.MESSAGE_INCR_DISABLED.toError();
        }
        if (incoming.message().payloadLength > 0) {
            return JetStreamError.MESSAGE_INCR_PAYLOAD.toError();
        }
        for (PublishHeader header : INCOMPATIBLE) {
            if (headers.hasValue(header)) {
                return JetStreamError.MESSAGE_INCR_INVALID.toError();
            }
        }
        return null;
    }

    /** Replaces the message's payload by the new total. */
    @Nullable
    ApiError apply(IncomingMessage incoming) {
        if (!incoming.headers().hasValue(PublishHeader.INCREMENT)) {
            return JetStreamError.MESSAGE_INCR_MISSING.toError();
        }
        BigInteger total = BigInteger.ZERO;
        String sources = "";
        NewMessage message = incoming.message();
        StreamStore store = stream.store();
        if (store.read(store.lastOf(message.subject, message.subjectOffset, message.subjectLength), last)) {
            BigInteger stored = total(last.buffer(), last.payloadOffset(), last.payloadLength());
            if (stored == null) {
                return JetStreamError.MESSAGE_COUNTER_BROKEN.toError();
            }
            total = stored;
            sources = sourcesOf(last);
        }
        BigInteger increment = new BigInteger(incoming.headers().text(PublishHeader.INCREMENT));
        if (incoming.headers().hasValue(PublishHeader.STREAM_SOURCE)) {
            CounterSources known = CounterSources.parse(sources);
            BigInteger sourced = total(message.payload, message.payloadOffset, message.payloadLength);
            if (known == null || sourced == null) {
                return JetStreamError.MESSAGE_COUNTER_BROKEN.toError();
            }
            increment = known.put(incoming.headers().text(PublishHeader.STREAM_SOURCE), message, sourced);
            incoming.rewrite(incoming.edit().replace(PublishHeader.INCREMENT.headerName(), increment.toString()));
            sources = known.toString();
        }
        store(incoming, total.add(increment), sources);
        return message.headersLength + (long) message.payloadLength
                        > stream.host().maxPayload()
                ? JetStreamError.STREAM_MESSAGE_EXCEEDS_MAXIMUM.toError()
                : null;
    }

    private static void store(IncomingMessage incoming, BigInteger total, String sources) {
        String text = total.toString();
        byte[] payload = ("{\"val\":\"" + text + "\"}").getBytes(StandardCharsets.US_ASCII);
        incoming.message().payload(payload, 0, payload.length);
        incoming.counterTotal(text);
        if (!sources.isEmpty()) {
            incoming.rewrite(incoming.edit().replace(PublishHeader.COUNTER_SOURCES.headerName(), sources));
        }
    }

    private static String sourcesOf(StoredMessage message) {
        PublishHeaders headers = new PublishHeaders();
        headers.scan(message.buffer(), message.headersOffset(), message.headersLength());
        return headers.text(PublishHeader.COUNTER_SOURCES);
    }

    /** The total in a stored payload, or null if it is none. */
    static @Nullable BigInteger total(byte[] payload, int offset, int length) {
        if (length == 0) {
            return null;
        }
        Value value = new Value();
        try {
            GoJsonReader.read(
                    Arrays.copyOfRange(payload, offset, offset + length), GoJsonReader.Unknown.IGNORE, VALUE, value);
        } catch (GoJsonException e) {
            return null;
        }
        if (value.text.isEmpty()) {
            return BigInteger.ZERO;
        }
        return isInteger(value.text) ? new BigInteger(value.text) : null;
    }

    private static boolean isInteger(String text) {
        int start = text.startsWith("+") || text.startsWith("-") ? 1 : 0;
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return text.length() > start;
    }
}
