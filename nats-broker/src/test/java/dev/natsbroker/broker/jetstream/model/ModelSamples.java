package dev.natsbroker.broker.jetstream.model;

import dev.natsbroker.broker.json.GoJsonReader.Unknown;
import java.nio.charset.StandardCharsets;

/** Configurations in which every field is set, as nats-server 2.15.1 shows them. */
final class ModelSamples {
    static final String FULL_STREAM = "{\"name\":\"F\",\"description\":\"d\",\"subjects\":[\"f.\\u003e\"],"
            + "\"retention\":\"interest\",\"max_consumers\":10,\"max_msgs\":5,\"max_bytes\":100,\"max_age\":100000000000,"
            + "\"max_msgs_per_subject\":3,\"max_msg_size\":77,\"discard\":\"new\",\"storage\":\"memory\",\"num_replicas\":1,"
            + "\"no_ack\":true,\"duplicate_window\":1000000000,\"placement\":{\"cluster\":\"c\",\"tags\":[\"a\"]},"
            + "\"mirror\":{\"name\":\"m\",\"consumer\":{\"name\":\"c\",\"deliver_subject\":\"d\"}},"
            + "\"sources\":[{\"name\":\"o1\",\"opt_start_seq\":1,\"opt_start_time\":\"2026-01-01T00:00:00.5Z\","
            + "\"filter_subject\":\"x\",\"external\":{\"api\":\"ap.x\",\"deliver\":\"dl.x\"}},"
            + "{\"name\":\"o2\",\"subject_transforms\":[{\"src\":\"a\",\"dest\":\"b\"}]}],\"compression\":\"s2\","
            + "\"first_seq\":18446744073709551615,\"subject_transform\":{\"src\":\"a.*\",\"dest\":\"f.{{wildcard(1)}}\"},"
            + "\"republish\":{\"src\":\"f.\\u003e\",\"dest\":\"rp.\\u003e\",\"headers_only\":true},\"allow_direct\":true,"
            + "\"mirror_direct\":false,\"discard_new_per_subject\":true,\"sealed\":false,\"deny_delete\":true,"
            + "\"deny_purge\":false,\"allow_rollup_hdrs\":false,\"consumer_limits\":{\"inactive_threshold\":1000000000,"
            + "\"max_ack_pending\":9},\"allow_msg_ttl\":true,\"subject_delete_marker_ttl\":2000000000,"
            + "\"allow_msg_counter\":true,\"allow_atomic\":true,\"allow_msg_schedules\":true,\"persist_mode\":\"async\","
            + "\"allow_batched\":true,\"metadata\":{\"_nats.req.level\":\"4\",\"a\":\"\\u003c\\u0026\\u003e\",\"z\":\"1\"}}";

    static final String FULL_CONSUMER = "{\"durable_name\":\"P\",\"name\":\"P\",\"description\":\"d\","
            + "\"deliver_policy\":\"by_start_time\",\"opt_start_seq\":3,\"opt_start_time\":\"2026-01-01T00:00:00Z\","
            + "\"ack_policy\":\"explicit\",\"ack_wait\":1000000000,\"max_deliver\":5,\"backoff\":[1000000000,2000000000],"
            + "\"filter_subject\":\"f\",\"filter_subjects\":[\"f.a\",\"f.b\"],\"replay_policy\":\"original\","
            + "\"rate_limit_bps\":88,\"sample_freq\":\"25%\",\"max_waiting\":512,\"max_ack_pending\":4,"
            + "\"flow_control\":true,\"headers_only\":true,\"max_batch\":3,\"max_expires\":2000000,\"max_bytes\":99,"
            + "\"deliver_subject\":\"dd\",\"deliver_group\":\"gg\",\"idle_heartbeat\":1000000000,"
            + "\"inactive_threshold\":900000000,\"num_replicas\":1,\"mem_storage\":true,\"direct\":true,\"sourcing\":true,"
            + "\"metadata\":{\"q\":\"1\"},\"pause_until\":\"2099-01-01T00:00:00Z\",\"priority_groups\":[\"g\"],"
            + "\"priority_policy\":\"pinned_client\",\"priority_timeout\":3000000000}";

    private ModelSamples() {}

    static StreamConfig fullStream() {
        return stream(FULL_STREAM);
    }

    static StreamConfig stream(String json) {
        return StreamConfigRequest.read(json.getBytes(StandardCharsets.UTF_8), Unknown.REFUSE)
                .config();
    }

    static ConsumerConfig consumer(String json) {
        return CreateConsumerRequest.read(
                        ("{\"config\":" + json + '}').getBytes(StandardCharsets.UTF_8), Unknown.REFUSE)
                .config();
    }
}
