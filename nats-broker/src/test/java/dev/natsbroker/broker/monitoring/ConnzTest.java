package dev.natsbroker.broker.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code /connz}. */
class ConnzTest {
    private static final String BAD_BYTES = "GARBAGE\r\n";

    @AutoClose
    private final MonitoredBroker broker = MonitoredBroker.start();

    private static List<Integer> cids(JsonNode connz) {
        List<Integer> cids = new ArrayList<>();
        connz.path("connections")
                .forEach(connection -> cids.add(connection.path("cid").asInt()));
        return cids;
    }

    private JsonNode only(String query) {
        JsonNode connections = broker.json("/connz" + query).path("connections");
        assertThat(connections.size()).isEqualTo(1);
        return connections.path(0);
    }

    @Test
    void shouldBeAnEmptyListWithoutClients() {
        assertThat(broker.get("/connz").body())
                .isEqualTo("""
                        {
                          "server_id": "%s",
                          "now": "2026-01-02T03:04:05.060708Z",
                          "num_connections": 0,
                          "total": 0,
                          "offset": 0,
                          "limit": 1024,
                          "connections": []
                        }""".formatted(broker.broker().serverId()));
    }

    @Test
    void shouldHaveTheFieldsOfAnOpenConnectionInOrder() {
        try (WireClient client = broker.connect(",\"name\":\"n\",\"lang\":\"java\",\"version\":\"1.2\"")) {
            client.send("SUB foo 1\r\n");

            assertThat(MonitoredBroker.fields(only("?auth=1&subs=1")))
                    .containsExactly(
                            "cid",
                            "kind",
                            "type",
                            "ip",
                            "port",
                            "start",
                            "last_activity",
                            "rtt",
                            "uptime",
                            "idle",
                            "pending_bytes",
                            "in_msgs",
                            "out_msgs",
                            "in_bytes",
                            "out_bytes",
                            "subscriptions",
                            "name",
                            "lang",
                            "version",
                            "subscriptions_list",
                            "name_tag");
        }
    }

    @Test
    void shouldShowWhatAConnectionDid() {
        try (WireClient client = broker.connect(",\"name\":\"x<&>y\"")) {
            // given
            broker.clock().advance(Duration.ofSeconds(61));
            client.send("SUB foo 1\r\nSUB foo 2\r\nPUB foo 3\r\nabc\r\n");
            broker.clock().advance(Duration.ofSeconds(1));

            // when
            String page = broker.get("/connz").body();

            // then
            assertThat(page).contains("""
                                  "kind": "Client",
                                  "type": "nats",
                                  "ip": "127.0.0.1",
                                  "port": %d,
                                  "start": "2026-01-02T03:04:05.060708Z",
                                  "last_activity": "2026-01-02T03:05:06.060708Z",
                                  "rtt": "0s",
                                  "uptime": "1m2s",
                                  "idle": "1s",
                                  "pending_bytes": 0,
                                  "in_msgs": 1,
                                  "out_msgs": 2,
                                  "in_bytes": 3,
                                  "out_bytes": 6,
                                  "subscriptions": 2,
                                  "name": "x\\u003c\\u0026\\u003ey"
                                }
                            """.formatted(client.port()));
        }
    }

    @Test
    void shouldListSubjectsOrDetails() {
        try (WireClient client = broker.connect()) {
            client.send("SUB foo.> 1\r\nUNSUB 1 5\r\nPUB foo.bar 1\r\nx\r\n");
            int cid = only("").path("cid").asInt();

            assertThat(MonitoredBroker.fields(only("")))
                    .doesNotContain("subscriptions_list", "subscriptions_list_detail");
            assertThat(only("?subs=1").path("subscriptions_list").toString()).isEqualTo("[\"foo.>\"]");
            assertThat(only("?subs=detail").path("subscriptions_list_detail").toString())
                    .isEqualTo("[{\"subject\":\"foo.>\",\"sid\":\"1\",\"msgs\":1,\"max\":5,\"cid\":" + cid + "}]");
            assertThat(MonitoredBroker.fields(only("?subs=DETAIL"))).doesNotContain("subscriptions_list");

            client.send("UNSUB 1\r\nSUB bar q 2\r\n");
            assertThat(only("?subs=detail").path("subscriptions_list_detail").toString())
                    .isEqualTo("[{\"subject\":\"bar\",\"qgroup\":\"q\",\"sid\":\"2\",\"msgs\":0,\"cid\":" + cid + "}]");
        }
    }

    @Test
    void shouldShowTheRoundTripInWholeMicroseconds() {
        try (WireClient client = broker.connect()) {
            // given
            broker.clock().advance(Duration.ofSeconds(3));
            client.awaitPing();
            broker.clock().advance(Duration.ofNanos(745_999));

            // when
            client.send("PONG\r\n");

            // then
            assertThat(only("").path("rtt").asString()).isEqualTo("745µs");
        }
    }

    @Test
    void shouldShowClosedConnectionsWithTimeAndReason() {
        try (WireClient client = broker.connect();
                WireClient open = broker.connect()) {
            // given
            client.send("SUB foo 1\r\n");
            broker.clock().advance(Duration.ofSeconds(5));
            client.sendLast(BAD_BYTES);
            broker.clock().advance(Duration.ofSeconds(60));
            open.send("");

            // when
            JsonNode page = broker.json("/connz?state=closed&subs=1&auth=1");

            // then
            assertThat(page.path("total").asInt()).isEqualTo(1);
            JsonNode closed = page.path("connections").path(0);
            assertThat(closed.path("stop").asString()).isEqualTo("2026-01-02T03:04:10.060708Z");
            assertThat(closed.path("reason").asString()).isEqualTo("Protocol Violation");
            assertThat(closed.path("uptime").asString()).isEqualTo("5s");
            assertThat(closed.path("subscriptions_list").toString()).isEqualTo("[\"foo\"]");
            assertThat(MonitoredBroker.fields(closed))
                    .containsSubsequence("last_activity", "stop", "reason", "rtt")
                    .endsWith("subscriptions", "subscriptions_list");
        }
    }

    @Test
    void shouldNoteThatAClientLeft() {
        broker.connect().close();

        MonitoredBroker.await(
                "closed client",
                () -> broker.json("/connz?state=closed").path("total").asInt() == 1);
        assertThat(only("?state=closed").path("reason").asString()).isEqualTo("Client Closed");
    }

    @Test
    void shouldShowWhatTheStateAsksFor() {
        try (WireClient open = broker.connect();
                WireClient closed = broker.connect()) {
            closed.sendLast(BAD_BYTES);
            open.send("");

            assertThat(broker.json("/connz").path("total").asInt()).isEqualTo(1);
            assertThat(broker.json("/connz?state=open").path("total").asInt()).isEqualTo(1);
            assertThat(broker.json("/connz?state=CLOSED").path("total").asInt()).isEqualTo(1);
            assertThat(broker.json("/connz?state=any").path("total").asInt()).isEqualTo(2);
            assertThat(broker.json("/connz?state=all").path("total").asInt()).isEqualTo(2);
        }
    }

    @Test
    void shouldCountAllConnectionsBeforePaging() {
        try (WireClient first = broker.connect();
                WireClient second = broker.connect();
                WireClient third = broker.connect()) {
            assertThat(List.of(first, second, third)).doesNotContainNull();

            JsonNode page = broker.json("/connz?limit=1&offset=1");
            assertThat(page.path("num_connections").asInt()).isEqualTo(1);
            assertThat(page.path("total").asInt()).isEqualTo(3);
            assertThat(page.path("offset").asInt()).isEqualTo(1);
            assertThat(page.path("limit").asInt()).isEqualTo(1);
            assertThat(cids(page)).containsExactly(cids(broker.json("/connz")).get(1));

            assertThat(cids(broker.json("/connz?limit=2&offset=2"))).hasSize(1);
            assertThat(cids(broker.json("/connz?offset=9"))).isEmpty();
            assertThat(cids(broker.json("/connz?offset=-5&limit=-2"))).hasSize(3);
            assertThat(broker.json("/connz?offset=-5&limit=-2").path("limit").asInt())
                    .isEqualTo(1024);
        }
    }

    @Test
    void shouldFindAConnectionByItsNumber() {
        try (WireClient open = broker.connect();
                WireClient closing = broker.connect()) {
            // given
            int openCid = cids(broker.json("/connz")).get(0);
            int closedCid = cids(broker.json("/connz")).get(1);
            closing.sendLast(BAD_BYTES);
            open.send("");

            // then
            assertThat(cids(broker.json("/connz?cid=" + openCid))).containsExactly(openCid);
            assertThat(broker.json("/connz?cid=" + openCid + "&limit=5")
                            .path("limit")
                            .asInt())
                    .isEqualTo(1);
            assertThat(cids(broker.json("/connz?cid=" + closedCid))).isEmpty();
            assertThat(cids(broker.json("/connz?state=closed&cid=" + closedCid)))
                    .containsExactly(closedCid);
            assertThat(cids(broker.json("/connz?state=any&cid=" + closedCid))).containsExactly(closedCid);
            assertThat(cids(broker.json("/connz?cid=18446744073709551615"))).isEmpty();
        }
    }

    @Test
    void shouldNotFindUsersThatAreNotThere() {
        try (WireClient client = broker.connect()) {
            client.send("");

            JsonNode page = broker.json("/connz?user=nobody");
            assertThat(cids(page)).isEmpty();
            assertThat(page.path("total").asInt()).isEqualTo(1);
        }
    }

    @Test
    void shouldShowOnlyTheAccountAskedFor() {
        try (WireClient client = broker.connect()) {
            client.send("");

            assertThat(broker.json("/connz?acc=$G").path("total").asInt()).isEqualTo(1);
            assertThat(broker.json("/connz?acc=$SYS").path("total").asInt()).isZero();
            assertThat(broker.get("/connz?acc=none").body()).isEqualTo("""
                            {
                              "server_id": "",
                              "now": "2026-01-02T03:04:05.060708Z",
                              "num_connections": 0,
                              "total": 0,
                              "offset": 0,
                              "limit": 1024,
                              "connections": null
                            }""");
        }
    }

    /** The first client is the oldest and quietest, the second has more of everything but age. */
    @ParameterizedTest
    @CsvSource({
        "cid, true",
        "start, true",
        "uptime, false",
        "subs, false",
        "msgs_to, false",
        "msgs_from, false",
        "bytes_to, false",
        "bytes_from, false",
        "last, false",
        "idle, true",
        "pending, true",
        "rtt, true"
    })
    void shouldSort(String order, boolean oldestFirst) {
        try (WireClient oldest = broker.connect()) {
            // given
            oldest.send("SUB foo 1\r\n");
            broker.clock().advance(Duration.ofSeconds(1));
            try (WireClient youngest = broker.connect()) {
                youngest.send("SUB foo 1\r\nSUB foo 2\r\nPUB foo 3\r\nabc\r\n");
                List<Integer> ascending = cids(broker.json("/connz"));

                // when
                List<Integer> sorted = cids(broker.json("/connz?sort=" + order));

                // then
                assertThat(ascending).hasSize(2).isSorted();
                assertThat(sorted.get(0)).isEqualTo(ascending.get(oldestFirst ? 0 : 1));
                assertThat(sorted).containsExactlyInAnyOrderElementsOf(ascending);
            }
        }
    }

    @Test
    void shouldSortClosedConnections() {
        // given
        try (WireClient client = broker.connect();
                WireClient other = broker.connect()) {
            client.sendLast("-ERR 'mine'\r\n");
            broker.clock().advance(Duration.ofSeconds(1));
            other.sendLast("PUB foo 99999999\r\n");
        }
        List<Integer> ascending = cids(broker.json("/connz?state=closed"));

        // then
        assertThat(ascending).hasSize(2);
        assertThat(cids(broker.json("/connz?state=closed&sort=stop")))
                .containsExactly(ascending.get(1), ascending.get(0));
        JsonNode byReason = broker.json("/connz?state=closed&sort=reason").path("connections");
        assertThat(byReason.path(0).path("reason").asString())
                .isLessThan(byReason.path(1).path("reason").asString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    sort=bad               | invalid sorting option: bad
                    sort=CID               | invalid sorting option: CID
                    sort=stop              | sort by stop only valid on closed connections
                    sort=reason            | sort by reason only valid on closed connections
                    sort=stop&state=any    | sort by stop only valid on closed connections
                    state=foo              | Error decoding state for foo
                    auth=x                 | Error decoding boolean for 'auth': strconv.ParseBool: parsing "x": invalid syntax
                    subs=x                 | Error decoding boolean for 'subs': strconv.ParseBool: parsing "x": invalid syntax
                    offset=1.5             | Error decoding int for 'offset': strconv.Atoi: parsing "1.5": invalid syntax
                    limit=x                | Error decoding int for 'limit': strconv.Atoi: parsing "x": invalid syntax
                    cid=-1                 | Error decoding uint64 for 'cid': strconv.ParseUint: parsing "-1": invalid syntax
                    limit=x&sort=bad       | Error decoding int for 'limit': strconv.Atoi: parsing "x": invalid syntax
                    limit=x&auth=y&cid=z   | Error decoding boolean for 'auth': strconv.ParseBool: parsing "y": invalid syntax
                    """)
    void shouldRefuseParametersThatMakeNoSense(String query, String message) {
        HttpResponse<String> response = broker.get("/connz?" + query);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).isEqualTo(message);
        assertThat(response.headers().firstValue("content-type")).hasValue("text/plain; charset=utf-8");
        assertThat(response.headers().firstValue("access-control-allow-origin")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"?limit=", "?limit=%zz", "?limit=1;2", "?limit=3&limit=x", "?unknown=x", "?", "?&=&"})
    void shouldPassOverParametersThatAreEmptyBrokenOrUnknown(String query) {
        assertThat(rawStatus("/connz" + query)).isEqualTo("HTTP/1.1 200 OK");
    }

    /** Sends the request as it is: the JDK's client refuses some of these addresses. */
    private String rawStatus(String uri) {
        return RawHttp.exchange(
                        broker.monitorPort(), "GET " + uri + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                .lines()
                .findFirst()
                .orElse("");
    }
}
