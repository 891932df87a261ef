package dev.natsbroker.broker.conformance;

import static dev.natsbroker.broker.conformance.JetStreamWire.quoted;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Traps of the API: requests, their JSON and their answers. */
class JetStreamApiTrapsTest extends JetStreamTraps {
    // 1
    @Test
    void shouldIgnoreTheCaseOfKeysButNotOfHeaderNames() {
        // given
        String created = js.api("STREAM.CREATE.A1", "{'NAME':'A1','Subjects':['A1'],'STORAGE':'memory'}");
        assertThat(created).contains("\"did_create\":true");

        // when
        String first = js.publish("A1", "x", "nats-msg-id: same");
        String second = js.publish("A1", "x", "nats-msg-id: same");

        // then
        assertThat(first).isEqualTo("{\"stream\":\"A1\",\"seq\":1}");
        assertThat(second).isEqualTo("{\"stream\":\"A1\",\"seq\":2}");
    }

    // 2
    @Test
    void shouldRefuseUnknownFieldsAlsoLimitInPagedRequests() {
        // given
        String unknown = "\"code\":400,\"err_code\":10025,\"description\":\"invalid JSON: json: unknown field ";

        // when
        String bogus = js.api("STREAM.CREATE.A2", "{'name':'A2','bogus':1}");
        String limit = js.api("STREAM.NAMES", "{'limit':1}");

        // then
        assertThat(bogus).contains(unknown + "\\\"bogus\\\"\"");
        assertThat(limit).contains(unknown + "\\\"limit\\\"\"");
    }

    // 3
    @Test
    void shouldPurgeEverythingWhenTheBodyIsNoJson() {
        // given
        js.stream("A3", "");
        js.publish("A3.a", "x");
        js.publish("A3.b", "x");

        // when
        String purged = js.api("STREAM.PURGE.A3", "junk");

        // then
        assertThat(purged)
                .isEqualTo(
                        "{\"type\":\"io.nats.jetstream.api.v1.stream_purge_response\",\"success\":true,\"purged\":2}");
    }

    // 4
    @Test
    void shouldListNoNamesAsNullAndNoStreamsAsEmptyArray() {
        // when
        String names = js.api("STREAM.NAMES", "{'subject':'nobody.has.it'}");
        String list = js.api("STREAM.LIST", "{'subject':'nobody.has.it'}");

        // then
        assertThat(names).contains("\"streams\":null");
        assertThat(list).contains("\"streams\":[]");
    }

    // 5, without the half about clusters
    @Test
    void shouldSayDidCreateAlsoWhenCreatedAgain() {
        // given
        js.stream("A5", "");

        // when
        String again =
                js.api("STREAM.CREATE.A5", "{'name':'A5','subjects':['A5.>'],'storage':'memory','allow_direct':true}");

        // then
        assertThat(again).contains("\"did_create\":true");
    }

    // 6: the order is free, so nothing may depend on it
    @Test
    void shouldAnswerPipelinedRequestsInAnyOrderEachOnItsOwnReply() {
        // when
        int created = js.request("$JS.API.STREAM.CREATE.A6", "{'name':'A6','storage':'memory'}");
        int info = js.request("$JS.API.STREAM.INFO.A6", "");

        // then
        assertThat(js.next(info).payload()).contains("v1.stream_info_response");
        assertThat(js.next(created).payload()).contains("v1.stream_create_response");
    }

    // 7
    @Test
    void shouldKeepSilentAboutUnknownSubjectsButHaveNoRespondersForPullsAndDirectGets() {
        // when
        int unknown = js.request("$JS.API.NO.SUCH", "");
        int template = js.request("$JS.API.STREAM.TEMPLATE.NAMES", "");
        int reset = js.request("$JS.API.CONSUMER.RESET.NO.SUCH", "");
        JetStreamWire.Message next = js.ask("$JS.API.CONSUMER.MSG.NEXT.NO.SUCH", "");
        JetStreamWire.Message direct = js.ask("$JS.API.DIRECT.GET.NO", "{'seq':1}");
        JetStreamWire.Message lastDirect = js.ask("$JS.API.DIRECT.GET.NO.such.subject", "");

        // then
        js.api("INFO", "");
        js.expectNothing(unknown);
        js.expectNothing(template);
        js.expectNothing(reset);
        assertThat(next.status()).isEqualTo("503");
        assertThat(direct.status()).isEqualTo("503");
        assertThat(lastDirect.status()).isEqualTo("503");
    }

    // 8
    @Test
    void shouldExecuteRequestsWithoutReply() {
        // when
        js.post("$JS.API.STREAM.CREATE.A8", "{'name':'A8','storage':'memory'}");

        // then
        Await.until("A8 is there", () -> js.api("STREAM.INFO.A8", "").contains("\"config\""));
    }

    // 9
    @Test
    void shouldTellTheVersionInInfoCreateAndUpdateButNotInList() {
        // when
        String config = "{'name':'A9','subjects':['A9'],'storage':'memory'}";
        String created = js.api("STREAM.CREATE.A9", config);
        String updated = js.api("STREAM.UPDATE.A9", config);
        String info = js.api("STREAM.INFO.A9", "");
        String list = js.api("STREAM.LIST", "{'subject':'A9'}");

        // then
        assertThat(created).contains("\"_nats.ver\":").contains("\"_nats.level\":");
        assertThat(updated).contains("\"_nats.ver\":").contains("\"_nats.level\":");
        assertThat(info).contains("\"_nats.ver\":").contains("\"_nats.level\":");
        assertThat(list).contains("\"A9\"").contains("_nats.req.level").doesNotContain("_nats.ver", "_nats.level");
    }

    // 11
    @Test
    void shouldTrimTheFractionsOfTimes() {
        // given
        js.stream("A11", "");

        // when
        JsonNode info = js.apiJson("STREAM.INFO.A11", "");

        // then: no fraction that ends with 0, and none at all on a whole second
        String time = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{0,8}[1-9])?Z";
        assertThat(info.path("created").asString()).matches(time);
        assertThat(info.path("ts").asString()).matches(time);
        assertThat(info.path("state").path("last_ts").asString()).isEqualTo("0001-01-01T00:00:00Z");
    }

    // 33
    @Test
    void shouldRefuseAnEmptyCompression() {
        // when
        String answer = js.api("STREAM.CREATE.A33", "{'name':'A33','compression':''}");

        // then
        assertThat(answer)
                .contains("\"err_code\":10025,\"description\":\"invalid JSON: unknown compression algorithm\"");
    }

    // 62
    @Test
    void shouldReadPullsAndDirectGetsLeniently() {
        // given
        js.stream("A62", "");
        js.consumer("A62", "C", "");
        js.publish("A62.a", "x");

        // when
        JetStreamWire.Message pulled = js.next(js.pull("A62", "C", "{'batch':1,'bogus':true}"));
        JetStreamWire.Message direct = js.ask("$JS.API.DIRECT.GET.A62", "{'seq':1,'bogus':true}");
        String strict = js.api("STREAM.MSG.GET.A62", "{'seq':1,'bogus':true}");

        // then
        assertThat(pulled.payload()).isEqualTo("x");
        assertThat(direct.payload()).isEqualTo("x");
        assertThat(strict).contains("\"err_code\":10025");
    }

    // 65
    @Test
    void shouldPreferTheNameInTheSubjectOfAConsumersCreation() {
        // given
        js.stream("A65", "");

        // when
        String answer = js.api("CONSUMER.CREATE.A65.TOKEN", "{'stream_name':'A65','config':{'name':'BODY'}}");

        // then
        assertThat(answer).contains("\"name\":\"TOKEN\"").doesNotContain("BODY");
    }

    // 70
    @Test
    void shouldRefuseToDeleteMissingMessagesByStorageAndPosition() {
        // given
        js.stream("A70M", "");
        js.stream("A70F", "'storage':'file'");
        for (String stream : new String[] {"A70M", "A70F"}) {
            for (int i = 0; i < 4; i++) {
                js.publish(stream + ".a", "x");
            }
            js.api("STREAM.MSG.DELETE." + stream, "{'seq':1}");
            js.api("STREAM.MSG.DELETE." + stream, "{'seq':3}");
        }

        // when
        String[] memory = {deletion("A70M", 1), deletion("A70M", 3), deletion("A70M", 9)};
        String[] file = {deletion("A70F", 1), deletion("A70F", 3), deletion("A70F", 9)};

        // then
        assertThat(memory)
                .containsExactly(
                        "10043 sequence 1 not found", "10043 sequence 3 not found", "10043 sequence 9 not found");
        assertThat(file)
                .containsExactly("10057 no message found", "10043 sequence 3 not found", "10057 stream store EOF");
    }

    private String deletion(String stream, long sequence) {
        JsonNode error = js.apiJson("STREAM.MSG.DELETE." + stream, "{'seq':" + sequence + '}')
                .path("error");
        return error.path("err_code").asInt() + " " + error.path("description").asString();
    }

    // 74
    @Test
    void shouldReportTheNameInUseBeforeTheOverlapOfSubjects() {
        // given
        js.stream("A74", "");
        js.stream("B74", "");

        // when
        String sameName = js.api("STREAM.CREATE.A74", "{'name':'A74','subjects':['B74.a'],'storage':'memory'}");
        String otherName = js.api("STREAM.CREATE.C74", "{'name':'C74','subjects':['B74.a'],'storage':'memory'}");

        // then
        assertThat(sameName).contains("\"err_code\":10058");
        assertThat(otherName).contains("\"err_code\":10065");
    }

    // 77
    @Test
    void shouldShowAdvisoriesAsJsonToSubscribersOfEverything() {
        // given
        int everything = js.listen(">");

        // when
        js.post("$JS.API.STREAM.CREATE.A77", "{'name':'A77','storage':'memory'}");

        // then
        JetStreamWire.Message message = js.next(everything);
        while (!message.subject().equals("$JS.EVENT.ADVISORY.STREAM.CREATED.A77")) {
            message = js.next(everything);
        }
        assertThat(message.headers()).isEmpty();
        assertThat(message.payload())
                .startsWith(quoted("{'type':'io.nats.jetstream.advisory.v1.stream_action',"))
                .contains(quoted("'stream':'A77','action':'create'"));
    }
}
