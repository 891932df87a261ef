package dev.natsbroker.broker.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.config.AccountOptions;
import dev.natsbroker.broker.config.JetStreamAccountOptions;
import dev.natsbroker.broker.config.UserOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code /jsz}, and JetStream in {@code /varz} and {@code /accountz}; expectations as nats-server 2.15.1 answered. */
class JszTest {
    @TempDir
    private static Path folder;

    private static MonitoredBroker broker;

    @BeforeAll
    static void fill() {
        broker = MonitoredBroker.startWithJetStream(
                folder,
                options -> options.account(account(
                                "A",
                                JetStreamAccountOptions.builder()
                                        .maxMemoryBytes(100)
                                        .maxFileBytes(200_000)
                                        .build()))
                        .account(account("B", JetStreamAccountOptions.builder().build()))
                        .account(AccountOptions.of("C", UserOptions.of("C", "C"))));
        try (WireClient client = broker.connect(",\"user\":\"A\",\"pass\":\"A\"")) {
            client.request("$JS.API.STREAM.CREATE.S1", "{\"name\":\"S1\",\"subjects\":[\"s1.>\"],\"max_bytes\":1000}");
            client.request(
                    "$JS.API.STREAM.CREATE.S2", "{\"name\":\"S2\",\"subjects\":[\"s2\"],\"storage\":\"memory\"}");
            client.request("s1.a", "hello");
            client.request("s1.b", "hello");
            client.request("s2", "hello");
            client.request(
                    "$JS.API.CONSUMER.CREATE.S1.C1",
                    "{\"stream_name\":\"S1\",\"config\":{\"durable_name\":\"C1\",\"name\":\"C1\",\"ack_policy\":\"explicit\"}}");
            client.request("$JS.API.CONSUMER.MSG.NEXT.S1.C1", "1");
            client.request("$JS.API.STREAM.INFO.NONE", "");
        }
    }

    private static AccountOptions account(String name, JetStreamAccountOptions jetStream) {
        return AccountOptions.of(name, UserOptions.of(name, name)).withJetStream(jetStream);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void shouldShowTheServer() {
        assertThat(broker.get("/jsz").body())
                .startsWith("""
                        {
                          "memory": 23,
                          "storage": 78,
                          "reserved_memory": 0,
                          "reserved_storage": 1000,
                          "accounts": 2,
                          "ha_assets": 0,
                          "api": {
                            "level": 5,
                            "total": 4,
                            "errors": 1
                          },
                          "server_id": "%s",
                          "now": "2026-01-02T03:04:05.060708Z",
                          "config": {
                            "max_memory": 1048576,
                            "max_storage": 1073741824,
                            "store_dir": "%s",
                            "sync_interval": 120000000000,
                            "sync_always": true,
                            "compress_ok": true,
                            "strict": true
                          },
                          "limits": {
                            "default_max_consumers": 1000
                          },
                          "streams": 2,
                          "consumers": 1,
                          "messages": 3,
                          "bytes": 101,
                          "total": 2,
                          "sync": "always",
                          "journal": {
                            "lanes": 1,
                            "syncs": \
                        """.formatted(broker.broker().serverId(), folder.resolve("jetstream")));
    }

    @ParameterizedTest
    @CsvSource({
        "?accounts=1, A B",
        "?accounts=1&limit=1, A",
        "?accounts=1&limit=1&offset=1, B",
        "?accounts=1&offset=2, ''",
        "?accounts=1&offset=-1&limit=-1, A B",
        "?acc=B&offset=5, B",
        "?acc=C, ''",
        "?acc=zz&consumers=1, ''",
        "?streams=1, A B",
        "?consumers=1, A B",
        "?direct-consumers=1&config=1&raft=1, ''",
        "'', ''"
    })
    void shouldShowTheseAccounts(String query, String names) {
        JsonNode jsz = broker.json("/jsz" + query);

        assertThat(jsz.path("account_details")
                        .valueStream()
                        .map(account -> account.path("name").asString())
                        .reduce((one, other) -> one + ' ' + other)
                        .orElse(""))
                .isEqualTo(names);
        assertThat(jsz.path("total").asInt()).isEqualTo(2);
    }

    @Test
    void shouldShowLimitsOfAnAccountAsItsReservations() {
        JsonNode details = broker.json("/jsz?accounts=1").path("account_details");

        assertThat(details.get(0).toString())
                .isEqualTo("{\"name\":\"A\",\"id\":\"A\",\"memory\":23,\"storage\":78,\"reserved_memory\":100,"
                        + "\"reserved_storage\":200000,\"accounts\":0,\"ha_assets\":0,"
                        + "\"api\":{\"level\":0,\"total\":4,\"errors\":1}}");
        assertThat(details.get(1).path("reserved_storage").asString()).isEqualTo("18446744073709551615");
    }

    @Test
    void shouldShowStreamsWithoutTheirConfiguration() {
        JsonNode streams = broker.json("/jsz?acc=A&streams=1").at("/account_details/0/stream_detail");

        assertThat(streams.get(0).toString())
                .isEqualTo("{\"name\":\"S1\",\"created\":\"2026-01-02T03:04:05.060708Z\","
                        + "\"cluster\":{\"leader\":\"S\"},"
                        + "\"state\":{\"messages\":2,\"bytes\":78,\"first_seq\":1,"
                        + "\"first_ts\":\"2026-01-02T03:04:05.060708Z\",\"last_seq\":2,"
                        + "\"last_ts\":\"2026-01-02T03:04:05.060708Z\",\"num_subjects\":2,\"consumer_count\":1}}");
        assertThat(streams.size()).isEqualTo(2);
    }

    @Test
    void shouldShowConsumers() {
        JsonNode plain = broker.json("/jsz?consumers=1").at("/account_details/0/stream_detail");
        JsonNode whole = broker.json("/jsz?consumers=1&config=1").at("/account_details/0/stream_detail/0");

        assertThat(plain.at("/0/consumer_detail/0").toString())
                .isEqualTo("{\"stream_name\":\"S1\",\"name\":\"C1\",\"created\":\"2026-01-02T03:04:05.060708Z\","
                        + "\"delivered\":{\"consumer_seq\":1,\"stream_seq\":1,"
                        + "\"last_active\":\"2026-01-02T03:04:05.060708Z\"},"
                        + "\"ack_floor\":{\"consumer_seq\":0,\"stream_seq\":0},\"num_ack_pending\":1,"
                        + "\"num_redelivered\":0,\"num_waiting\":0,\"num_pending\":1,"
                        + "\"ts\":\"2026-01-02T03:04:05.060708Z\"}");
        assertThat(MonitoredBroker.fields(plain.get(1))).containsExactly("name", "created", "cluster", "state");
        assertThat(MonitoredBroker.fields(whole))
                .containsExactly("name", "created", "cluster", "config", "state", "consumer_detail");
        assertThat(whole.at("/config/max_bytes").asInt()).isEqualTo(1000);
        assertThat(whole.at("/consumer_detail/0/config/ack_policy").asString()).isEqualTo("explicit");
    }

    @Test
    void shouldTellWhatIsLedHere() {
        JsonNode jsz = broker.json("/jsz?raft=1");

        assertThat(jsz.path("streams_leader").asInt()).isEqualTo(2);
        assertThat(jsz.path("consumers_leader").asInt()).isEqualTo(1);
    }

    @Test
    void shouldStandInTheOtherPages() {
        JsonNode varz = broker.json("/varz").path("jetstream");
        JsonNode jsz = broker.json("/jsz");

        assertThat(MonitoredBroker.fields(varz)).containsExactly("config", "stats", "limits");
        assertThat(varz.path("config")).isEqualTo(jsz.path("config"));
        assertThat(varz.path("limits")).isEqualTo(jsz.path("limits"));
        assertThat(varz.at("/stats/storage").asInt()).isEqualTo(78);
        assertThat(varz.at("/stats/api/errors").asInt()).isEqualTo(1);
        assertThat(broker.json("/accountz?acc=A")
                        .at("/account_detail/jetstream_enabled")
                        .asBoolean())
                .isTrue();
        assertThat(broker.json("/accountz?acc=C")
                        .at("/account_detail/jetstream_enabled")
                        .asBoolean())
                .isFalse();
    }
}
