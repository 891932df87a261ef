package dev.natsbroker.broker.auth;

import dev.natsbroker.broker.subject.Subjects;
import org.jspecify.annotations.Nullable;

/** Who an authenticated client is. Immutable. */
public final class UserIdentity {
    static final String REDACTED = "[REDACTED]";
    static final String TOKEN_LABEL = "Token \"" + REDACTED + "\"";

    private final @Nullable String name;
    private final String accountName;
    private final @Nullable Permissions permissions;
    private final @Nullable String nkey;
    private final @Nullable String secret;
    private final boolean verified;

    private UserIdentity(
            @Nullable String name,
            String accountName,
            @Nullable Permissions permissions,
            @Nullable String nkey,
            @Nullable String secret,
            boolean verified) {
        this.name = name;
        this.accountName = accountName;
        this.permissions = permissions;
        this.nkey = nkey;
        this.secret = secret;
        this.verified = verified;
    }

    /** A client of a configured user; {@code secret} is the password or token as configured. */
    static UserIdentity verified(
            String name,
            String accountName,
            @Nullable Permissions permissions,
            @Nullable String nkey,
            @Nullable String secret) {
        return new UserIdentity(name, accountName, permissions, nkey, secret, true);
    }

    /** A client of a server without authentication, by the name that it gave itself. */
    static UserIdentity unverified(@Nullable String name, String accountName) {
        return new UserIdentity(name, accountName, null, null, null, false);
    }

    /** The name that monitoring shows: the user name, the public NKey, {@code [REDACTED]} for a token, or null. */
    public @Nullable String name() {
        return name;
    }

    /** The account that the client belongs to. */
    public String accountName() {
        return accountName;
    }

    /** What the client may do; null for no restriction. */
    public @Nullable Permissions permissions() {
        return permissions;
    }

    /** The public NKey that the client proved; null if it is known otherwise. */
    public @Nullable String nkey() {
        return nkey;
    }

    /** The client as log lines name it: {@code User "b"}, {@code Nkey "U…"}, {@code Token "[REDACTED]"}, {@code User "N/A"}. */
    public String logName() {
        if (name == null) {
            return "User \"N/A\"";
        }
        if (nkey != null) {
            return "Nkey " + Subjects.quote(name);
        }
        return name.equals(REDACTED) ? TOKEN_LABEL : "User " + Subjects.quote(name);
    }

    /** The password or token as it was configured when the client was let in; after a reload it must be the same. */
    @Nullable
    String secret() {
        return secret;
    }

    /** Whether the client proved who it is, rather than just said so. */
    boolean isVerified() {
        return verified;
    }

    UserIdentity named(@Nullable String displayName) {
        return new UserIdentity(displayName, accountName, permissions, nkey, secret, verified);
    }

    /** The same client on a server that does not authenticate any more. */
    UserIdentity withoutRestrictions(String account) {
        return new UserIdentity(name, account, null, nkey, secret, verified);
    }

    /** Leaves the secret out. */
    @Override
    public String toString() {
        return "UserIdentity[" + logName() + ", account=" + accountName + "]";
    }
}
