package dev.natsbroker.broker.jetstream.store;

import dev.natsbroker.broker.json.GoJsonReader;
import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;
import dev.natsbroker.broker.json.JsonWritable;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;

/**
 * A consumer's state in the JSON of nats-server's archives: what was delivered, what is acknowledged, what is pending since when, and
 * what was delivered again how often. Filled by the reader, or from a state.
 */
public final class ConsumerStateJson implements JsonWritable {
    /** How it is written and read. */
    public static final JsonType<ConsumerStateJson> JSON;

    private static final JsonFields<Pair, Pair> PAIR = JsonFields.<Pair, Pair>of("server.SequencePair")
            .field("consumer_seq", JsonType.UINT64, pair -> pair.consumer, (pair, value) -> pair.consumer = value)
            .field("stream_seq", JsonType.UINT64, pair -> pair.stream, (pair, value) -> pair.stream = value)
            .build();

    private static final JsonFields<Pending, Pending> PENDING = JsonFields.<Pending, Pending>of("server.Pending")
            .field("Sequence", JsonType.UINT64, one -> one.sequence, (one, value) -> one.sequence = value)
            .field("Timestamp", JsonType.INT64, one -> one.time, (one, value) -> one.time = value)
            .build();

    private static final JsonFields<ConsumerStateJson, ConsumerStateJson> FIELDS =
            JsonFields.<ConsumerStateJson, ConsumerStateJson>of("server.ConsumerState")
                    .field("delivered", pair(), state -> state.delivered, (state, value) -> state.delivered = value)
                    .field("ack_floor", pair(), state -> state.floor, (state, value) -> state.floor = value)
                    .optional(
                            "pending",
                            JsonType.mapOf(JsonType.object(PENDING, Pending::new, one -> one), "*server.Pending"),
                            state -> state.pending,
                            (state, value) -> state.pending = value)
                    .optional(
                            "redelivered",
                            JsonType.mapOf(JsonType.UINT64, "uint64"),
                            state -> state.redelivered,
                            (state, value) -> state.redelivered = value)
                    .build();

    static {
        JSON = JsonType.object(FIELDS, ConsumerStateJson::new, state -> state);
    }

    private Pair delivered = new Pair();
    private Pair floor = new Pair();
    private Map<String, Pending> pending = new TreeMap<>();
    private Map<String, Long> redelivered = new TreeMap<>();

    /** The state of a consumer that has not begun. */
    public ConsumerStateJson() {}

    private static JsonType<Pair> pair() {
        return JsonType.object(PAIR, Pair::new, pair -> pair);
    }

    /** What a consumer's state is now. Called on its lane. */
    public static ConsumerStateJson of(ConsumerState state) {
        ConsumerStateJson json = new ConsumerStateJson();
        json.delivered = new Pair(state.deliveredConsumer(), state.deliveredStream());
        json.floor = new Pair(state.floorConsumer(), state.floorStream());
        PendingMessages messages = state.pending();
        for (int entry = messages.first(); entry != PendingMessages.NONE; entry = messages.next(entry)) {
            String sequence = Long.toUnsignedString(messages.sequence(entry));
            json.pending.put(sequence, new Pending(messages.consumerSequence(entry), messages.time(entry)));
            if (messages.deliveries(entry) > 1) {
                json.redelivered.put(sequence, messages.deliveries(entry) - 1L);
            }
        }
        return json;
    }

    /** Reads a state. */
    public static ConsumerStateJson read(byte[] json) {
        return GoJsonReader.read(json, GoJsonReader.Unknown.IGNORE, FIELDS, new ConsumerStateJson());
    }

    /**
     * The state that this is of.
     *
     * @throws IllegalArgumentException if it cannot be one
     */
    public ConsumerState toState() {
        ConsumerState state = new ConsumerState();
        state.restore(snapshot());
        return state;
    }

    private byte[] snapshot() {
        Map<Long, Pending> sorted = new TreeMap<>();
        pending.forEach((sequence, one) -> {
            if (one.sequence > 0 && one.sequence <= delivered.consumer) {
                sorted.put(Long.parseLong(sequence), one);
            }
        });
        ConsumerSnapshot.Writer writer = new ConsumerSnapshot.Writer(sorted.size());
        writer.head(delivered.consumer, delivered.stream, floor.consumer, floor.stream, 0);
        sorted.forEach((sequence, one) -> writer.message(
                sequence,
                one.sequence,
                1 + redelivered.getOrDefault(Long.toUnsignedString(sequence), 0L),
                one.time,
                0));
        return writer.toBytes();
    }

    @Override
    public void writeTo(JsonGenerator json) {
        FIELDS.write(json, this);
    }

    private static final class Pair {
        private long consumer;
        private long stream;

        Pair() {}

        Pair(long consumer, long stream) {
            this.consumer = consumer;
            this.stream = stream;
        }
    }

    private static final class Pending {
        private long sequence;
        private long time;

        Pending() {}

        Pending(long sequence, long time) {
            this.sequence = sequence;
            this.time = time;
        }
    }
}
