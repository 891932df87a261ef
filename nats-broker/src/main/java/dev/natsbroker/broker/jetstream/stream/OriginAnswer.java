package dev.natsbroker.broker.jetstream.stream;

import static dev.natsbroker.broker.json.JsonType.INT;
import static dev.natsbroker.broker.json.JsonType.TEXT;
import static dev.natsbroker.broker.json.JsonType.UINT64;

import dev.natsbroker.broker.jetstream.model.ApiError;
import dev.natsbroker.broker.json.GoJsonException;
import dev.natsbroker.broker.json.GoJsonReader;
import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;
import org.jspecify.annotations.Nullable;

/** What the origin of a mirror or source answers to the request for a consumer, as far as it matters here. Read once. */
final class OriginAnswer {
    private static final JsonFields<Failure, Failure> FAILURE = JsonFields.<Failure, Failure>of("server.ApiError")
            .field("code", INT, each -> each.code, (each, value) -> each.code = value)
            .field("err_code", INT, each -> each.errCode, (each, value) -> each.errCode = value)
            .field("description", TEXT, each -> each.description, (each, value) -> each.description = value)
            .build();

    private static final JsonFields<Config, Config> CONFIG = JsonFields.<Config, Config>of("server.ConsumerConfig")
            .field("deliver_subject", TEXT, each -> each.deliverSubject, (each, value) -> each.deliverSubject = value)
            .field("ack_policy", TEXT, each -> each.ackPolicy, (each, value) -> each.ackPolicy = value)
            .build();

    private static final JsonFields<Delivered, Delivered> DELIVERED = JsonFields.<Delivered, Delivered>of(
                    "server.SequenceInfo")
            .field("stream_seq", UINT64, each -> each.sequence, (each, value) -> each.sequence = value)
            .build();

    private static final JsonFields<OriginAnswer, OriginAnswer> FIELDS = JsonFields.<OriginAnswer, OriginAnswer>of(
                    "server.JSApiConsumerCreateResponse")
            .field("error", JsonType.object(FAILURE, Failure::new, x -> x), a -> a.failure, (a, v) -> a.failure = v)
            .field("name", TEXT, answer -> answer.name, (answer, value) -> answer.name = value)
            .field("config", JsonType.object(CONFIG, Config::new, x -> x), a -> a.config, (a, v) -> a.config = v)
            .field(
                    "delivered",
                    JsonType.object(DELIVERED, Delivered::new, x -> x),
                    answer -> answer.delivered,
                    (answer, value) -> answer.delivered = value)
            .build();

    private static final class Failure {
        private long code;
        private long errCode;
        private String description = "";
    }

    private static final class Config {
        private String deliverSubject = "";
        private String ackPolicy = "";
    }

    private static final class Delivered {
        private long sequence;
    }

    private Failure failure = new Failure();
    private String name = "";
    private Config config = new Config();
    private Delivered delivered = new Delivered();

    private OriginAnswer() {}

    /** The answer in that text, or null if it is none. */
    static @Nullable OriginAnswer parse(byte[] json) {
        try {
            return GoJsonReader.read(json, GoJsonReader.Unknown.IGNORE, FIELDS, new OriginAnswer());
        } catch (GoJsonException e) {
            return null;
        }
    }

    /** Why there is no consumer, or null if there is one. */
    @Nullable
    ApiError error() {
        return failure.code == 0 && failure.errCode == 0
                ? null
                : new ApiError((int) failure.code, (int) failure.errCode, failure.description);
    }

    /** Whether it names a consumer. */
    boolean isComplete() {
        return !name.isEmpty();
    }

    String consumer() {
        return name;
    }

    String deliverSubject() {
        return config.deliverSubject;
    }

    boolean acknowledgesByFlow() {
        return config.ackPolicy.equals("flow_control");
    }

    /** The sequence of the origin in front of the first message that will come. */
    long deliveredSequence() {
        return delivered.sequence;
    }
}
