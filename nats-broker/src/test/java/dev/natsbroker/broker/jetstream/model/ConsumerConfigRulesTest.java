package dev.natsbroker.broker.jetstream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The texts are those that nats-server 2.15.1 sent. */
class ConsumerConfigRulesTest {
    private static final StreamConfig STREAM =
            ModelSamples.stream("{\"name\":\"S\",\"subjects\":[\"s.>\"],\"num_replicas\":1}");

    private static ConsumerConfig created(String json, boolean isPedantic) {
        return ConsumerConfigRules.forCreate(ModelSamples.consumer(json), STREAM, isPedantic, ServerLimits.UNLIMITED);
    }

    private static String refusal(Runnable rule) {
        JetStreamException refused = catchThrowableOfType(JetStreamException.class, rule::run);
        return refused == null
                ? ""
                : refused.error().errCode() + " " + refused.error().description();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
                    {"num_replicas":3} ~ 10126 consumer config replica count exceeds parent stream
                    {"num_replicas":-1} ~ 10133 replicas count cannot be negative
                    {"ack_wait":-1} ~ 10183 consumer ack wait needs to be positive
                    {"backoff":[-1]} ~ 10184 consumer backoff needs to be positive
                    {"backoff":[1,2],"max_deliver":1} ~ 10116 max deliver is required to be > length of backoff values
                    {"ack_policy":"flow_control"} ~ 10218 flow control ack policy requires a push based consumer
                    {"deliver_subject":"a.*"} ~ 10079 consumer deliver subject has wildcards
                    {"deliver_subject":"a..b"} ~ 10112 invalid push consumer deliver subject
                    {"deliver_subject":"s.x"} ~ 10081 consumer deliver subject forms a cycle
                    {"deliver_subject":"d","max_waiting":5} ~ 10080 consumer in push mode can not set max waiting
                    {"deliver_subject":"d","max_ack_pending":5} ~ 10082 consumer requires ack policy for max ack pending
                    {"deliver_subject":"d","idle_heartbeat":5} ~ 10083 consumer idle heartbeat needs to be >= 100ms
                    {"rate_limit_bps":5} ~ 10086 consumer in pull mode can not have rate limit set
                    {"idle_heartbeat":5} ~ 10088 consumer idle heartbeat requires a push based consumer
                    {"flow_control":true} ~ 10089 consumer flow control requires a push based consumer
                    {"max_expires":5} ~ 10115 consumer max request expires needs to be >= 1ms
                    {"direct":true} ~ 10090 consumer direct requires a push based consumer
                    {"filter_subject":"a","filter_subjects":["b"]} ~ 10136 consumer cannot have both FilterSubject and FilterSubjects specified
                    {"filter_subject":"a..b"} ~ 10052 invalid subject
                    {"filter_subjects":[""]} ~ 10139 consumer filter in FilterSubjects cannot be empty
                    {"filter_subjects":["a","a"]} ~ 10138 consumer subject filters cannot overlap
                    {"opt_start_seq":1} ~ 10094 consumer delivery policy is deliver all, but optional start sequence is also set
                    {"deliver_policy":"by_start_sequence"} ~ 10094 consumer delivery policy is deliver by start sequence, but optional start sequence is not set
                    {"deliver_policy":"by_start_time"} ~ 10094 consumer delivery policy is deliver by start time, but optional start time is not set
                    {"deliver_policy":"last_per_subject"} ~ 10094 consumer delivery policy is deliver last per subject, but optional filter subject is not set
                    {"deliver_subject":"d","flow_control":true} ~ 10108 consumer with flow control also needs heartbeats
                    {"durable_name":"a","name":"b"} ~ 10132 Consumer Durable and Name have to be equal if both are provided
                    {"priority_policy":"overflow"} ~ 10159 Setting PriorityPolicy requires at least one PriorityGroup to be set
                    {"priority_groups":["g"]} ~ 10196 consumer can not have priority groups when policy is none
                    {"priority_timeout":5} ~ 10197 PinnedTTL cannot be set when PriorityPolicy is none
                    {"priority_policy":"overflow","priority_groups":[""]} ~ 10161 Group name cannot be an empty string
                    {"priority_policy":"overflow","priority_groups":["a b"]} ~ 10162 Valid priority group name must match A-Z, a-z, 0-9, -_/=)+ and may not exceed 16 characters
                    """)
    void shouldRefuseWithTheTextsOfTheReference(String json, String text) {
        assertThat(refusal(() -> created(json, false))).isEqualTo(text);
    }

    @Test
    void shouldSayWhatIsPedantic() {
        assertThat(refusal(() -> created("{\"max_deliver\":-5}", true)))
                .isEqualTo("10157 pedantic mode: max_deliver must be set to -1");
        assertThat(refusal(() -> created("{\"backoff\":[5]}", true)))
                .isEqualTo("10157 pedantic mode: first backoff value has to equal batch AckWait");
    }

    @Test
    void shouldRefuseUpdatesOfFixedFields() {
        ConsumerConfig old = created("{\"durable_name\":\"C\"}", false);

        assertThat(refusal(() -> ConsumerUpdateRules.forUpdate(
                        old, created("{\"durable_name\":\"C\",\"deliver_policy\":\"new\"}", false), any -> false)))
                .isEqualTo("10012 deliver policy can not be updated");
        assertThat(refusal(() -> ConsumerUpdateRules.forUpdate(
                        old, created("{\"durable_name\":\"C\",\"deliver_subject\":\"d\"}", false), any -> false)))
                .isEqualTo("10012 can not update pull consumer to push based");
    }

    @Test
    void shouldKeepConsumersOfAWorkQueueApart() {
        StreamConfig queue =
                STREAM.toBuilder().retention(RetentionPolicy.WORK_QUEUE).build();
        ConsumerConfig some = created("{\"ack_policy\":\"explicit\",\"filter_subject\":\"s.a\"}", false);
        ConsumerConfig all = created("{\"ack_policy\":\"explicit\"}", false);

        assertThat(refusal(() -> WorkQueueRules.checkNew(some, queue, List.of())))
                .isEmpty();
        assertThat(refusal(() -> WorkQueueRules.checkNew(some, queue, List.of(all))))
                .startsWith("10100 ");
        assertThat(refusal(() -> WorkQueueRules.checkNew(all, queue, List.of(some))))
                .startsWith("10099 ");
    }
}
