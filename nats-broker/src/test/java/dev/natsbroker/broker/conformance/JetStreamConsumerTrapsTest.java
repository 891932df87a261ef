package dev.natsbroker.broker.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.jetstream.model.ShortHash;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Traps of consumers: creation, filters, pushing, and life. */
class JetStreamConsumerTrapsTest extends JetStreamTraps {
    private static final String WINDOW_HALF = "x".repeat(600_000);

    private String refusal(String stream, String fields) {
        JsonNode error = js.apiJson(
                        "CONSUMER.CREATE." + stream + ".C",
                        "{'stream_name':'" + stream + "','config':{'durable_name':'C','ack_policy':'explicit'," + fields
                                + "}}")
                .path("error");
        return error.path("err_code").asInt() + " " + error.path("description").asString();
    }

    // 63
    @Test
    void shouldStallWhenFlowControlIsNeverAnswered() {
        // given
        js.stream("C63", "");
        int delivered = js.listen("deliver.C63");
        js.consumer(
                "C63",
                "C",
                "'ack_policy':'none','deliver_subject':'deliver.C63','flow_control':true,'idle_heartbeat':1000000000");

        // when: more than the window of 2 MiB
        for (int i = 0; i < 6; i++) {
            js.publish("C63.a", WINDOW_HALF);
        }
        int messages = 0;
        String flow = "";
        JetStreamWire.Message message = js.next(delivered);
        while (!message.status().equals("100 Idle Heartbeat")) {
            if (message.status().isEmpty()) {
                messages++;
            } else {
                flow = message.reply();
            }
            server.advance(messages == 4 ? Duration.ofMillis(1100) : Duration.ZERO);
            message = js.next(delivered);
        }
        js.post(flow, "");

        // then
        assertThat(messages).isEqualTo(4);
        assertThat(flow).startsWith("$JS.FC.C63.C.");
        assertThat(message.headers()).contains("Nats-Consumer-Stalled: " + flow + "\r\n");
        assertThat(js.next(delivered).sequence()).isEqualTo("5");
    }

    // 64
    @Test
    void shouldCreateAPushConsumerBeforeAnybodyListens() {
        // given
        js.stream("C64", "");
        js.publish("C64.a", "x");
        js.consumer("C64", "C", "'deliver_subject':'deliver.C64'");
        boolean boundBefore = js.info("C64", "C").path("push_bound").asBoolean();

        // when
        int delivered = js.listen("deliver.C64");
        until("bound", () -> js.info("C64", "C").path("push_bound").asBoolean());

        // then
        assertThat(boundBefore).isFalse();
        assertThat(js.next(delivered).payload()).isEqualTo("x");
    }

    // 66
    @Test
    void shouldWantAFilterForTheLastPerSubject() {
        // given
        js.stream("C66", "");

        // when
        String without = refusal("C66", "'deliver_policy':'last_per_subject'");
        JsonNode with = js.consumer("C66", "C", "'deliver_policy':'last_per_subject','filter_subject':'>'");

        // then
        assertThat(without)
                .startsWith("10094 ")
                .endsWith("deliver last per subject, but optional filter subject is not set");
        assertThat(with.path("config").path("filter_subject").asString()).isEqualTo(">");
    }

    // 67
    @Test
    void shouldTakeTheSameFilterTwiceForAnOverlap() {
        // given
        js.stream("C67", "");

        // when
        String same = refusal("C67", "'filter_subjects':['C67.a','C67.a']");
        String other = refusal("C67", "'filter_subjects':['C67.a','C67.b']");

        // then
        assertThat(same).isEqualTo("10138 consumer subject filters cannot overlap");
        assertThat(other).isEqualTo("0 ");
    }

    // 68
    @Test
    void shouldAcceptFiltersOutsideTheStream() {
        // given
        js.stream("C68", "");
        js.publish("C68.a", "x");

        // when
        JsonNode created = js.consumer("C68", "C", "'filter_subject':'elsewhere.>'");

        // then
        assertThat(created.path("config").path("filter_subject").asString()).isEqualTo("elsewhere.>");
        assertThat(created.path("num_pending").asInt()).isZero();
    }

    // 69, and the exception of 34
    @Test
    void shouldChangeThePauseByItsOwnRequestOnly() {
        // given
        js.stream("C69", "");
        String until = "2099-01-01T00:00:00Z";
        js.consumer("C69", "C", "");

        // when
        JsonNode updated = js.consumer("C69", "C", "'pause_until':'" + until + '\'');
        String paused = js.api("CONSUMER.PAUSE.C69.C", "{'pause_until':'" + until + "'}");
        JsonNode updatedAgain = js.consumer("C69", "C", "'description':'d'");
        JsonNode created = js.consumer("C69", "D", "'pause_until':'" + until + '\'');

        // then
        assertThat(updated.path("config").has("pause_until")).isFalse();
        assertThat(updated.path("paused").asBoolean()).isFalse();
        assertThat(paused).contains("\"paused\":true,\"pause_until\":\"" + until + '"');
        assertThat(updatedAgain.path("config").path("pause_until").asString()).isEqualTo(until);
        assertThat(updatedAgain.path("paused").asBoolean()).isTrue();
        assertThat(created.path("paused").asBoolean()).isTrue();
    }

    // 76, without the half about imports
    @Test
    void shouldAcceptAcksWithElevenTokens() {
        // given
        js.stream("D76", "");
        js.publish("D76.a", "x");
        js.publish("D76.a", "y");
        js.consumer("D76", "C", "");
        JetStreamWire.Message first = js.fetch("D76", "C");
        JetStreamWire.Message second = js.fetch("D76", "C");

        // when
        JetStreamWire.Message eleven = js.ask(withScope(first), "+ACK");
        JetStreamWire.Message twelve = js.ask(withScope(second) + ".more", "+ACK");

        // then
        assertThat(eleven.payload()).isEmpty();
        assertThat(eleven.headers()).isEmpty();
        assertThat(twelve.headers()).isEmpty();
        assertThat(js.info("D76", "C").path("num_ack_pending").asInt()).isZero();
    }

    /** The subject as servers write it whose {@code js_ack_fc_v2} is on: with the domain and the account's hash. */
    private static String withScope(JetStreamWire.Message message) {
        return "$JS.ACK._." + ShortHash.of("$G") + message.reply().substring("$JS.ACK".length());
    }

    // 80
    @Test
    void shouldDeleteIdleEphemeralsAfterTheirThreshold() {
        // given
        js.stream("C80", "");
        int deleted = js.listen("$JS.EVENT.ADVISORY.CONSUMER.DELETED.C80.*");
        String config = "{'stream_name':'C80','config':{'name':'%s','ack_policy':'explicit',"
                + "'inactive_threshold':1000000000%s}}";
        js.api("CONSUMER.CREATE.C80.PULL", config.formatted("PULL", ""));
        js.api("CONSUMER.CREATE.C80.PUSH", config.formatted("PUSH", ",'deliver_subject':'nobody.listens'"));

        // when
        if (server.hasManualClock()) {
            server.advance(Duration.ofMillis(900));
            js.expectNothing(deleted, "C80");
        }
        server.advance(Duration.ofMillis(200));
        JetStreamWire.Message push = js.next(deleted);
        server.advance(Duration.ofSeconds(1));
        JetStreamWire.Message pull = js.next(deleted);

        // then
        assertThat(push.subject()).endsWith(".PUSH");
        assertThat(pull.subject()).endsWith(".PULL");
        assertThat(js.api("CONSUMER.NAMES.C80", "")).contains("\"total\":0");
    }
}
