package dev.natsbroker.broker.jetstream.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.json.GoJson;
import dev.natsbroker.broker.json.GoTime;
import dev.natsbroker.broker.json.JsonWritable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The literal texts are those of nats-server 2.15.1. */
class ModelJsonTest {
    private static String json(JsonWritable value) {
        return new String(GoJson.compact(value), StandardCharsets.UTF_8);
    }

    @Test
    void shouldWriteEveryFieldWhereTheReferenceHasIt() {
        assertThat(json(ModelSamples.fullStream())).isEqualTo(ModelSamples.FULL_STREAM);
        assertThat(json(ModelSamples.consumer(ModelSamples.FULL_CONSUMER))).isEqualTo(ModelSamples.FULL_CONSUMER);
    }

    @Test
    void shouldReadWhatItHasWritten() {
        StreamConfig stream = ModelSamples.fullStream();
        ConsumerConfig consumer = ModelSamples.consumer(ModelSamples.FULL_CONSUMER);

        assertThat(StreamConfig.fromJson(GoJson.compact(stream))).isEqualTo(stream);
        assertThat(ConsumerConfig.fromJson(GoJson.compact(consumer))).isEqualTo(consumer);
        assertThat(stream.toBuilder().build()).isEqualTo(stream);
        assertThat(consumer.toBuilder().build()).isEqualTo(consumer);
    }

    @Test
    void shouldShowANewStreamAsTheReferenceDoes() {
        StreamConfig config = StreamConfigRules.forCreate(
                ModelSamples.stream("{\"name\":\"S\",\"subjects\":[\"s.>\"]}"),
                false,
                StreamLookup.NONE,
                ServerLimits.UNLIMITED);
        Instant created = Instant.parse("2026-11-25T19:42:54.966447400Z");
        StreamInfo info = new StreamInfo(
                ApiLevel.shown(config, "2.15.1"),
                created,
                StreamState.EMPTY,
                "",
                ClusterInfo.ledBy("ref"),
                null,
                List.of(),
                List.of(),
                created);

        assertThat(json(info))
                .isEqualTo(
                        "{\"config\":{\"name\":\"S\",\"subjects\":[\"s.\\u003e\"],\"retention\":\"limits\",\"max_consumers\":-1,\"max_msgs\":-1,\"max_bytes\":-1,\"max_age\":0,\"max_msgs_per_subject\":-1,\"max_msg_size\":-1,\"discard\":\"old\",\"storage\":\"file\",\"num_replicas\":1,\"duplicate_window\":120000000000,\"compression\":\"none\",\"allow_direct\":false,\"mirror_direct\":false,\"sealed\":false,\"deny_delete\":false,\"deny_purge\":false,\"allow_rollup_hdrs\":false,\"consumer_limits\":{},\"allow_msg_ttl\":false,\"metadata\":{\"_nats.level\":\"5\",\"_nats.req.level\":\"0\",\"_nats.ver\":\"2.15.1\"}},\"created\":\"2026-11-25T19:42:54.9664474Z\",\"state\":{\"messages\":0,\"bytes\":0,\"first_seq\":0,\"first_ts\":\"0001-01-01T00:00:00Z\",\"last_seq\":0,\"last_ts\":\"0001-01-01T00:00:00Z\",\"consumer_count\":0},\"cluster\":{\"leader\":\"ref\"},\"ts\":\"2026-11-25T19:42:54.9664474Z\"}");
    }

    @Test
    void shouldShowANewConsumerAsTheReferenceDoes() {
        StreamConfig stream = ModelSamples.stream("{\"name\":\"S\",\"num_replicas\":1}");
        ConsumerConfig config = ConsumerConfigRules.forCreate(
                ModelSamples.consumer("{\"durable_name\":\"C\",\"name\":\"C\",\"ack_policy\":\"explicit\"}"),
                stream,
                false,
                ServerLimits.UNLIMITED);
        SequenceInfo none = new SequenceInfo(0, 0, null);
        Instant created = Instant.ofEpochSecond(0);
        ConsumerInfo info = new ConsumerInfo(
                "S",
                "C",
                created,
                config,
                none,
                none,
                0,
                0,
                0,
                1,
                null,
                false,
                true,
                5,
                created,
                List.of(new PriorityGroupState("g", "", GoTime.ZERO)));

        assertThat(json(info))
                .isEqualTo(
                        "{\"stream_name\":\"S\",\"name\":\"C\",\"created\":\"1970-01-01T00:00:00Z\",\"config\":{\"durable_name\":\"C\",\"name\":\"C\",\"deliver_policy\":\"all\",\"ack_policy\":\"explicit\",\"ack_wait\":30000000000,\"max_deliver\":-1,\"replay_policy\":\"instant\",\"max_waiting\":512,\"max_ack_pending\":1000,\"num_replicas\":0,\"metadata\":{\"_nats.req.level\":\"0\"}},\"delivered\":{\"consumer_seq\":0,\"stream_seq\":0},\"ack_floor\":{\"consumer_seq\":0,\"stream_seq\":0},\"num_ack_pending\":0,\"num_redelivered\":0,\"num_waiting\":0,\"num_pending\":1,\"paused\":true,\"pause_remaining\":5,\"ts\":\"1970-01-01T00:00:00Z\",\"priority_groups\":[{\"group\":\"g\",\"pinned_ts\":\"0001-01-01T00:00:00Z\"}]}");
    }

    @Test
    void shouldShowAnAccountAsTheReferenceDoes() {
        AccountTier none = new AccountTier(0, 0, 0, 100, 5, 4, AccountLimits.UNLIMITED);

        assertThat(json(new AccountInfo(none, "", new ApiStats(5, 98, 88, 0), Map.of())))
                .isEqualTo(
                        "{\"memory\":0,\"storage\":0,\"reserved_memory\":0,\"reserved_storage\":100,\"streams\":5,\"consumers\":4,\"limits\":{\"max_memory\":-1,\"max_storage\":-1,\"max_streams\":-1,\"max_consumers\":-1,\"max_ack_pending\":-1,\"memory_max_stream_bytes\":-1,\"storage_max_stream_bytes\":-1,\"max_bytes_required\":false},\"api\":{\"level\":5,\"total\":98,\"errors\":88}}");
    }

    @Test
    void shouldHashAsTheReferenceDoes() {
        assertThat(ShortHash.of("n0")).isEqualTo("6DVFpukC");
        assertThat(new Nuid(new java.util.Random(1)).next()).matches("[0-9A-Za-z]{22}");
        assertThat(new Nuid(new java.util.Random(1)).nextConsumerName()).matches("[0-9A-Za-z]{8}");
    }
}
