package dev.natsbroker.broker.jetstream.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.config.JetStreamAccountOptions;
import dev.natsbroker.broker.config.JetStreamOptions;
import dev.natsbroker.broker.jetstream.stream.LaneFixture.Inbox;
import dev.natsbroker.broker.jetstream.stream.LaneFixture.Received;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JetStreamApiTest {
    private static final byte[] NOTHING = {};

    private final ApiFixture api = ApiFixture.withAccount();

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void shouldMakeAStreamOnceAndFindItAgain() {
        // when
        String first = api.request("STREAM.CREATE.S", "{\"name\":\"S\",\"subjects\":[\"s.>\"]}");
        String second = api.request("STREAM.CREATE.S", "{\"name\":\"S\",\"subjects\":[\"s.>\"]}");

        // then
        assertThat(first)
                .startsWith("{\"type\":\"io.nats.jetstream.api.v1.stream_create_response\",\"config\":{\"name\":\"S\"")
                .endsWith("\"ts\":\"2026-11-25T12:00:00Z\",\"did_create\":true}");
        assertThat(second).isEqualTo(first);
        assertThat(api.request("STREAM.CREATE.S", "{\"name\":\"S\"}")).contains("\"err_code\":10058");
        assertThat(api.request("STREAM.CREATE.T", "{\"name\":\"T\",\"subjects\":[\"s.1\"]}"))
                .contains("\"err_code\":10065");
    }

    @Test
    void shouldLimitTheRequestsForInformationApart() {
        try (ApiFixture limited = new ApiFixture(
                JetStreamOptions.builder().enabled(true).infoQueueLimit(2).build())) {
            // given
            limited.addAccount("A", JetStreamAccountOptions.unlimited());
            limited.request("STREAM.CREATE.S", "{\"name\":\"S\",\"storage\":\"memory\"}");
            var answers = limited.subscribe("A", "re.*");

            // when
            limited.requestAll(
                    List.of("STREAM.INFO.S", "STREAM.INFO.S", "STREAM.INFO.S", "STREAM.NAMES", "STREAM.PURGE.S"),
                    List.of("", "", "", "", ""));

            // then
            assertThat(answers.all())
                    .hasSize(3)
                    .anyMatch(answer -> answer.payload().contains("purged"));
            assertThat(limited.request("STREAM.INFO.S", "")).contains("\"name\":\"S\"");
        }
    }

    @Test
    void shouldTellErrorsWithTheMembersThatAreNeverLeftOut() {
        assertThat(api.request("STREAM.INFO.X", ""))
                .isEqualTo("{\"type\":\"io.nats.jetstream.api.v1.stream_info_response\",\"error\":{\"code\":404,"
                        + "\"err_code\":10059,\"description\":\"stream not found\"},"
                        + "\"total\":0,\"offset\":0,\"limit\":0}");
        assertThat(api.request("CONSUMER.PAUSE.X.C", "")).endsWith("\"pause_until\":\"0001-01-01T00:00:00Z\"}");
        assertThat(api.request("STREAM.NAMES", ""))
                .isEqualTo("{\"type\":\"io.nats.jetstream.api.v1.stream_names_response\",\"total\":0,\"offset\":0,"
                        + "\"limit\":1024,\"streams\":null}");
    }

    @Test
    void shouldListStreamsByNameInPages() {
        // given
        for (int i = 0; i < 300; i++) {
            api.request("STREAM.CREATE.S" + i, "{\"name\":\"S" + i + "\",\"storage\":\"memory\"}");
        }

        // when, then
        assertThat(api.request("STREAM.LIST", "{\"offset\":256}"))
                .contains("\"total\":300,\"offset\":256,\"limit\":256")
                .contains("\"name\":\"S99\"")
                .doesNotContain("\"name\":\"S1\"");
        assertThat(api.request("STREAM.NAMES", "{\"subject\":\"S7\"}")).endsWith("\"streams\":[\"S7\"]}");
        assertThat(api.request("STREAM.LIST", "{\"offset\":1000}"))
                .contains("\"offset\":300")
                .endsWith("\"streams\":[]}");
    }

    @Test
    void shouldDoPipelinedRequestsInTheirOrder() {
        // given requests that are published before any is answered
        Inbox inbox = api.subscribe("A", "re.*");

        // when
        api.requestAll(
                List.of("STREAM.CREATE.S", "STREAM.DELETE.S", "STREAM.CREATE.S", "STREAM.INFO.S", "STREAM.NAMES"),
                List.of("{\"name\":\"S\"}", "", "{\"name\":\"S\",\"max_msgs\":7}", "", ""));

        // then
        assertThat(inbox.all())
                .hasSize(5)
                .noneMatch(reply -> reply.payload().contains("\"error\""))
                .anyMatch(reply ->
                        reply.subject().equals("re.3") && reply.payload().contains("\"max_msgs\":7"))
                .anyMatch(reply ->
                        reply.subject().equals("re.4") && reply.payload().contains("\"streams\":[\"S\"]"));
    }

    @Test
    void shouldLeavePullsAndDirectGetsToThoseWhoListen() {
        assertThat(api.publish("A", "$JS.API.CONSUMER.MSG.NEXT.S.C", "re", "", NOTHING))
                .isZero();
        assertThat(api.publish("A", "$JS.API.DIRECT.GET.S", "re", "", NOTHING)).isZero();
        assertThat(api.publish("A", "$JS.API.FOO.BAR", "re", "", NOTHING)).isEqualTo(1);
        assertThat(api.request("FOO.BAR", "")).isNull();
        assertThat(api.request("CONSUMER.RESET.S.C", "")).isNull();
    }

    @Test
    void shouldAnswerAccountsWithoutJetStreamAndTheSystem() {
        // given
        api.addAccount("N", null);
        api.addAccount("$SYS", null);

        // when, then
        assertThat(api.request("N", "$JS.API.INFO", "", NOTHING)).contains("\"err_code\":10039");
        assertThat(api.request("N", "$JS.API.STREAM.LEADER.STEPDOWN.S", "", NOTHING))
                .contains("\"err_code\":10010");
        assertThat(api.request("$SYS", "$JS.API.STREAM.NAMES", "", NOTHING)).contains("v1.system_response");
        assertThat(api.request("$SYS", "$JS.API.META.LEADER.STEPDOWN", "", NOTHING))
                .isNull();
    }

    @Test
    void shouldPurgeAnAccountForTheSystem() {
        // given
        api.addAccount("$SYS", null);
        api.request("STREAM.CREATE.S", "{\"name\":\"S\"}");

        // when
        String answer = api.request("$SYS", "$JS.API.ACCOUNT.PURGE.A", "", NOTHING);

        // then
        assertThat(answer).endsWith("\"initiated\":true}");
        assertThat(api.request("STREAM.NAMES", "")).endsWith("\"streams\":null}");
    }

    @Test
    void shouldHoldTheLimitsOfAnAccount() {
        // given
        api.addAccount(
                "L",
                JetStreamAccountOptions.builder()
                        .maxStreams(2)
                        .maxFileBytes(5000)
                        .maxConsumers(1)
                        .build());

        // when, then
        assertThat(request("STREAM.CREATE.S", "{\"name\":\"S\",\"max_bytes\":4000}"))
                .contains("did_create");
        assertThat(request("STREAM.CREATE.T", "{\"name\":\"T\",\"max_bytes\":2000}"))
                .contains("\"err_code\":10047");
        assertThat(request("STREAM.UPDATE.S", "{\"name\":\"S\",\"max_bytes\":6000}"))
                .contains("\"err_code\":10047");
        assertThat(request("STREAM.CREATE.T", "{\"name\":\"T\"}")).contains("did_create");
        assertThat(request("STREAM.CREATE.U", "{\"name\":\"U\"}")).contains("\"err_code\":10027");
        assertThat(request("CONSUMER.CREATE.S.C", "{\"stream_name\":\"S\",\"config\":{\"durable_name\":\"C\"}}"))
                .contains("\"name\":\"C\"");
        assertThat(request("CONSUMER.CREATE.T.C", "{\"stream_name\":\"T\",\"config\":{\"durable_name\":\"C\"}}"))
                .contains("\"err_code\":10026");
        assertThat(request("INFO", "")).contains("\"reserved_storage\":4000,\"streams\":2,\"consumers\":1");

        // and what is deleted makes room
        request("STREAM.DELETE.S", "");
        assertThat(request("INFO", "")).contains("\"reserved_storage\":0,\"streams\":1,\"consumers\":0");
    }

    private String request(String subject, String body) {
        return String.valueOf(api.request("L", "$JS.API." + subject, "", body.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void shouldTellWhatWasDone() {
        // given
        Inbox events = api.subscribe("A", "$JS.EVENT.ADVISORY.>");

        // when
        api.request("STREAM.CREATE.S", "{\"name\":\"S\"}");
        api.request("STREAM.UPDATE.S", "{\"name\":\"S\",\"max_msgs\":5}");
        api.request("STREAM.MSG.GET.S", "{\"seq\":1}");
        api.request("STREAM.DELETE.S", "");

        // then
        assertThat(events.all())
                .extracting(Received::subject)
                .containsExactlyInAnyOrder(
                        "$JS.EVENT.ADVISORY.STREAM.CREATED.S",
                        "$JS.EVENT.ADVISORY.API",
                        "$JS.EVENT.ADVISORY.STREAM.UPDATED.S",
                        "$JS.EVENT.ADVISORY.API",
                        "$JS.EVENT.ADVISORY.API",
                        "$JS.EVENT.ADVISORY.STREAM.DELETED.S",
                        "$JS.EVENT.ADVISORY.API");
        assertThat(events.all())
                .filteredOn(event -> event.subject().endsWith(".API"))
                .allMatch(event -> event.payload().contains("v1.api_audit")
                        && event.payload().contains("\"response\":\"{"));
        assertThat(api.request("INFO", "")).endsWith("\"api\":{\"level\":5,\"total\":4,\"errors\":1}}");
    }

    @Test
    void shouldSendASnapshotAndRestoreIt() {
        // given
        api.request("STREAM.CREATE.S", "{\"name\":\"S\",\"subjects\":[\"s.>\"]}");
        for (int i = 0; i < 20; i++) {
            api.publish("A", "s." + i, null, "", ("message " + i).getBytes(StandardCharsets.UTF_8));
        }
        api.request("STREAM.MSG.DELETE.S", "{\"seq\":7}");
        api.request("CONSUMER.CREATE.S.C", "{\"stream_name\":\"S\",\"config\":{\"durable_name\":\"C\"}}");
        String info = api.request("STREAM.INFO.S", "");
        ChunkInbox chunks = new ChunkInbox();
        api.subscribe("A", "chunks", chunks);

        // when
        api.request("STREAM.SNAPSHOT.S", "{\"deliver_subject\":\"chunks\",\"chunk_size\":1024}");
        List<ChunkInbox.Chunk> sent = chunks.all();
        api.request("STREAM.DELETE.S", "");
        String target =
                restoreTarget("{\"config\":{\"name\":\"S\",\"subjects\":[\"s.>\"]},\"state\":{\"last_seq\":20}}");
        for (ChunkInbox.Chunk chunk : sent) {
            api.request("A", target, "", chunk.payload());
        }

        // then
        assertThat(sent.get(sent.size() - 1).headers()).isEqualTo("NATS/1.0 204\r\n\r\n");
        assertThat(sent.get(0).reply()).matches("\\$JS\\.SNAPSHOT\\.ACK\\.S\\.\\w{22}\\.1024\\.1");
        assertThat(api.request("STREAM.INFO.S", "")).isEqualTo(info);
        assertThat(api.request("CONSUMER.NAMES.S", "")).endsWith("\"consumers\":[\"C\"]}");
    }

    private String restoreTarget(String request) {
        String begun = String.valueOf(api.request("STREAM.RESTORE.S", request));
        return begun.substring(begun.indexOf("$JS.SNAPSHOT"), begun.length() - 2);
    }

    @Test
    void shouldGiveUpARestoreWithoutData() {
        // given
        String target = restoreTarget("{\"config\":{\"name\":\"S\"}}");

        // when
        api.advance(Duration.ofSeconds(6));

        // then
        assertThat(api.publish("A", target, null, "", NOTHING)).isZero();
        assertThat(api.request("STREAM.CREATE.S", "{\"name\":\"S\"}")).contains("did_create");
    }

    @Test
    void shouldIgnoreUnknownFieldsIfToldTo() {
        try (ApiFixture lenient = new ApiFixture(
                JetStreamOptions.builder().strict(false).domain("hub").build())) {
            lenient.addAccount("A", JetStreamAccountOptions.unlimited());

            assertThat(lenient.request("STREAM.CREATE.S", "{\"name\":\"S\",\"bogus\":1}"))
                    .contains("did_create");
            assertThat(lenient.request("STREAM.INFO.S", "")).contains("\"domain\":\"hub\"");
            assertThat(lenient.request("INFO", "")).contains("\"domain\":\"hub\",\"api\"");
        }
        assertThat(api.request("STREAM.CREATE.S", "{\"name\":\"S\",\"bogus\":1}"))
                .contains("\"err_code\":10025");
    }
}
