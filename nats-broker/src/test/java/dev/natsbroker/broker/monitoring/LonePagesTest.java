package dev.natsbroker.broker.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The pages about other servers, JetStream and the inside of the process. */
class LonePagesTest {
    @AutoClose
    private static final MonitoredBroker broker = MonitoredBroker.start();

    private static String head;

    @BeforeAll
    static void rememberHead() {
        head = "{\n  \"server_id\": \"" + broker.broker().serverId() + "\",\n";
    }

    private static final String NOW = "  \"now\": \"2026-01-02T03:04:05.060708Z\",\n";

    @Test
    void shouldHaveNoRoutes() {
        assertThat(broker.get("/routez").body())
                .isEqualTo(head + "  \"server_name\": \"" + broker.broker().serverId() + "\",\n" + NOW
                        + "  \"num_routes\": 0,\n  \"routes\": []\n}");
    }

    @Test
    void shouldHaveNoGateways() {
        assertThat(broker.get("/gatewayz?accs=1&subs=detail&gw_name=x&acc_name=y")
                        .body())
                .isEqualTo(head + NOW + "  \"outbound_gateways\": {},\n  \"inbound_gateways\": {}\n}");
    }

    @Test
    void shouldHaveNoLeafNodes() {
        assertThat(broker.get("/leafz?subs=1&acc=A").body())
                .isEqualTo(head + NOW + "  \"leafnodes\": 0,\n  \"leafs\": []\n}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?acc=zz", "?accounts=1&streams=1&consumers=1&config=1&raft=1&limit=5"})
    void shouldHaveNoJetStream(String query) {
        assertThat(broker.get("/jsz" + query).body())
                .isEqualTo("""
                        {
                          "memory": 0,
                          "storage": 0,
                          "reserved_memory": 0,
                          "reserved_storage": 0,
                          "accounts": 0,
                          "ha_assets": 0,
                          "api": {
                            "level": 0,
                            "total": 0,
                            "errors": 0
                          },
                          "server_id": "%s",
                          "now": "2026-01-02T03:04:05.060708Z",
                          "disabled": true,
                          "config": {
                            "max_memory": 0,
                            "max_storage": 0
                          },
                          "streams": 0,
                          "consumers": 0,
                          "messages": 0,
                          "bytes": 0,
                          "total": 0
                        }""".formatted(broker.broker().serverId()));
    }

    @Test
    void shouldHaveNoRaftGroups() {
        HttpResponse<String> response = broker.get("/raftz?acc=x&group=y");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).isEqualTo("No Raft nodes registered");
        assertThat(response.headers().firstValue("content-type")).hasValue("text/plain; charset=utf-8");
    }

    @ParameterizedTest
    @CsvSource({
        "/routez, subs, boolean, ParseBool",
        "/gatewayz, subs, boolean, ParseBool",
        "/gatewayz, accs, boolean, ParseBool",
        "/leafz, subs, boolean, ParseBool",
        "/jsz, accounts, boolean, ParseBool",
        "/jsz, streams, boolean, ParseBool",
        "/jsz, consumers, boolean, ParseBool",
        "/jsz, direct-consumers, boolean, ParseBool",
        "/jsz, config, boolean, ParseBool",
        "/jsz, offset, int, Atoi",
        "/jsz, limit, int, Atoi",
        "/jsz, leader-only, boolean, ParseBool",
        "/jsz, raft, boolean, ParseBool",
        "/jsz, stream-leader-only, boolean, ParseBool",
        "/ipqueuesz, all, boolean, ParseBool"
    })
    void shouldRefuseParametersThatMakeNoSense(String path, String name, String type, String function) {
        HttpResponse<String> response = broker.get(path + "?" + name + "=x");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .isEqualTo("Error decoding " + type + " for '" + name + "': strconv." + function
                        + ": parsing \"x\": invalid syntax");
    }

    @Test
    void shouldShowQueuesThatHoldSomething() {
        JsonNode all = broker.json("/ipqueuesz?all=1");

        assertThat(all.path("event-loop-0").path("pending").isInt()).isTrue();
        assertThat(all.size()).isEqualTo(broker.view().loops().size());
        assertThat(broker.json("/ipqueuesz?all=1&queues=loop-0").size()).isEqualTo(1);
        assertThat(broker.json("/ipqueuesz?all=1&queues=other").size()).isZero();
    }

    @Test
    void shouldShowTheStacksOfAllThreads() {
        HttpResponse<String> response = broker.get("/stacksz");

        assertThat(response.body()).contains("thread \"nats-").contains("\tat ");
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
    }

    @Test
    void shouldShowVariablesOfTheProcessWithoutItsArguments() {
        HttpResponse<String> response = broker.get("/debug/vars");
        JsonNode variables = broker.json("/debug/vars");

        assertThat(response.headers().firstValue("content-type")).hasValue("application/json; charset=utf-8");
        assertThat(MonitoredBroker.fields(variables)).containsExactly("cmdline", "memstats");
        assertThat(variables.path("cmdline").size()).isEqualTo(1);
        assertThat(variables.path("memstats").path("HeapInuse").asLong()).isPositive();
        assertThat(MonitoredBroker.fields(variables.path("memstats")))
                .containsExactly(
                        "Alloc", "Sys", "HeapAlloc", "HeapSys", "HeapIdle", "HeapInuse", "PauseTotalNs", "NumGC");
    }
}
