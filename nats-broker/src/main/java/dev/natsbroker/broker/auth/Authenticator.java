package dev.natsbroker.broker.auth;

import dev.natsbroker.broker.auth.UserTable.User;
import dev.natsbroker.broker.config.AuthorizationOptions;
import dev.natsbroker.broker.config.BrokerOptions;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may connect, by the options: NKeys, users with passwords or certificates, one token, or one user. Immutable
 * and shared by all threads; a reload makes a new one.
 *
 * @see <a href="https://docs.nats.io/running-a-nats-service/configuration/securing_nats/auth_intro">Authentication</a>
 */
public final class Authenticator {
    private static final String ERROR = "authentication error";
    /** The user that anonymous clients become when the system account is the only one with users. */
    private static final String HIDDEN_USER = "nats-noauth";

    private final UserTable users;
    private final @Nullable UserIdentity singleUser;
    private final Password singlePassword;
    private final @Nullable UserIdentity tokenHolder;
    private final Password token;
    private final boolean mapsCertificates;
    private final @Nullable User noAuthUser;
    private final boolean hidesNoAuthUser;

    private Authenticator(BrokerOptions options) {
        AuthorizationOptions authorization = options.authorization();
        mapsCertificates = options.tls() != null && options.tls().verifyAndMap();
        users = new UserTable(options, mapsCertificates);
        singleUser = identityOf(authorization.user(), authorization.password());
        singlePassword = new Password(authorization.password());
        tokenHolder = identityOf(authorization.token() == null ? null : UserIdentity.REDACTED, authorization.token());
        token = new Password(authorization.token());
        hidesNoAuthUser = hasOnlySystemUsers(options);
        noAuthUser = hidesNoAuthUser ? hiddenUser() : requireUser(authorization.noAuthUser());
    }

    /** @throws IllegalArgumentException when permissions or the user for anonymous clients cannot be used */
    public static Authenticator of(BrokerOptions options) {
        return new Authenticator(options);
    }

    /** Whether clients must authenticate, as INFO says it. */
    public boolean authRequired() {
        return users.hasNames() || users.hasNkeys() || singleUser != null || tokenHolder != null || hidesNoAuthUser;
    }

    /** Whether INFO must hold a nonce to sign. */
    public boolean nonceRequired() {
        return users.hasNkeys();
    }

    /** Whether the first INFO keeps quiet that clients must authenticate, since some need not. */
    public boolean hidesAuthRequired() {
        return noAuthUser != null && !hidesNoAuthUser;
    }

    /** Who a client is that sends no credentials, or not even CONNECT; null if it is turned away. */
    public @Nullable UserIdentity anonymousIdentity() {
        if (!authRequired()) {
            return identityWithoutAuth(null);
        }
        return noAuthUser == null ? null : noAuthUser.identity();
    }

    /** Whether checking these credentials takes so long that it must be kept off the event loops. */
    public boolean isExpensive(Credentials credentials) {
        if (!authRequired()) {
            return false;
        }
        return mapsCertificates || claim(credentials).isExpensive();
    }

    /** Decides about a client; may take milliseconds if {@link #isExpensive} says so. */
    public AuthResult authenticate(Credentials credentials) {
        if (!authRequired()) {
            return new AuthResult.Accepted(identityWithoutAuth(credentials.displayName()));
        }
        Claim claim = claim(credentials);
        if (claim.isProven()) {
            return new AuthResult.Accepted(Objects.requireNonNull(claim.identity()));
        }
        String label = claim.credentials().label();
        return new AuthResult.Rejected(label == null ? ERROR : ERROR + " - " + label);
    }

    /**
     * The present identity of a client that was let in under earlier options; null if it must go, because its user is
     * gone, has another secret, or belongs to another account.
     */
    public @Nullable UserIdentity find(UserIdentity known) {
        if (!authRequired()) {
            return inSameAccount(known, known.withoutRestrictions(BrokerOptions.GLOBAL_ACCOUNT));
        }
        String name = known.name();
        if (name == null) {
            return inSameAccount(known, anonymousIdentity());
        }
        // a name that the client only gave itself proves nothing
        UserIdentity present = known.isVerified() ? lookUp(name, known.nkey()) : null;
        if (present == null || !Objects.equals(present.secret(), known.secret())) {
            return null;
        }
        return inSameAccount(known, present.named(name));
    }

    private static @Nullable UserIdentity inSameAccount(UserIdentity known, @Nullable UserIdentity present) {
        return present != null && present.accountName().equals(known.accountName()) ? present : null;
    }

    private @Nullable UserIdentity lookUp(String name, @Nullable String nkey) {
        User user = nkey == null ? users.named(name) : users.withNkey(nkey);
        if (user == null && noAuthUser != null && name.equals(noAuthUser.name())) {
            user = noAuthUser;
        }
        if (user != null) {
            return user.identity();
        }
        if (tokenHolder != null) {
            return tokenHolder;
        }
        return singleUser != null && name.equals(singleUser.name()) ? singleUser : null;
    }

    /** Finds who the client claims to be and what proves it. The order is that of nats-server. */
    private Claim claim(Credentials credentials) {
        if (users.hasNkeys() && (credentials.nkey() != null || credentials.isAnonymous())) {
            Claim claim = claimByNkey(credentials);
            if (claim != null) {
                return claim;
            }
        }
        if (users.hasNames() && mapsCertificates) {
            return claimByCertificate(credentials);
        }
        if (noAuthUser != null && noAuthUser.identity().nkey() == null && credentials.namesNoUser()) {
            return noAuthUser.allows(credentials.type())
                    ? Claim.granted(credentials, noAuthUser.identity())
                    : Claim.refused(credentials.as(noAuthUser.name()));
        }
        if (users.hasNames() && credentials.user() != null) {
            User user = users.named(credentials.user());
            return user == null || !user.allows(credentials.type())
                    ? Claim.refused(credentials)
                    : Claim.byPassword(credentials, user.identity(), user.password());
        }
        return claimBySingleSecret(credentials);
    }

    /** The claim to an NKey, which needs no proof if anonymous clients get it anyway; null if there is none. */
    private @Nullable Claim claimByNkey(Credentials credentials) {
        String free = noAuthUser == null ? null : noAuthUser.identity().nkey();
        String nkey = credentials.nkey() == null ? free : credentials.nkey();
        if (nkey == null) {
            return null;
        }
        User user = users.withNkey(nkey);
        if (user == null || !user.allows(credentials.type())) {
            return Claim.refused(credentials);
        }
        return nkey.equals(free)
                ? Claim.granted(credentials, user.identity())
                : Claim.bySignature(credentials, user.identity());
    }

    private Claim claimByCertificate(Credentials credentials) {
        User user = credentials.certs().isEmpty()
                ? null
                : users.of(credentials.certs().get(0), credentials.type());
        return user == null
                ? Claim.refused(credentials)
                : Claim.byPassword(credentials.as(user.name()), user.identity(), user.password());
    }

    private Claim claimBySingleSecret(Credentials credentials) {
        if (tokenHolder != null) {
            return Claim.byToken(credentials, tokenHolder.named(credentials.displayName()), token);
        }
        if (singleUser != null && Objects.equals(singleUser.name(), credentials.user())) {
            return Claim.byPassword(credentials, singleUser, singlePassword);
        }
        return Claim.refused(credentials);
    }

    private @Nullable User requireUser(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            return null;
        }
        if (!users.hasNames() && !users.hasNkeys()) {
            throw new IllegalArgumentException(
                    "no_auth_user: \"" + name + "\" present, but users/nkeys are not defined");
        }
        User user = users.named(name) == null ? users.withNkey(name) : users.named(name);
        if (user == null) {
            throw new IllegalArgumentException("no_auth_user: \"" + name
                    + "\" not present as user or nkey in authorization block or account configuration");
        }
        return user;
    }

    /** Whether the system account is the only one defined, and nothing is said about other clients: those may enter. */
    private static boolean hasOnlySystemUsers(BrokerOptions options) {
        String system = options.effectiveSystemAccount();
        if (system == null || !options.authorization().equals(AuthorizationOptions.defaults())) {
            return false;
        }
        return options.accounts().size() == 1 && options.accounts().containsKey(system);
    }

    private static User hiddenUser() {
        UserIdentity identity = UserIdentity.verified(HIDDEN_USER, BrokerOptions.GLOBAL_ACCOUNT, null, null, null);
        return new User(HIDDEN_USER, identity, new Password(null), Set.of());
    }

    private static UserIdentity identityWithoutAuth(@Nullable String name) {
        return UserIdentity.unverified(name, BrokerOptions.GLOBAL_ACCOUNT);
    }

    private static @Nullable UserIdentity identityOf(@Nullable String name, @Nullable String secret) {
        return name == null ? null : UserIdentity.verified(name, BrokerOptions.GLOBAL_ACCOUNT, null, null, secret);
    }
}
