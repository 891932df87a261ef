package dev.natsbroker.broker.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.config.AccountOptions;
import dev.natsbroker.broker.config.MappingOptions;
import dev.natsbroker.broker.config.UserOptions;
import dev.natsbroker.broker.config.WeightedDestination;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code /accountz} and {@code /accstatz}. */
class AccountPagesTest {
    @AutoClose
    private final MonitoredBroker broker = MonitoredBroker.start(options -> options.account(
                    AccountOptions.of("A", UserOptions.of("a", "a")).withMappings(List.of(MappingOptions.of("x", "y"))))
            .account(AccountOptions.of("B", UserOptions.of("b", "b")))
            .authorization(authorization -> authorization.noAuthUser("a")));

    @Test
    void shouldNameAllAccounts() {
        assertThat(broker.get("/accountz").body())
                .isEqualTo("""
                        {
                          "server_id": "%s",
                          "now": "2026-01-02T03:04:05.060708Z",
                          "system_account": "$SYS",
                          "accounts": [
                            "$G",
                            "$SYS",
                            "A",
                            "B"
                          ]
                        }""".formatted(broker.broker().serverId()));
    }

    @Test
    void shouldShowOneAccountInDetail() {
        JsonNode page = broker.json("/accountz?acc=A");

        assertThat(MonitoredBroker.fields(page))
                .containsExactly("server_id", "now", "system_account", "account_detail");
        JsonNode detail = page.path("account_detail");
        assertThat(MonitoredBroker.fields(detail))
                .containsExactly(
                        "account_name",
                        "update_time",
                        "expired",
                        "complete",
                        "jetstream_enabled",
                        "leafnode_connections",
                        "client_connections",
                        "subscriptions",
                        "mappings",
                        "name_tag",
                        "sublist_stats");
        assertThat(MonitoredBroker.fields(detail.path("sublist_stats")))
                .containsExactly(
                        "num_subscriptions",
                        "num_cache",
                        "num_inserts",
                        "num_removes",
                        "num_matches",
                        "cache_hit_rate",
                        "max_fanout",
                        "avg_fanout");
        assertThat(detail.path("account_name").asString()).isEqualTo("A");
        assertThat(detail.path("mappings").toString()).isEqualTo("{\"x\":[{\"subject\":\"y\",\"weight\":100}]}");
        assertThat(detail.path("complete").asBoolean()).isTrue();
    }

    @Test
    void shouldMarkTheSystemAccount() {
        JsonNode detail = broker.json("/accountz?acc=$SYS").path("account_detail");

        assertThat(detail.path("is_system").asBoolean()).isTrue();
        assertThat(MonitoredBroker.fields(detail)).startsWith("account_name", "update_time", "is_system", "expired");
    }

    @Test
    void shouldRefuseAnAccountThatDoesNotExist() {
        HttpResponse<String> response = broker.get("/accountz?acc=x%22y");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).isEqualTo("Account x\"y does not exist");
    }

    @Test
    void shouldShowMappingsWithTheirShareAddedUp() {
        MappingOptions mapping = new MappingOptions(
                "a.*",
                List.of(
                        new WeightedDestination("b.$1", 30, null),
                        new WeightedDestination("c.$1", 20, null),
                        new WeightedDestination("d.$1", 20, "east")));

        assertThat(AccountzSource.destinations(mapping))
                .containsExactly(
                        new Accountz.Destination("c.$1", 20, null),
                        new Accountz.Destination("b.$1", 50, null),
                        new Accountz.Destination("a.$1", 100, null),
                        new Accountz.Destination("d.$1", 20, "east"),
                        new Accountz.Destination("a.$1", 100, "east"));
    }

    @Test
    void shouldNotAddTheSourceWhereItIsListed() {
        MappingOptions mapping = new MappingOptions(
                "a", List.of(new WeightedDestination("a", 50, null), new WeightedDestination("b", 10, null)));

        assertThat(AccountzSource.destinations(mapping))
                .containsExactly(new Accountz.Destination("b", 10, null), new Accountz.Destination("a", 60, null));
    }

    @Test
    void shouldShowTheTrafficOfAccountsInUse() {
        try (WireClient client = broker.connect()) {
            // given
            client.send("SUB foo 1\r\nSUB foo 2\r\nPUB foo 3\r\nabc\r\n");
            String account = broker.view()
                    .clients()
                    .open()
                    .iterator()
                    .next()
                    .snapshot(false)
                    .account();

            // then
            assertThat(broker.get("/accstatz").body())
                    .isEqualTo("""
                            {
                              "server_id": "%s",
                              "now": "2026-01-02T03:04:05.060708Z",
                              "account_statz": [
                                {
                                  "acc": "%s",
                                  "name": "%s",
                                  "conns": 1,
                                  "leafnodes": 0,
                                  "total_conns": 1,
                                  "num_subscriptions": 2,
                                  "sent": {
                                    "msgs": 2,
                                    "bytes": 6,
                                    "gateways": {
                                      "msgs": 0,
                                      "bytes": 0
                                    },
                                    "routes": {
                                      "msgs": 0,
                                      "bytes": 0
                                    },
                                    "leafs": {
                                      "msgs": 0,
                                      "bytes": 0
                                    }
                                  },
                                  "received": {
                                    "msgs": 1,
                                    "bytes": 3,
                                    "gateways": {
                                      "msgs": 0,
                                      "bytes": 0
                                    },
                                    "routes": {
                                      "msgs": 0,
                                      "bytes": 0
                                    },
                                    "leafs": {
                                      "msgs": 0,
                                      "bytes": 0
                                    }
                                  },
                                  "slow_consumers": 0
                                }
                              ]
                            }""".formatted(broker.broker().serverId(), account, account));
        }
    }

    @Test
    void shouldKeepTheTrafficOfClientsThatLeft() {
        try (WireClient client = broker.connect();
                WireClient stays = broker.connect()) {
            client.send("PUB foo 3\r\nabc\r\n").sendLast("GARBAGE\r\n");
            stays.send("PUB foo 3\r\nabc\r\n");

            JsonNode entry = broker.json("/accstatz").path("account_statz").path(0);
            assertThat(entry.path("conns").asInt()).isEqualTo(1);
            assertThat(entry.path("received").path("msgs").asInt()).isEqualTo(2);
            assertThat(entry.path("received").path("bytes").asInt()).isEqualTo(6);
        }
    }

    @Test
    void shouldShowUnusedAccountsOnDemand() {
        assertThat(broker.json("/accstatz").path("account_statz").toString()).isEqualTo("[]");
        assertThat(broker.json("/accstatz?unused=1").path("account_statz").size())
                .isEqualTo(4);

        HttpResponse<String> response = broker.get("/accstatz?unused=x");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .isEqualTo("Error decoding boolean for 'unused': strconv.ParseBool: parsing \"x\": invalid syntax");
    }
}
