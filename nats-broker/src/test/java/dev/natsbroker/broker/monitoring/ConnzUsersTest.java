package dev.natsbroker.broker.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.config.AccountOptions;
import dev.natsbroker.broker.config.UserOptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code /connz}, {@code /subsz} and {@code /accountz} where clients belong to users and accounts. */
class ConnzUsersTest {
    @AutoClose
    private final MonitoredBroker broker = MonitoredBroker.start(
            options -> options.account(AccountOptions.of("A", UserOptions.of("a", "a"), UserOptions.of("a2", "a2")))
                    .account(AccountOptions.of("B", UserOptions.of("b", "b")))
                    .noAuthUser("a"));

    private final List<WireClient> clients = new ArrayList<>();

    @BeforeEach
    void connect() {
        clients.add(broker.connect().send("SUB of.a 1\r\n"));
        clients.add(broker.connect(",\"user\":\"a2\",\"pass\":\"a2\"").send("SUB of.a2 1\r\n"));
        clients.add(broker.connect(",\"user\":\"b\",\"pass\":\"b\"").send("SUB of.b 1\r\n"));
    }

    @AfterEach
    void disconnect() {
        clients.forEach(WireClient::close);
    }

    private List<String> users(String query) {
        List<String> users = new ArrayList<>();
        broker.json("/connz" + query)
                .path("connections")
                .forEach(connection ->
                        users.add(connection.path("authorized_user").asString("-")));
        return users;
    }

    @Test
    void shouldShowUserAndAccountOnDemand() {
        assertThat(users("")).containsExactly("-", "-", "-");
        assertThat(users("?auth=1")).containsExactly("a", "a2", "b");

        JsonNode last = broker.json("/connz?auth=1&subs=1").path("connections").path(2);
        assertThat(MonitoredBroker.fields(last))
                .endsWith("subscriptions", "authorized_user", "account", "subscriptions_list", "name_tag");
        assertThat(last.path("account").asString()).isEqualTo("B");
        assertThat(last.path("name_tag").asString()).isEqualTo("B");
    }

    @Test
    void shouldShowOnlyTheUserAskedFor() {
        assertThat(users("?auth=1&user=a2")).containsExactly("a2");
        assertThat(broker.json("/connz?user=a2").path("total").asInt()).isEqualTo(3);
    }

    @Test
    void shouldShowOnlyTheAccountAskedFor() {
        assertThat(users("?auth=1&acc=A")).containsExactly("a", "a2");
        assertThat(broker.json("/connz?acc=A").path("total").asInt()).isEqualTo(2);
        assertThat(users("?auth=1&acc=A&user=b")).isEmpty();
    }

    @Test
    void shouldFilterClosedConnectionsToo() {
        clients.get(0).sendLast("GARBAGE\r\n");
        clients.get(2).sendLast("GARBAGE\r\n");

        assertThat(users("?auth=1&state=closed&acc=B")).containsExactly("b");
        assertThat(users("?auth=1&state=closed&user=a")).containsExactly("a");
        assertThat(users("?auth=1&state=any&acc=A")).containsExactly("a", "a2");
        assertThat(broker.json("/connz?state=any&acc=A").path("total").asInt()).isEqualTo(2);
    }

    @Test
    void shouldKeepSubscriptionsOfAccountsApart() {
        JsonNode subsz = broker.json("/subsz?subs=1&acc=B");

        assertThat(subsz.path("num_subscriptions").asInt()).isEqualTo(1);
        assertThat(subsz.path("total").asInt()).isEqualTo(1);
        assertThat(subsz.path("subscriptions_list").path(0).path("subject").asString())
                .isEqualTo("of.b");
        assertThat(broker.json("/subsz?subs=1").path("total").asInt()).isEqualTo(3);
    }

    @Test
    void shouldCountClientsAndSubscriptionsOfAnAccount() {
        JsonNode detail = broker.json("/accountz?acc=A").path("account_detail");

        assertThat(detail.path("client_connections").asInt()).isEqualTo(2);
        assertThat(detail.path("subscriptions").asInt()).isEqualTo(2);
        assertThat(broker.json("/accstatz").path("account_statz").size()).isEqualTo(2);
    }

    @Test
    void shouldSayThatTheServerAsksForCredentials() {
        assertThat(broker.json("/varz").path("auth_required").asBoolean()).isTrue();
    }

    @Test
    void shouldHideTokens() {
        try (MonitoredBroker guarded = MonitoredBroker.start(options -> options.token("secret"));
                WireClient client = guarded.connect(",\"auth_token\":\"secret\"")) {
            client.send("");

            assertThat(guarded.get("/connz?auth=1").body())
                    .contains("\"authorized_user\": \"[REDACTED]\",\n", "\"name_tag\": \"$G\"\n")
                    .doesNotContain("secret")
                    .doesNotContain("\"account\"");
        }
    }
}
