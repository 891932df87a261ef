package dev.natsbroker.broker.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** INFO at the start, and the second one behind the first PONG. */
class InfoTest {
    @AutoClose
    private static final TestServer server = TestServer.start("max_payload: 5000");

    /** Which of these are there may differ (git_commit, xkey), but never their order. */
    private static final List<String> ORDER = List.of(
            "server_id",
            "server_name",
            "version",
            "proto",
            "git_commit",
            "go",
            "host",
            "port",
            "headers",
            "max_payload",
            "client_id",
            "client_ip",
            "api_lvl",
            "xkey");

    @Test
    void shouldGreetWithInfo() {
        try (RawClient client = RawClient.dial(server.port())) {
            JsonNode info = client.readInfo();

            assertThat(info.path("server_id").asString()).startsWith("N");
            assertThat(info.path("server_name").asString())
                    .isEqualTo(info.path("server_id").asString());
            assertThat(info.path("version").asString()).isEqualTo("2.15.1");
            assertThat(info.path("proto").asInt()).isEqualTo(1);
            assertThat(info.path("go").asString()).isNotEmpty();
            assertThat(info.path("host").asString()).isEqualTo("127.0.0.1");
            assertThat(info.path("port").asInt()).isEqualTo(server.port());
            assertThat(info.path("headers").asBoolean()).isTrue();
            assertThat(info.path("max_payload").asInt()).isEqualTo(5000);
            assertThat(info.path("client_id").asLong()).isGreaterThanOrEqualTo(5);
            assertThat(info.path("client_ip").asString()).isEqualTo("127.0.0.1");
            assertThat(info.path("api_lvl").asInt()).isEqualTo(5);
            assertThat(List.copyOf(info.propertyNames()))
                    .isSubsetOf(ORDER)
                    .isSortedAccordingTo(Comparator.comparingInt(ORDER::indexOf));
        }
    }

    @Test
    void shouldNumberClients() {
        try (RawClient first = RawClient.dial(server.port());
                RawClient second = RawClient.dial(server.port())) {
            long a = first.readInfo().path("client_id").asLong();
            long b = second.readInfo().path("client_id").asLong();

            assertThat(b).isNotEqualTo(a);
        }
    }

    @Test
    void shouldSendASecondInfoBehindTheFirstPong() {
        try (RawClient client = server.connect("\"protocol\":1")) {
            client.send("PING\r\n").expect("PONG\r\n");
            JsonNode info = client.readInfo();

            assertThat(info.path("connect_info").asBoolean()).isTrue();
            assertThat(info.path("remote_account").asString()).isEqualTo("$G");
            assertThat(info.has("acc_is_sys")).isFalse();
            assertThat(info.path("max_payload").asInt()).isEqualTo(5000);
            client.expectSilenceUntilPong().expectSilenceUntilPong();
        }
    }

    @Test
    void shouldSendNoSecondInfoToAnOldClient() {
        try (RawClient client = server.connect("\"protocol\":0")) {
            client.expectSilenceUntilPong().expectSilenceUntilPong();
        }
    }

    @Test
    void shouldSendNoSecondInfoBeforeConnect() {
        try (RawClient client = server.open()) {
            client.expectSilenceUntilPong().expectSilenceUntilPong();

            client.sendConnect("\"protocol\":1").send("PING\r\n").expect("PONG\r\n");
            assertThat(client.readInfo().path("connect_info").asBoolean()).isTrue();
        }
    }

    @Test
    void shouldSendTheSecondInfoOnlyOnceAlsoAfterASecondConnect() {
        try (RawClient client = server.connect("\"protocol\":1")) {
            client.send("PING\r\n").expect("PONG\r\n").readInfo();

            client.sendConnect("\"protocol\":1").expectSilenceUntilPong();
        }
    }

    @Test
    void shouldSendNoSecondInfoToAClientThatWasOldAtItsFirstPing() {
        try (RawClient client = server.connect("\"protocol\":0")) {
            client.expectSilenceUntilPong();

            client.sendConnect("\"protocol\":1").expectSilenceUntilPong().expectSilenceUntilPong();
        }
    }
}
