package dev.natsbroker.broker.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.config.ConnectionType;
import dev.natsbroker.broker.config.TlsOptions;
import dev.natsbroker.broker.config.UserOptions;
import java.io.IOException;
import java.io.InputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The names were observed at nats-server 2.15.1 with the same subjects. */
class CertificateLoginTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alternative-names | alice@example.com",
                "alternative-names | second@example.com",
                "alternative-names | alice.example.com",
                "alternative-names | spiffe://example.com/alice",
                "alternative-names | CN=alice,OU=Unit,O=Org",
                "alternative-names | CN=alice,O=Org,ou=Unit",
                "alternative-names | OU=Unit, O=Org, CN=alice",
                "plain-subject     | CN=bob,OU=One+OU=Two,O=Org\\, Inc.,C=CH",
                "plain-subject     | O=Org\\, Inc.,CN=bob,C=CH,OU=One,OU=Two",
                "domain-components | CN=carol,O=Org,DC=org,DC=example",
                "domain-components | O=Org,CN=carol,DC=org,DC=example",
                "domain-components | CN=carol,O=Org",
                "multi-value       | CN=dora,OU=Unit,O=Org",
                "multi-value       | OU=Unit+CN=dora,O=Org",
                "email-attribute   | CN=erik,O=Org"
            })
    void shouldFindUserOfCertificate(String certificate, String user) throws Exception {
        assertThat(login(certificate, null, UserOptions.of("other", null), UserOptions.of(user, null)))
                .isEqualTo(user);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alternative-names | alice",
                "alternative-names | cn=alice,ou=unit,o=org",
                "alternative-names | CN=alice,O=Org",
                "plain-subject     | O=Org, Inc.,CN=bob,C=CH,OU=One,OU=Two",
                "plain-subject     | CN=bob,OU=One,O=Org\\, Inc.,C=CH",
                "multi-value       | CN=dora,O=Org",
                "email-attribute   | CN=erik,O=Org,EMAIL=erik@example.com",
                "email-attribute   | erik@example.com"
            })
    void shouldNotFindUserWithAnotherName(String certificate, String user) throws Exception {
        assertThat(login(certificate, null, UserOptions.of(user, null))).isEqualTo("authentication error");
    }

    @Test
    void shouldPreferNamesInOrder() throws Exception {
        UserOptions[] users = {
            UserOptions.of("CN=alice,OU=Unit,O=Org", null),
            UserOptions.of("spiffe://example.com/alice", null),
            UserOptions.of("alice.example.com", null),
            UserOptions.of("second@example.com", null)
        };
        assertThat(login("alternative-names", null, users)).isEqualTo("second@example.com");
    }

    @Test
    void shouldPreferEqualDistinguishedNameToReorderedOne() throws Exception {
        assertThat(login(
                        "alternative-names",
                        null,
                        UserOptions.of("O=Org,OU=Unit,CN=alice", null),
                        UserOptions.of("cn=alice,ou=Unit,o=Org", null)))
                .isEqualTo("cn=alice,ou=Unit,o=Org");
    }

    @Test
    void shouldSkipUsersOfOtherConnectionTypes() throws Exception {
        UserOptions web = new UserOptions("alice@example.com", null, null, null, Set.of(ConnectionType.WEBSOCKET));
        assertThat(login("alternative-names", null, web, UserOptions.of("CN=alice,OU=Unit,O=Org", null)))
                .isEqualTo("CN=alice,OU=Unit,O=Org");
    }

    @Test
    void shouldStillComparePassword() throws Exception {
        UserOptions user = UserOptions.of("alice@example.com", null);
        UserOptions withPassword = UserOptions.of("alice@example.com", "pw");

        assertThat(login("alternative-names", "x", user))
                .isEqualTo("authentication error - User \"alice@example.com\"");
        assertThat(login("alternative-names", "pw", withPassword)).isEqualTo("alice@example.com");
        assertThat(login("alternative-names", null, withPassword))
                .isEqualTo("authentication error - User \"alice@example.com\"");
    }

    @Test
    void shouldRejectClientWithoutCertificate() {
        AuthResult result = authenticator(UserOptions.of("a", null)).authenticate(credentials("a", null, List.of()));
        assertThat(result).isEqualTo(new AuthResult.Rejected("authentication error - User \"a\""));
    }

    private static String login(String certificate, @Nullable String password, UserOptions... users) throws Exception {
        Authenticator authenticator = authenticator(users);
        Credentials credentials = credentials(null, password, List.of(read(certificate)));
        assertThat(authenticator.isExpensive(credentials)).isTrue();
        AuthResult result = authenticator.authenticate(credentials);
        return result instanceof AuthResult.Accepted accepted
                ? String.valueOf(accepted.identity().name())
                : ((AuthResult.Rejected) result).reason();
    }

    private static Authenticator authenticator(UserOptions... users) {
        return Authenticator.of(BrokerOptions.builder()
                .tls(TlsOptions.builder().verify(true).verifyAndMap(true).build())
                .users(users)
                .build());
    }

    private static Credentials credentials(
            @Nullable String user, @Nullable String password, List<X509Certificate> certificates) {
        return new Credentials(
                user, password, null, null, null, null, null, null, ConnectionType.STANDARD, certificates);
    }

    private static X509Certificate read(String name) throws IOException, CertificateException {
        try (InputStream in = CertificateLoginTest.class.getResourceAsStream(name + ".pem")) {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(Objects.requireNonNull(in, name));
        }
    }
}
