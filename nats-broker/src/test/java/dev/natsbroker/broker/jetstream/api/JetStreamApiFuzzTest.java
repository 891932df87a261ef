package dev.natsbroker.broker.jetstream.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.json.GoJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Requests with something wrong, over all subjects: each gets an answer that is JSON with the right type, nothing throws, and what is
 * refused changes nothing.
 */
class JetStreamApiFuzzTest {
    private static final List<String> SUBJECTS = List.of(
            "INFO",
            "STREAM.NAMES",
            "STREAM.LIST",
            "STREAM.CREATE.S",
            "STREAM.CREATE.T",
            "STREAM.UPDATE.S",
            "STREAM.INFO.S",
            "STREAM.INFO.X",
            "STREAM.DELETE.T",
            "STREAM.PURGE.S",
            "STREAM.MSG.GET.S",
            "STREAM.MSG.DELETE.S",
            "STREAM.SNAPSHOT.S",
            "STREAM.RESTORE.R",
            "STREAM.LEADER.STEPDOWN.S",
            "STREAM.PEER.REMOVE.S",
            "CONSUMER.CREATE.S",
            "CONSUMER.CREATE.S.C",
            "CONSUMER.CREATE.S.C.f.>",
            "CONSUMER.DURABLE.CREATE.S.D",
            "CONSUMER.NAMES.S",
            "CONSUMER.LIST.S",
            "CONSUMER.INFO.S.C",
            "CONSUMER.DELETE.S.C",
            "CONSUMER.PAUSE.S.D",
            "CONSUMER.UNPIN.S.D",
            "CONSUMER.RESET.S.D");

    private static final List<String> BODIES = List.of(
            "",
            "{}",
            "{\"name\":\"S\"}",
            "{\"name\":\"T\",\"subjects\":[\"t.*\"],\"max_msgs\":3,\"max_age\":1000000000}",
            "{\"name\":\"S\",\"subjects\":[\"s.>\"],\"retention\":\"limits\",\"storage\":\"memory\",\"num_replicas\":1}",
            "{\"stream_name\":\"S\",\"config\":{\"durable_name\":\"D\",\"ack_policy\":\"explicit\",\"backoff\":[1,2]}}",
            "{\"stream_name\":\"S\",\"config\":{\"filter_subject\":\"f.>\"},\"action\":\"create\",\"pedantic\":true}",
            "{\"stream_name\":\"S\",\"config\":{\"deliver_subject\":\"d\",\"idle_heartbeat\":100000000}}",
            "{\"offset\":1,\"subject\":\"s.*\"}",
            "{\"deleted_details\":true,\"subjects_filter\":\">\"}",
            "{\"filter\":\"s.1\",\"seq\":2}",
            "{\"seq\":1,\"no_erase\":true}",
            "{\"last_by_subj\":\"s.*\"}",
            "{\"deliver_subject\":\"nowhere\",\"chunk_size\":-1,\"window_size\":99999999999}",
            "{\"config\":{\"name\":\"R\"},\"state\":{\"messages\":1}}",
            "{\"pause_until\":\"2099-01-01T00:00:00Z\"}",
            "{\"group\":\"a\"}");

    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "null",
            "true",
            "-1",
            "1e9",
            "9223372036854775808",
            "\u0000",
            "\ufffd",
            "\\ud800",
            "\"x\":1",
            "\"seq\":",
            "\"name\":\"S\"",
            "\"config\":{}",
            " ",
            "\n",
            ">",
            "*",
            ".");

    private final JsonMapper mapper = new JsonMapper();

    @Test
    void shouldSurviveWhateverIsAsked() {
        long seed = Long.getLong("fuzz.seed", 20_261_125);
        int iterations = Integer.getInteger("fuzz.iterations", 200);
        System.out.println("JetStreamApiFuzzTest fuzz.seed=" + seed + " fuzz.iterations=" + iterations);
        Random random = new Random(seed);
        try (ApiFixture api = ApiFixture.withAccount()) {
            api.request("STREAM.CREATE.S", BODIES.get(4));
            api.publish("A", "s.1", null, "", "x".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < iterations; i++) {
                String subject = SUBJECTS.get(random.nextInt(SUBJECTS.size()));
                String body = mutated(BODIES.get(random.nextInt(BODIES.size())), random);
                check(api, subject, body, "iteration " + i + " of seed " + seed + ": " + subject + " <" + body + ">");
            }
        }
    }

    private static String mutated(String body, Random random) {
        StringBuilder text = new StringBuilder(body);
        for (int changes = random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(text.length() + 1);
            int end = Math.min(text.length(), at + random.nextInt(4));
            text.replace(at, end, random.nextBoolean() ? PIECES.get(random.nextInt(PIECES.size())) : "");
        }
        return text.toString();
    }

    private void check(ApiFixture api, String subject, String body, String what) {
        String before = streams(api);
        String answer = api.request(subject, body);

        if (answer == null) {
            assertThat(subject).as(what).startsWith("CONSUMER.RESET");
            return;
        }
        JsonNode json = parsed(answer);
        assertThat(json).as(what).isNotNull();
        assertThat(json.path("type").asString()).as(what).startsWith("io.nats.jetstream.api.v1.");
        if (json.has("error")) {
            assertThat(json.path("error").path("err_code").asInt()).as(what).isBetween(10000, 10999);
            assertThat(streams(api)).as(what).isEqualTo(before);
        }
    }

    private static String streams(ApiFixture api) {
        return api.request("STREAM.LIST", "") + api.request("CONSUMER.LIST.S", "");
    }

    private @Nullable JsonNode parsed(String json) {
        JsonNode node = mapper.readTree(json);
        // Nothing of it may be lost or doubled on the way back.
        return new String(GoJson.compact(node), StandardCharsets.UTF_8).isEmpty() ? null : node;
    }
}
