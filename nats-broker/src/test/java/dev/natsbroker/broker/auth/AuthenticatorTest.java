package dev.natsbroker.broker.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.broker.config.AccountOptions;
import dev.natsbroker.broker.config.AuthorizationOptions;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.config.ConnectionType;
import dev.natsbroker.broker.config.PermissionOptions;
import dev.natsbroker.broker.config.SubjectRules;
import dev.natsbroker.broker.config.UserOptions;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The answers and texts were observed at nats-server 2.15.1. */
class AuthenticatorTest {
    private static final String SECRET_HASH = "$2a$04$1yA6WgXEP2ujGy7vKP4iGuyqweZHrKz9EMTepqI5pYaY3F1XeQe8m";
    private static final String NONCE = "kZ1mX9Qw7bT_-0a";
    private static final Credentials NOTHING = user(null, null);

    @Nested
    class WithoutAuthorization {
        private final Authenticator authenticator = Authenticator.of(BrokerOptions.defaults());

        @Test
        void shouldLetEveryoneIn() {
            assertThat(authenticator.authRequired()).isFalse();
            assertThat(authenticator.nonceRequired()).isFalse();
            assertThat(authenticator.hidesAuthRequired()).isFalse();
            assertThat(Objects.requireNonNull(authenticator.anonymousIdentity()).accountName())
                    .isEqualTo("$G");
            assertThat(accepted(authenticator, NOTHING).logName()).isEqualTo("User \"N/A\"");
        }

        @Test
        void shouldShowTheNameThatTheClientGaveItself() {
            assertThat(accepted(authenticator, user("q", "r")).name()).isEqualTo("q");
            assertThat(accepted(authenticator, token("x")).name()).isEqualTo("[REDACTED]");
            assertThat(accepted(authenticator, nkey("UABC", null)).name()).isEqualTo("UABC");
        }
    }

    @Nested
    class WithUsers {
        private final Authenticator authenticator =
                users(null, UserOptions.of("a", "x"), UserOptions.of("b", null), UserOptions.of("h", SECRET_HASH));

        @Test
        void shouldCheckPasswords() {
            assertThat(accepted(authenticator, user("a", "x")).name()).isEqualTo("a");
            assertThat(accepted(authenticator, user("a", "x")).accountName()).isEqualTo("$G");
            assertThat(accepted(authenticator, user("a", "x")).logName()).isEqualTo("User \"a\"");
            assertThat(accepted(authenticator, user("h", "secret")).name()).isEqualTo("h");
            assertThat(rejected(authenticator, user("a", "y"))).isEqualTo("authentication error - User \"a\"");
            assertThat(rejected(authenticator, user("h", "secreT"))).isEqualTo("authentication error - User \"h\"");
            assertThat(rejected(authenticator, user("nope", "y"))).isEqualTo("authentication error - User \"nope\"");
        }

        @Test
        void shouldRejectWhoNamesNoUser() {
            assertThat(authenticator.authRequired()).isTrue();
            assertThat(authenticator.anonymousIdentity()).isNull();
            assertThat(rejected(authenticator, NOTHING)).isEqualTo("authentication error");
            assertThat(rejected(authenticator, user("", "x"))).isEqualTo("authentication error");
            assertThat(rejected(authenticator, token("t"))).isEqualTo("authentication error - Token \"[REDACTED]\"");
            assertThat(rejected(authenticator, nkey("UABC", null))).isEqualTo("authentication error - Nkey \"UABC\"");
        }

        @Test
        void shouldAcceptOnlyEmptyPasswordOfUserWithoutPassword() {
            assertThat(accepted(authenticator, user("b", "")).name()).isEqualTo("b");
            assertThat(accepted(authenticator, user("b", null)).name()).isEqualTo("b");
            assertThat(rejected(authenticator, user("b", "x"))).isEqualTo("authentication error - User \"b\"");
        }

        @Test
        void shouldKnowWhichChecksAreExpensive() {
            assertThat(authenticator.isExpensive(user("a", "x"))).isFalse();
            assertThat(authenticator.isExpensive(user("nope", "x"))).isFalse();
            assertThat(authenticator.isExpensive(user("h", "x"))).isTrue();
        }
    }

    @Nested
    class WithToken {
        private final Authenticator authenticator =
                of(AuthorizationOptions.builder().token("tok").build());

        @Test
        void shouldCheckToken() {
            assertThat(accepted(authenticator, token("tok")).name()).isEqualTo("[REDACTED]");
            assertThat(accepted(authenticator, token("tok")).logName()).isEqualTo("Token \"[REDACTED]\"");
            assertThat(rejected(authenticator, token("no"))).isEqualTo("authentication error - Token \"[REDACTED]\"");
            assertThat(rejected(authenticator, user("a", "tok"))).isEqualTo("authentication error - User \"a\"");
            assertThat(rejected(authenticator, NOTHING)).isEqualTo("authentication error");
        }

        @Test
        void shouldCheckHashedToken() {
            Authenticator hashed =
                    of(AuthorizationOptions.builder().token(SECRET_HASH).build());
            assertThat(hashed.isExpensive(token("secret"))).isTrue();
            assertThat(accepted(hashed, token("secret")).accountName()).isEqualTo("$G");
            assertThat(rejected(hashed, token("other"))).startsWith("authentication error");
        }
    }

    @Test
    void shouldCheckSingleUser() {
        Authenticator authenticator =
                of(AuthorizationOptions.builder().user("u").password("p").build());

        assertThat(accepted(authenticator, user("u", "p")).name()).isEqualTo("u");
        assertThat(rejected(authenticator, user("u", "x"))).isEqualTo("authentication error - User \"u\"");
        assertThat(rejected(authenticator, user("v", "p"))).isEqualTo("authentication error - User \"v\"");
        assertThat(rejected(authenticator, token("p"))).isEqualTo("authentication error - Token \"[REDACTED]\"");
    }

    @Nested
    class WithNkeys {
        private final NKey key = NKey.generate(NKey.Type.USER, new Random(1));
        private final Authenticator authenticator =
                users(null, UserOptions.ofNkey(key.publicKey()), UserOptions.of("a", "x"));

        @Test
        void shouldVerifySignatureOfTheNonce() {
            byte[] signature = key.sign(NONCE.getBytes(StandardCharsets.US_ASCII));
            String url = Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
            String standard = Base64.getEncoder().encodeToString(signature);

            assertThat(authenticator.nonceRequired()).isTrue();
            assertThat(authenticator.isExpensive(nkey(key.publicKey(), url))).isTrue();
            UserIdentity identity = accepted(authenticator, nkey(key.publicKey(), url));
            assertThat(identity.name()).isEqualTo(key.publicKey());
            assertThat(identity.nkey()).isEqualTo(key.publicKey());
            assertThat(identity.logName()).isEqualTo("Nkey \"" + key.publicKey() + "\"");
            assertThat(accepted(authenticator, nkey(key.publicKey(), standard)).nkey())
                    .isEqualTo(key.publicKey());
        }

        @Test
        void shouldRejectMissingOrWrongSignature() {
            String other = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(key.sign("another nonce".getBytes(StandardCharsets.US_ASCII)));
            String reason = "authentication error - Nkey \"" + key.publicKey() + "\"";

            assertThat(rejected(authenticator, nkey(key.publicKey(), null))).isEqualTo(reason);
            assertThat(rejected(authenticator, nkey(key.publicKey(), other))).isEqualTo(reason);
            assertThat(rejected(authenticator, nkey(key.publicKey(), "?"))).isEqualTo(reason);
            assertThat(rejected(authenticator, nkey("UABC", other))).isEqualTo("authentication error - Nkey \"UABC\"");
        }

        @Test
        void shouldStillAcceptUsersByName() {
            assertThat(accepted(authenticator, user("a", "x")).name()).isEqualTo("a");
        }

        @Test
        void shouldLetAnonymousClientsBecomeNkeyUser() {
            Authenticator open = users(key.publicKey(), UserOptions.ofNkey(key.publicKey()), UserOptions.of("a", "x"));

            assertThat(accepted(open, NOTHING).nkey()).isEqualTo(key.publicKey());
            assertThat(accepted(open, user("a", "x")).name()).isEqualTo("a");
            assertThat(rejected(open, user("a", "y"))).isEqualTo("authentication error - User \"a\"");
        }
    }

    @Nested
    class WithNoAuthUser {
        private final Authenticator authenticator = users("a", UserOptions.of("a", "x"), UserOptions.of("h", "y"));

        @Test
        void shouldLetAnonymousClientsIn() {
            assertThat(authenticator.authRequired()).isTrue();
            assertThat(authenticator.hidesAuthRequired()).isTrue();
            assertThat(Objects.requireNonNull(authenticator.anonymousIdentity()).name())
                    .isEqualTo("a");
            assertThat(accepted(authenticator, NOTHING).name()).isEqualTo("a");
        }

        @Test
        void shouldCheckWhoSendsAnything() {
            assertThat(accepted(authenticator, user("h", "y")).name()).isEqualTo("h");
            assertThat(rejected(authenticator, user("a", "y"))).isEqualTo("authentication error - User \"a\"");
            assertThat(rejected(authenticator, user("", "p"))).isEqualTo("authentication error");
            assertThat(rejected(authenticator, token("t"))).startsWith("authentication error - Token");
        }

        @Test
        void shouldRefuseUnknownUser() {
            assertThatThrownBy(() -> users("z", UserOptions.of("a", "x")))
                    .hasMessage("no_auth_user: \"z\" not present as user or nkey in authorization block or account"
                            + " configuration");
            assertThatThrownBy(() -> users("z"))
                    .hasMessage("no_auth_user: \"z\" present, but users/nkeys are not defined");
        }
    }

    @Nested
    class WithAccounts {
        @Test
        void shouldBindUsersToTheirAccount() {
            Authenticator authenticator = accounts(
                    AccountOptions.of("A", UserOptions.of("a", "x")), AccountOptions.of("B", UserOptions.of("b", "y")));

            assertThat(accepted(authenticator, user("a", "x")).accountName()).isEqualTo("A");
            assertThat(accepted(authenticator, user("b", "y")).accountName()).isEqualTo("B");
            assertThat(authenticator.anonymousIdentity()).isNull();
        }

        @Test
        void shouldLetAnonymousClientsInBesideSystemUsersAlone() {
            Authenticator authenticator = accounts(AccountOptions.of("$SYS", UserOptions.of("s", "s")));

            assertThat(authenticator.authRequired()).isTrue();
            assertThat(authenticator.hidesAuthRequired()).isFalse();
            assertThat(accepted(authenticator, user("s", "s")).accountName()).isEqualTo("$SYS");
            UserIdentity anonymous = accepted(authenticator, NOTHING);
            assertThat(anonymous.accountName()).isEqualTo("$G");
            assertThat(anonymous.name()).startsWith("nats-");
            assertThat(Objects.requireNonNull(authenticator.anonymousIdentity()).name())
                    .isEqualTo(anonymous.name());
            assertThat(rejected(authenticator, user("x", "x"))).isEqualTo("authentication error - User \"x\"");
            assertThat(rejected(authenticator, token("x"))).startsWith("authentication error - Token");
        }

        @Test
        void shouldRejectAnonymousClientsBesideOtherAccounts() {
            assertThat(rejected(
                            accounts(AccountOptions.of("$SYS", UserOptions.of("s", "s")), AccountOptions.of("A")),
                            NOTHING))
                    .isEqualTo("authentication error");
            assertThat(accounts(AccountOptions.of("A")).authRequired()).isFalse();
        }
    }

    @Test
    void shouldCheckConnectionTypes() {
        UserOptions web = new UserOptions("w", "x", null, null, Set.of(ConnectionType.WEBSOCKET));
        UserOptions standard = new UserOptions("s", "x", null, null, Set.of(ConnectionType.STANDARD));
        Authenticator authenticator = users(null, web, standard);

        assertThat(rejected(authenticator, user("w", "x"))).isEqualTo("authentication error - User \"w\"");
        assertThat(accepted(authenticator, user("s", "x")).name()).isEqualTo("s");
        assertThat(accepted(authenticator, of("w", "x", null, null, null, ConnectionType.WEBSOCKET))
                        .name())
                .isEqualTo("w");
    }

    @Test
    void shouldApplyDefaultPermissionsToUsersWithoutTheirOwn() {
        PermissionOptions own = new PermissionOptions(SubjectRules.allow("own"), SubjectRules.allowAll(), null);
        PermissionOptions byDefault =
                new PermissionOptions(SubjectRules.allow("default"), SubjectRules.allowAll(), null);
        Authenticator authenticator = of(AuthorizationOptions.builder()
                .users(List.of(UserOptions.of("a", "x", own), UserOptions.of("b", "x")))
                .defaultPermissions(byDefault)
                .build());

        assertThat(mayPublish(accepted(authenticator, user("a", "x")), "own")).isTrue();
        assertThat(mayPublish(accepted(authenticator, user("a", "x")), "default"))
                .isFalse();
        assertThat(mayPublish(accepted(authenticator, user("b", "x")), "default"))
                .isTrue();
        assertThat(mayPublish(accepted(authenticator, user("b", "x")), "own")).isFalse();
    }

    @Nested
    class AfterReload {
        private final UserIdentity a = accepted(users(null, UserOptions.of("a", "x")), user("a", "x"));

        @Test
        void shouldKeepUnchangedUserWithItsNewPermissions() {
            PermissionOptions granted = new PermissionOptions(SubjectRules.allow("p"), SubjectRules.allowAll(), null);
            UserIdentity now = users(null, UserOptions.of("a", "x", granted)).find(a);

            assertThat(now).isNotNull();
            assertThat(mayPublish(Objects.requireNonNull(now), "p")).isTrue();
            assertThat(mayPublish(now, "q")).isFalse();
        }

        @Test
        void shouldDropUserThatIsGoneOrChanged() {
            assertThat(users(null, UserOptions.of("b", "x")).find(a)).isNull();
            assertThat(users(null, UserOptions.of("a", "y")).find(a)).isNull();
            assertThat(accounts(AccountOptions.of("A", UserOptions.of("a", "x")))
                            .find(a))
                    .isNull();
        }

        @Test
        void shouldNotTrustNamesThatWereNeverProven() {
            Authenticator open = Authenticator.of(BrokerOptions.defaults());
            UserIdentity claimed = accepted(open, user("b", null));

            assertThat(users(null, UserOptions.of("b", null)).find(claimed)).isNull();
        }

        @Test
        void shouldLetAnonymousClientsStayWhereAnonymousClientsMayEnter() {
            UserIdentity anonymous = accepted(Authenticator.of(BrokerOptions.defaults()), NOTHING);

            assertThat(users(null, UserOptions.of("b", "x")).find(anonymous)).isNull();
            assertThat(users("b", UserOptions.of("b", "x")).find(anonymous))
                    .extracting(UserIdentity::name)
                    .isEqualTo("b");
        }

        @Test
        void shouldKeepEveryoneWhenAuthorizationIsRemoved() {
            UserIdentity now = Authenticator.of(BrokerOptions.defaults()).find(a);
            assertThat(now).isNotNull();
            assertThat(Objects.requireNonNull(now).name()).isEqualTo("a");
        }
    }

    @Test
    void shouldNotShowSecretsAsText() {
        Credentials credentials = of("a", "geheim", "geheim", null, "geheim", ConnectionType.STANDARD);

        assertThat(credentials.toString()).contains("User \"a\"").doesNotContain("geheim");
        assertThat(accepted(users(null, UserOptions.of("a", "geheim")), credentials)
                        .toString())
                .doesNotContain("geheim");
    }

    private static boolean mayPublish(UserIdentity identity, String subject) {
        byte[] b = subject.getBytes(StandardCharsets.UTF_8);
        return Objects.requireNonNull(identity.permissions()).mayPublish(b, 0, b.length);
    }

    private static UserIdentity accepted(Authenticator authenticator, Credentials credentials) {
        AuthResult result = authenticator.authenticate(credentials);
        assertThat(result).isInstanceOf(AuthResult.Accepted.class);
        return ((AuthResult.Accepted) result).identity();
    }

    private static String rejected(Authenticator authenticator, Credentials credentials) {
        AuthResult result = authenticator.authenticate(credentials);
        assertThat(result).isInstanceOf(AuthResult.Rejected.class);
        return ((AuthResult.Rejected) result).reason();
    }

    private static Authenticator users(@Nullable String noAuthUser, UserOptions... users) {
        return of(AuthorizationOptions.builder()
                .users(List.of(users))
                .noAuthUser(noAuthUser)
                .build());
    }

    private static Authenticator of(AuthorizationOptions authorization) {
        return Authenticator.of(BrokerOptions.builder()
                .authorization(defaults -> authorization.toBuilder())
                .build());
    }

    private static Authenticator accounts(AccountOptions... accounts) {
        Map<String, AccountOptions> byName = new LinkedHashMap<>();
        for (AccountOptions account : accounts) {
            byName.put(account.name(), account);
        }
        return Authenticator.of(BrokerOptions.builder().accounts(byName).build());
    }

    private static Credentials user(@Nullable String user, @Nullable String pass) {
        return of(user, pass, null, null, null, ConnectionType.STANDARD);
    }

    private static Credentials token(String token) {
        return of(null, null, token, null, null, ConnectionType.STANDARD);
    }

    private static Credentials nkey(String nkey, @Nullable String sig) {
        return of(null, null, null, nkey, sig, ConnectionType.STANDARD);
    }

    private static Credentials of(
            @Nullable String user,
            @Nullable String pass,
            @Nullable String token,
            @Nullable String nkey,
            @Nullable String sig,
            ConnectionType type) {
        return new Credentials(user, pass, token, nkey, sig, null, null, NONCE, type, List.of());
    }
}
