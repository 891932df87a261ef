package dev.natsbroker.broker.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.transport.TlsFiles;
import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.NKey;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@SuppressWarnings("try") // Connection.close() declares InterruptedException
class JnatsLoginTest {
    /** The client looks at the reason of a refusal only when this time is over, so it is short. */
    private static final Duration REFUSAL = Duration.ofMillis(800);

    @Test
    void shouldLoginWithUserAndPassword() throws Exception {
        try (NatsBroker broker = Brokers.start("authorization { user: joe, password: secret }")) {
            checkServed(Brokers.options(broker).userInfo("joe", "secret").build());
            checkRefused(Brokers.options(broker).userInfo("joe", "wrong"));
            checkRefused(Brokers.options(broker));
        }
    }

    @Test
    void shouldLoginWithAToken() throws Exception {
        try (NatsBroker broker = Brokers.start("authorization { token: s3cr3t }")) {
            checkServed(Brokers.options(broker).token("s3cr3t".toCharArray()).build());
            checkRefused(Brokers.options(broker).token("wrong".toCharArray()));
        }
    }

    @Test
    void shouldLoginWithAnNkey() throws Exception {
        NKey key = NKey.createUser(new SecureRandom());
        NKey other = NKey.createUser(new SecureRandom());
        String user = "authorization { users: [ {nkey: " + new String(key.getPublicKey()) + "} ] }";
        try (NatsBroker broker = Brokers.start(user)) {
            checkServed(Brokers.options(broker)
                    .authHandler(Nats.staticCredentials(null, key.getSeed()))
                    .build());
            checkRefused(Brokers.options(broker).authHandler(Nats.staticCredentials(null, other.getSeed())));
        }
    }

    @Test
    void shouldLearnOfPermissionViolationsAndStayConnected() throws Exception {
        String user = "authorization { users: [ {user: joe, password: j, "
                + "permissions: {publish: \"open.>\", subscribe: [\"open.>\", \"_INBOX.>\"]}} ] }";
        Silence listener = new Silence();
        try (NatsBroker broker = Brokers.start(user);
                Connection connection = Brokers.connect(Brokers.options(broker)
                        .userInfo("joe", "j")
                        .errorListener(listener)
                        .build())) {
            connection.subscribe("closed.x");
            connection.publish("closed.x", new byte[0]);

            assertThat(listener.errors().poll(10, TimeUnit.SECONDS))
                    .isEqualTo("Permissions Violation for Subscription to \"closed.x\"");
            assertThat(listener.errors().poll(10, TimeUnit.SECONDS))
                    .isEqualTo("Permissions Violation for Publish to \"closed.x\"");
            checkRoundTrip(connection, "open.x");
        }
    }

    @Test
    void shouldUseTls() throws Exception {
        try (NatsBroker broker = Brokers.start(tls("server-rsa", ""))) {
            checkServed(
                    Brokers.options(broker).sslContext(TlsFiles.client(null)).build());
            assertThatThrownBy(() -> Nats.connect(Options.builder()
                            .server("nats://127.0.0.1:" + broker.port())
                            .noReconnect()
                            .errorListener(new Silence())
                            .build()))
                    .isInstanceOf(Exception.class);
        }
    }

    @Test
    void shouldShowACertificateWhereOneIsAskedFor() throws Exception {
        String verify = ", verify: true, ca_file: \"" + TlsFiles.path("ca.pem") + "\"";
        try (NatsBroker broker = Brokers.start(tls("server-rsa", verify))) {
            checkServed(Brokers.options(broker)
                    .sslContext(TlsFiles.client("client"))
                    .build());
            assertThatThrownBy(() -> Nats.connect(Brokers.options(broker)
                            .sslContext(TlsFiles.client(null))
                            .connectionTimeout(REFUSAL)
                            .noReconnect()
                            .build()))
                    .isInstanceOf(Exception.class);
        }
    }

    private static String tls(String name, String more) {
        return "tls { cert_file: \"" + TlsFiles.path(name + ".pem") + "\", key_file: \""
                + TlsFiles.path(name + "-key.pem") + "\"" + more + " }";
    }

    private static void checkServed(Options options) throws Exception {
        try (Connection connection = Brokers.connect(options)) {
            checkRoundTrip(connection, "foo");
        }
    }

    private static void checkRoundTrip(Connection connection, String subject) throws InterruptedException {
        Subscription subscription = connection.subscribe(subject);
        connection.publish(subject, "hi".getBytes(UTF_8));
        assertThat(subscription.nextMessage(Brokers.PATIENCE)).isNotNull();
    }

    private static void checkRefused(Options.Builder builder) {
        Options options = builder.connectionTimeout(REFUSAL).build();
        assertThatThrownBy(() -> Nats.connect(options)).isInstanceOf(AuthenticationException.class);
    }
}
