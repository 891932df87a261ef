package dev.natsbroker.broker.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.config.WriteTimeoutPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code /varz}. */
class VarzTest {
    private static final List<String> FIELDS_OF_A_LONE_SERVER = List.of(
            "server_id",
            "server_name",
            "version",
            "proto",
            "go",
            "host",
            "port",
            "max_connections",
            "ping_interval",
            "ping_max",
            "http_host",
            "http_port",
            "http_base_path",
            "https_port",
            "auth_timeout",
            "max_control_line",
            "max_payload",
            "max_pending",
            "cluster",
            "gateway",
            "leaf",
            "mqtt",
            "websocket",
            "jetstream",
            "tls_timeout",
            "write_deadline",
            "start",
            "now",
            "uptime",
            "mem",
            "cores",
            "gomaxprocs",
            "cpu",
            "connections",
            "total_connections",
            "routes",
            "remotes",
            "leafnodes",
            "in_msgs",
            "in_bytes",
            "in_client_msgs",
            "in_client_bytes",
            "out_msgs",
            "out_bytes",
            "out_client_msgs",
            "out_client_bytes",
            "slow_consumers",
            "stale_connections",
            "stalled_clients",
            "subscriptions",
            "http_req_stats",
            "config_load_time",
            "config_digest",
            "system_account",
            "slow_consumer_stats",
            "stale_connection_stats",
            "disk_io_wait_stats",
            "product");

    @Test
    void shouldHaveTheFieldsOfALoneServerInOrder() {
        try (MonitoredBroker broker = MonitoredBroker.start()) {
            assertThat(MonitoredBroker.fields(broker.json("/varz"))).containsExactlyElementsOf(FIELDS_OF_A_LONE_SERVER);
        }
    }

    @Test
    void shouldTellTheDefaults() {
        try (MonitoredBroker broker = MonitoredBroker.start()) {
            // when
            JsonNode varz = broker.json("/varz");

            // then
            assertThat(varz.path("server_id").asString())
                    .isEqualTo(broker.broker().serverId());
            assertThat(varz.path("server_name").asString())
                    .isEqualTo(broker.broker().serverId());
            assertThat(varz.path("version").asString()).isEqualTo("2.15.1");
            assertThat(varz.path("product").asString()).startsWith("natsbroker ");
            assertThat(varz.path("go").asString())
                    .isEqualTo("java" + Runtime.version().feature());
            assertThat(varz.path("host").asString()).isEqualTo("127.0.0.1");
            assertThat(varz.path("port").asInt()).isEqualTo(broker.broker().port());
            assertThat(varz.path("http_host").asString()).isEqualTo("127.0.0.1");
            assertThat(varz.path("http_port").asInt()).isEqualTo(-1);
            assertThat(varz.path("http_base_path").asString()).isEmpty();
            assertThat(varz.path("config_digest").asString()).isEmpty();
            assertThat(varz.path("system_account").asString()).isEqualTo("$SYS");
        }
    }

    @Test
    void shouldWriteNumbersTimesAndEmptyPartsLikeTheReference() {
        try (MonitoredBroker broker = MonitoredBroker.start()) {
            broker.clock().advance(Duration.ofMinutes(61));

            assertThat(broker.get("/varz").body())
                    .startsWith("{\n  \"server_id\": \"")
                    .endsWith("\"\n}")
                    .contains("""
                              "max_connections": 65536,
                              "ping_interval": 120000000000,
                              "ping_max": 2,
                            """)
                    .contains("""
                              "auth_timeout": 2,
                              "max_control_line": 4096,
                              "max_payload": 1048576,
                              "max_pending": 67108864,
                              "cluster": {},
                              "gateway": {},
                              "leaf": {},
                              "mqtt": {},
                              "websocket": {},
                              "jetstream": {},
                              "tls_timeout": 2,
                              "write_deadline": 10000000000,
                              "start": "2026-01-02T03:04:05.060708Z",
                              "now": "2026-01-02T04:05:05.060708Z",
                              "uptime": "1h1m0s",
                            """)
                    .contains("""
                              "slow_consumer_stats": {
                                "clients": 0,
                                "routes": 0,
                                "gateways": 0,
                                "leafs": 0
                              },
                            """);
        }
    }

    @Test
    void shouldTellWhatWasConfigured() {
        try (MonitoredBroker broker =
                MonitoredBroker.start(options -> options.identity(identity -> identity.serverName("a<b>&c")
                                .tags(List.of("az:1", "x"))
                                .metadata(Map.of("k", "v"))
                                .featureFlags(Map.of("js_ack_fc_v2", true)))
                        .limits(limits -> limits.maxSubscriptions(7))
                        .authorization(authorization -> authorization.timeout(Duration.ofMillis(1500)))
                        .timing(timing -> timing.writeTimeout(WriteTimeoutPolicy.RETRY))
                        .process(process -> process.configDigest("sha256:abc")))) {
            assertThat(broker.get("/varz").body())
                    .contains("\"server_name\": \"a\\u003cb\\u003e\\u0026c\",\n")
                    .contains("\"max_connections\": 65536,\n  \"max_subscriptions\": 7,\n  \"ping_interval\"")
                    .contains("\"auth_timeout\": 1.5,\n")
                    .contains("\"write_deadline\": 10000000000,\n  \"write_timeout\": \"retry\",\n  \"start\"")
                    .contains("""
                              "config_digest": "sha256:abc",
                              "tags": [
                                "az:1",
                                "x"
                              ],
                              "metadata": {
                                "k": "v"
                              },
                              "feature_flags": {
                                "js_ack_fc_v2": true
                              },
                              "system_account": "$SYS",
                            """);
        }
    }

    @Test
    void shouldLeaveTheSystemAccountOutWhenThereIsNone() {
        try (MonitoredBroker broker = MonitoredBroker.start(options -> options.noSystemAccount(true))) {
            assertThat(MonitoredBroker.fields(broker.json("/varz"))).doesNotContain("system_account");
        }
    }

    @Test
    void shouldCountConnectionsMessagesAndSubscriptions() {
        try (MonitoredBroker broker = MonitoredBroker.start();
                WireClient gone = broker.connect();
                WireClient client = broker.connect()) {
            // given
            gone.sendLast("GARBAGE\r\n");

            // when
            client.send("SUB foo 1\r\nSUB bar 2\r\nPUB foo 5\r\nhello\r\nPUB none 3\r\nabc\r\n");

            // then
            JsonNode varz = broker.json("/varz");
            assertThat(varz.path("connections").asInt()).isEqualTo(1);
            assertThat(varz.path("total_connections").asInt()).isEqualTo(2);
            assertThat(varz.path("subscriptions").asInt()).isEqualTo(2);
            assertThat(varz.path("in_msgs").asInt()).isEqualTo(2);
            assertThat(varz.path("in_client_msgs").asInt()).isEqualTo(2);
            assertThat(varz.path("in_bytes").asInt()).isEqualTo(8);
            assertThat(varz.path("in_client_bytes").asInt()).isEqualTo(8);
            assertThat(varz.path("out_msgs").asInt()).isEqualTo(1);
            assertThat(varz.path("out_client_msgs").asInt()).isEqualTo(1);
            assertThat(varz.path("out_bytes").asInt()).isEqualTo(5);
            assertThat(varz.path("out_client_bytes").asInt()).isEqualTo(5);
        }
    }

    @Test
    void shouldCountRequestsByPage() {
        try (MonitoredBroker broker = MonitoredBroker.start()) {
            // given
            broker.get("/subscriptionsz");
            broker.get("/subsz?limit=x");
            broker.get("/connz?limit=x");
            broker.get("/connz?sort=bad");
            broker.get("/connz");
            broker.get("/routez?subs=x");
            broker.get("/");
            broker.get("/nothing");
            broker.get("/ipqueuesz");

            // when
            JsonNode requests = broker.json("/varz").path("http_req_stats");

            // then
            assertThat(requests.toString()).isEqualTo("{\"/\":1,\"/connz\":2,\"/subsz\":2,\"/varz\":1}");
        }
    }

    @Test
    void shouldTellWhatTheProcessUses() {
        try (MonitoredBroker broker = MonitoredBroker.start()) {
            JsonNode varz = broker.json("/varz");

            assertThat(varz.path("mem").asLong()).isGreaterThan(1 << 20);
            assertThat(varz.path("cores").asInt())
                    .isEqualTo(Runtime.getRuntime().availableProcessors());
            assertThat(varz.path("gomaxprocs").asInt())
                    .isEqualTo(Runtime.getRuntime().availableProcessors());
            assertThat(varz.path("cpu").asDouble()).isPositive();
        }
    }

    @Test
    void shouldTellWhenOptionsWereReloaded() {
        try (MonitoredBroker broker = MonitoredBroker.start()) {
            // given
            broker.clock().advance(Duration.ofSeconds(90));

            // when
            broker.broker()
                    .reload(broker.broker().options().toBuilder()
                            .limits(limits -> limits.maxControlLineBytes(300))
                            .build());

            // then
            JsonNode varz = broker.json("/varz");
            assertThat(varz.path("config_load_time").asString()).isEqualTo("2026-01-02T03:05:35.060708Z");
            assertThat(varz.path("max_control_line").asInt()).isEqualTo(300);
        }
    }
}
