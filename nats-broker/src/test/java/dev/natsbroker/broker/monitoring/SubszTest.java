package dev.natsbroker.broker.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code /subsz}. */
class SubszTest {
    private static final List<String> FIELDS = List.of(
            "server_id",
            "now",
            "num_subscriptions",
            "num_cache",
            "num_inserts",
            "num_removes",
            "num_matches",
            "cache_hit_rate",
            "max_fanout",
            "avg_fanout",
            "total",
            "offset",
            "limit");

    @AutoClose
    private final MonitoredBroker broker = MonitoredBroker.start();

    private static List<String> subjects(JsonNode subsz) {
        List<String> subjects = new ArrayList<>();
        subsz.path("subscriptions_list")
                .forEach(subscription ->
                        subjects.add(subscription.path("subject").asString()));
        return subjects;
    }

    @Test
    void shouldHaveFiguresOnlyByDefault() {
        try (WireClient client = broker.connect()) {
            client.send("SUB foo 1\r\nSUB bar 2\r\nUNSUB 2\r\n");

            JsonNode subsz = broker.json("/subsz");

            assertThat(MonitoredBroker.fields(subsz)).containsExactlyElementsOf(FIELDS);
            assertThat(subsz.path("num_subscriptions").asInt()).isEqualTo(1);
            assertThat(subsz.path("num_inserts").asInt()).isEqualTo(2);
            assertThat(subsz.path("num_removes").asInt()).isEqualTo(1);
            assertThat(subsz.path("total").asInt()).isZero();
            assertThat(subsz.path("limit").asInt()).isEqualTo(1024);
        }
    }

    @Test
    void shouldAnswerAtItsOldName() {
        assertThat(MonitoredBroker.fields(broker.json("/subscriptionsz"))).containsExactlyElementsOf(FIELDS);
    }

    @Test
    void shouldCountMatchesAndTheirCacheHits() {
        try (WireClient client = broker.connect()) {
            client.send("SUB foo 1\r\n");
            long before = broker.json("/subsz").path("num_matches").asLong();

            client.send("PUB foo 1\r\na\r\nPUB bar 1\r\na\r\nPUB foo 1\r\na\r\nPUB bar 1\r\na\r\n");

            JsonNode subsz = broker.json("/subsz");
            assertThat(subsz.path("num_matches").asLong()).isGreaterThan(before);
            assertThat(subsz.path("cache_hit_rate").asDouble()).isBetween(0.0, 1.0);
        }
    }

    @Test
    void shouldListSubscriptionsWithTheirAccount() {
        try (WireClient client = broker.connect()) {
            client.send("SUB foo q 7\r\nUNSUB 7 3\r\nPUB foo 0\r\n\r\n");

            JsonNode subsz = broker.json("/subsz?subs=1");

            assertThat(MonitoredBroker.fields(subsz)).endsWith("limit", "subscriptions_list");
            assertThat(subsz.path("total").asInt()).isEqualTo(1);
            int cid = broker.json("/connz")
                    .path("connections")
                    .path(0)
                    .path("cid")
                    .asInt();
            assertThat(subsz.path("subscriptions_list").toString())
                    .isEqualTo("[{\"account\":\"$G\",\"account_tag\":\"$G\",\"subject\":\"foo\",\"qgroup\":\"q\","
                            + "\"sid\":\"7\",\"msgs\":1,\"max\":3,\"cid\":" + cid + "}]");
        }
    }

    @Test
    void shouldListThoseThatAMessageWouldReach() {
        try (WireClient client = broker.connect()) {
            client.send("SUB foo.bar 1\r\nSUB foo.* 2\r\nSUB > 3\r\nSUB foo 4\r\nSUB bar.> 5\r\n");

            JsonNode subsz = broker.json("/subsz?subs=1&test=foo.bar");

            assertThat(subjects(subsz)).containsExactlyInAnyOrder("foo.bar", "foo.*", ">");
            assertThat(subsz.path("total").asInt()).isEqualTo(3);
            assertThat(subsz.path("num_subscriptions").asInt()).isEqualTo(5);
        }
    }

    @Test
    void shouldCutPages() {
        try (WireClient client = broker.connect()) {
            client.send("SUB a 1\r\nSUB b 2\r\nSUB c 3\r\n");
            List<String> all = subjects(broker.json("/subsz?subs=1"));

            JsonNode page = broker.json("/subsz?subs=1&offset=1&limit=1");
            assertThat(subjects(page)).containsExactly(all.get(1));
            assertThat(page.path("total").asInt()).isEqualTo(3);
            assertThat(page.path("offset").asInt()).isEqualTo(1);
            assertThat(page.path("limit").asInt()).isEqualTo(1);
            assertThat(subjects(broker.json("/subsz?subs=1&offset=9"))).isEmpty();
            assertThat(subjects(broker.json("/subsz?subs=1&offset=-1&limit=-1")))
                    .hasSize(3);
        }
    }

    @Test
    void shouldShowOnlyTheAccountAskedFor() {
        try (WireClient client = broker.connect()) {
            client.send("SUB foo 1\r\n");

            assertThat(broker.json("/subsz?acc=$G&subs=1").path("total").asInt())
                    .isEqualTo(1);
            JsonNode unknown = broker.json("/subsz?acc=none&subs=1");
            assertThat(unknown.path("total").asInt()).isZero();
            assertThat(unknown.path("num_subscriptions").asInt()).isZero();
            assertThat(unknown.path("cache_hit_rate").toString()).isEqualTo("0");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    subs=detail         | Error decoding boolean for 'subs': strconv.ParseBool: parsing "detail": invalid syntax
                    offset=a            | Error decoding int for 'offset': strconv.Atoi: parsing "a": invalid syntax
                    limit=a             | Error decoding int for 'limit': strconv.Atoi: parsing "a": invalid syntax
                    test=foo.*          | invalid test subject, must be valid publish subject: foo.*
                    test=foo..bar       | invalid test subject, must be valid publish subject: foo..bar
                    subs=1&test=%3E     | invalid test subject, must be valid publish subject: >
                    """)
    void shouldRefuseParametersThatMakeNoSense(String query, String message) {
        HttpResponse<String> response = broker.get("/subsz?" + query);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).isEqualTo(message);
    }
}
