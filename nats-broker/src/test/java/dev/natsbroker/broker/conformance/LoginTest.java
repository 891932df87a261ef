package dev.natsbroker.broker.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import dev.natsbroker.broker.auth.NKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Who gets in, and what the others are told. */
class LoginTest {
    private static final String USER = "authorization { user: joe, password: secret }";
    private static final String TOKEN = "authorization { token: s3cr3t }";
    private static final int FEW_ROUNDS = 4;
    private static final String BCRYPT = BCrypt.withDefaults().hashToString(FEW_ROUNDS, "secret".toCharArray());

    @ParameterizedTest
    @CsvSource({
        "'\"user\":\"joe\",\"pass\":\"secret\"', true",
        "'\"user\":\"joe\",\"pass\":\"Secret\"', false",
        "'\"user\":\"joe\",\"pass\":\"\"', false",
        "'\"user\":\"joe\"', false",
        "'\"user\":\"jack\",\"pass\":\"secret\"', false",
        "'\"pass\":\"secret\"', false",
        "'\"auth_token\":\"secret\"', false",
        "'\"name\":\"joe\"', false",
    })
    void shouldCheckUserAndPassword(String fields, boolean fine) {
        try (TestServer server = TestServer.start(USER)) {
            checkLogin(server, fields, fine);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'\"auth_token\":\"s3cr3t\"', true",
        "'\"auth_token\":\"S3cr3t\"', false",
        "'\"auth_token\":\"\"', false",
        "'\"user\":\"s3cr3t\"', false",
        "'\"pass\":\"s3cr3t\"', false",
    })
    void shouldCheckAToken(String fields, boolean fine) {
        try (TestServer server = TestServer.start(TOKEN)) {
            checkLogin(server, fields, fine);
        }
    }

    @ParameterizedTest
    @CsvSource({"alice, a, true", "bob, b, true", "alice, b, false", "carol, a, false", "empty, '', true"})
    void shouldKnowSeveralUsers(String user, String password, boolean fine) {
        String users =
                "authorization { users: [ {user: alice, password: a}, {user: bob, password: b}, {user: empty} ] }";
        try (TestServer server = TestServer.start(users)) {
            checkLogin(server, "\"user\":\"" + user + "\",\"pass\":\"" + password + "\"", fine);
        }
    }

    @ParameterizedTest
    @CsvSource({"secret, true", "Secret, false", "'', false"})
    void shouldCheckABcryptPassword(String password, boolean fine) {
        try (TestServer server = TestServer.start("authorization { user: joe, password: \"" + BCRYPT + "\" }")) {
            checkLogin(server, "\"user\":\"joe\",\"pass\":\"" + password + "\"", fine);
        }
    }

    private static void checkLogin(TestServer server, String fields, boolean fine) {
        try (RawClient client = RawClient.dial(server.port())) {
            JsonNode info = client.readInfo();
            assertThat(info.path("auth_required").asBoolean()).isTrue();
            client.sendConnect(fields).send("PING\r\n");
            if (fine) {
                client.expect("PONG\r\n");
            } else {
                client.expect("-ERR 'Authorization Violation'\r\n").expectClosed();
                assertThat(server.closeReason(info.path("client_id").asLong())).isEqualTo("Authentication Failure");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PING\r\n",
                "PONG\r\n",
                "+OK\r\n",
                "SUB foo 1\r\n",
                "PUB foo 0\r\n\r\n",
                "INFO {}\r\n",
                "-ERR 'x'\r\n",
                "\r\n",
                "GET / HTTP/1.1\r\n",
                "\u0000",
            })
    void shouldAllowNothingButConnectFirst(String bytes) {
        try (TestServer server = TestServer.start(USER);
                RawClient client = server.open()) {
            client.send(bytes).expect("-ERR 'Authorization Violation'\r\n").expectClosed();
        }
    }

    @Test
    void shouldNotPassWhatFollowsAFailedLogin() {
        try (TestServer server = TestServer.start(USER);
                RawClient listener = server.connect("\"user\":\"joe\",\"pass\":\"secret\"");
                RawClient client = server.open()) {
            listener.send("SUB foo 1\r\n").expectSilenceUntilPong();

            client.send("CONNECT {\"user\":\"joe\",\"pass\":\"no\"}\r\nPUB foo 2\r\nhi\r\nSUB > 1\r\n");

            client.expect("-ERR 'Authorization Violation'\r\n").expectClosed();
            listener.expectSilenceUntilPong();
        }
    }

    @Test
    void shouldServeWhatIsSentTogetherWithASlowLogin() {
        try (TestServer server = TestServer.start("authorization { user: joe, password: \"" + BCRYPT + "\" }");
                RawClient client = server.open()) {
            String connect = "CONNECT {\"verbose\":false,\"user\":\"joe\",\"pass\":\"secret\"}\r\n";

            client.send(connect + "SUB foo 1\r\nPUB foo 2\r\nhi\r\nPING\r\n");

            client.expect("MSG foo 1 2\r\nhi\r\nPONG\r\n");
        }
    }

    @Test
    void shouldServeAClientThatSendsEverythingAtOnceAndClosesItsSide() {
        try (TestServer server = TestServer.start("authorization { user: joe, password: \"" + BCRYPT + "\" }");
                RawClient listener = server.connect("\"user\":\"joe\",\"pass\":\"secret\"");
                RawClient client = server.open()) {
            listener.send("SUB foo 1\r\n").expectSilenceUntilPong();

            client.sendConnect("\"user\":\"joe\",\"pass\":\"secret\"").send("PUB foo 2\r\nhi\r\n");
            client.shutdownOutput();

            client.expectClosed();
            listener.expect("MSG foo 1 2\r\nhi\r\n");
        }
    }

    @Test
    void shouldAcknowledgeALoginWhenVerbose() {
        try (TestServer server = TestServer.start(TOKEN);
                RawClient client = server.open()) {
            client.send("CONNECT {\"auth_token\":\"s3cr3t\"}\r\n")
                    .expect("+OK\r\n")
                    .expectSilenceUntilPong();
        }
    }

    @Test
    void shouldCloseAClientThatDoesNotLogInInTime() {
        try (TestServer server = TestServer.start("authorization { user: joe, password: secret, timeout: 1 }");
                RawClient client = RawClient.dial(server.port())) {
            long id = client.readInfo().path("client_id").asLong();

            server.advance(Duration.ofSeconds(1));

            client.expect("-ERR 'Authentication Timeout'\r\n").expectClosed();
            assertThat(server.closeReason(id)).isEqualTo("Authentication Timeout");
        }
    }

    @Test
    void shouldNotTimeOutAClientThatLoggedIn() {
        try (TestServer server = TestServer.start(TOKEN);
                RawClient client = server.connect("\"auth_token\":\"s3cr3t\"")) {
            client.expectSilenceUntilPong();
            if (server.hasManualClock()) {
                server.advance(Duration.ofMillis(1999)); // the PING after two seconds would disturb
                server.advance(Duration.ofMillis(1));
            }
            client.send("SUB foo 1\r\nPUB foo 2\r\nhi\r\n");
            assertThat(client.readLine()).isIn("MSG foo 1 2", "PING");
        }
    }

    @Test
    void shouldLoginAgainWithASecondConnect() {
        String users = "authorization { users: [ {user: alice, password: a}, {user: bob, password: b} ] }";
        try (TestServer server = TestServer.start(users);
                RawClient client = server.connect("\"user\":\"alice\",\"pass\":\"a\"")) {
            client.expectSilenceUntilPong();

            client.sendConnect("\"user\":\"bob\",\"pass\":\"b\"").expectSilenceUntilPong();
            client.sendConnect("\"user\":\"bob\",\"pass\":\"a\"");

            client.expect("-ERR 'Authorization Violation'\r\n").expectClosed();
        }
    }

    private static final String NO_AUTH_USER =
            "no_auth_user: guest\nauthorization { users: [ {user: guest, password: g, permissions: {publish: open}}, "
                    + "{user: joe, password: secret} ] }";

    @Test
    void shouldLetAnybodyInAsTheUserWithoutAuthentication() {
        try (TestServer server = TestServer.start(NO_AUTH_USER);
                RawClient client = RawClient.dial(server.port())) {
            assertThat(client.readInfo().has("auth_required")).isFalse();

            client.send("PUB open 0\r\n\r\nPUB closed 0\r\n\r\n");

            client.expect("+OK\r\n-ERR 'Permissions Violation for Publish to \"closed\"'\r\n");
        }
    }

    @Test
    void shouldShowThatLoginIsPossibleInTheSecondInfo() {
        try (TestServer server = TestServer.start(NO_AUTH_USER);
                RawClient client = server.connect("\"protocol\":1")) {
            client.send("PING\r\n").expect("PONG\r\n");

            assertThat(client.readInfo().path("auth_required").asBoolean()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'\"user\":\"joe\",\"pass\":\"secret\"', true",
        "'\"user\":\"guest\",\"pass\":\"g\"', true",
        "'\"user\":\"joe\",\"pass\":\"wrong\"', false",
        "'\"user\":\"nobody\"', false",
        "'\"auth_token\":\"x\"', false",
    })
    void shouldCheckCredentialsThatAreGivenAllTheSame(String fields, boolean fine) {
        try (TestServer server = TestServer.start(NO_AUTH_USER);
                RawClient client = server.open()) {
            client.sendConnect(fields).send("PING\r\n");
            if (fine) {
                client.expect("PONG\r\n");
            } else {
                client.expect("-ERR 'Authorization Violation'\r\n").expectClosed();
            }
        }
    }

    @Test
    void shouldCheckTheSignatureOfANonce() {
        NKey key = NKey.generate(NKey.Type.USER, new Random(7));
        try (TestServer server = TestServer.start("authorization { users: [ {nkey: " + key.publicKey() + "} ] }")) {
            try (RawClient client = RawClient.dial(server.port())) {
                JsonNode info = client.readInfo();
                String nonce = info.path("nonce").asString();
                assertThat(nonce).matches("[A-Za-z0-9_-]{15}");
                client.sendConnect(nkeyLogin(key, nonce)).expectSilenceUntilPong();
            }
            try (RawClient client = RawClient.dial(server.port())) {
                String nonce = client.readInfo().path("nonce").asString();
                NKey other = NKey.generate(NKey.Type.USER, new Random(8));
                String mixed = nkeyLogin(other, nonce).replace(other.publicKey(), key.publicKey());
                client.sendConnect(mixed)
                        .expect("-ERR 'Authorization Violation'\r\n")
                        .expectClosed();
            }
            try (RawClient client = RawClient.dial(server.port())) {
                client.readInfo();
                client.sendConnect(nkeyLogin(key, "another_nonce_"))
                        .expect("-ERR 'Authorization Violation'\r\n")
                        .expectClosed();
            }
        }
    }

    private static String nkeyLogin(NKey key, String nonce) {
        byte[] signature = key.sign(nonce.getBytes(StandardCharsets.US_ASCII));
        return "\"nkey\":\"" + key.publicKey() + "\",\"sig\":\""
                + Base64.getUrlEncoder().withoutPadding().encodeToString(signature) + "\"";
    }

    @Test
    void shouldIsolateAccounts() {
        String accounts = "accounts { A: {users: [{user: a, password: a}]}, B: {users: [{user: b, password: b}]} }";
        try (TestServer server = TestServer.start(accounts);
                RawClient first = server.connect("\"user\":\"a\",\"pass\":\"a\"", "\"protocol\":1");
                RawClient second = server.connect("\"user\":\"b\",\"pass\":\"b\"");
                RawClient third = server.connect("\"user\":\"a\",\"pass\":\"a\"")) {
            first.send("SUB > 1\r\nPING\r\n").expect("PONG\r\n");
            assertThat(first.readInfo().path("remote_account").asString()).isEqualTo("A");

            second.send("SUB > 1\r\nPUB foo 2\r\nhi\r\n")
                    .expect("MSG foo 1 2\r\nhi\r\n")
                    .expectSilenceUntilPong();
            first.expectSilenceUntilPong();

            third.send("PUB foo 2\r\nho\r\n").expectSilenceUntilPong();
            first.expect("MSG foo 1 2\r\nho\r\n");
            second.expectSilenceUntilPong();
        }
    }

    @Test
    void shouldMarkTheSystemAccount() {
        String accounts = "accounts { SYS: {users: [{user: sys, password: s}]} }\nsystem_account: SYS";
        try (TestServer server = TestServer.start(accounts);
                RawClient client = server.connect("\"user\":\"sys\",\"pass\":\"s\"", "\"protocol\":1")) {
            client.send("PING\r\n").expect("PONG\r\n");
            JsonNode info = client.readInfo();

            assertThat(info.path("remote_account").asString()).isEqualTo("SYS");
            assertThat(info.path("acc_is_sys").asBoolean()).isTrue();
        }
    }

    @Test
    void shouldLimitConnectionsAndSubscriptionsOfAnAccount() {
        String accounts = "accounts { A: {limits: {max_conn: 1, max_subs: 1, max_payload: 5}, "
                + "users: [{user: a, password: a}]} }";
        try (TestServer server = TestServer.start(accounts);
                RawClient first = server.connect("\"user\":\"a\",\"pass\":\"a\"", "\"protocol\":1")) {
            first.send("PING\r\n").expect("PONG\r\n");
            assertThat(first.readInfo().path("max_payload").asInt()).isEqualTo(5);
            first.send("SUB a 1\r\nSUB b 2\r\n").expect("-ERR 'maximum subscriptions exceeded'\r\n");
            try (RawClient second = RawClient.dial(server.port())) {
                long id = second.readInfo().path("client_id").asLong();
                second.sendConnect("\"user\":\"a\",\"pass\":\"a\"");
                second.expect("-ERR 'maximum account active connections exceeded'\r\n")
                        .expectClosed();
                assertThat(server.closeReason(id)).isEqualTo("Maximum Account Connections Exceeded");
            }
            first.send("PUB a 6\r\n")
                    .expect("-ERR 'Maximum Payload Violation'\r\n")
                    .expectClosed();
            try (RawClient third = server.connect("\"user\":\"a\",\"pass\":\"a\"")) {
                third.expectSilenceUntilPong();
            }
        }
    }
}
