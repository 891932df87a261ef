package dev.natsbroker.broker.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may connect, outside of accounts.
 *
 * @param user the single user; null for none
 * @param password password of the single user, plain or bcrypt
 * @param token the single token, plain or bcrypt; null for none
 * @param timeout time to authenticate; null for the default, see {@link BrokerOptions#authTimeout()}
 * @param users the users of the default account
 * @param defaultPermissions permissions of users that have none of their own
 * @param noAuthUser user that a client without credentials becomes; null for none
 */
public record AuthorizationOptions(
        @Nullable String user,
        @Nullable String password,
        @Nullable String token,
        @Nullable Duration timeout,
        List<UserOptions> users,
        @Nullable PermissionOptions defaultPermissions,
        @Nullable String noAuthUser) {

    /** Checks the ranges and copies the collections. */
    public AuthorizationOptions {
        users = List.copyOf(users);
    }

    /** The values that hold when nothing is configured. */
    public static AuthorizationOptions defaults() {
        return builder().build();
    }

    /** A builder that starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts with these values. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.user = user;
        builder.password = password;
        builder.token = token;
        builder.timeout = timeout;
        builder.users = users;
        builder.defaultPermissions = defaultPermissions;
        builder.noAuthUser = noAuthUser;
        return builder;
    }

    /** Leaves the secrets out. */
    @Override
    public String toString() {
        return "AuthorizationOptions[user=" + user + ", timeout=" + timeout + ", users=" + users + ", noAuthUser="
                + noAuthUser + "]";
    }

    /** Builds {@link AuthorizationOptions}; each method sets the component of its name. Not thread-safe. */
    public static final class Builder {
        private @Nullable String user;
        private @Nullable String password;
        private @Nullable String token;
        private @Nullable Duration timeout;
        private List<UserOptions> users = List.of();
        private @Nullable PermissionOptions defaultPermissions;
        private @Nullable String noAuthUser;

        private Builder() {}

        public Builder user(@Nullable String user) {
            this.user = user;
            return this;
        }

        public Builder password(@Nullable String password) {
            this.password = password;
            return this;
        }

        public Builder token(@Nullable String token) {
            this.token = token;
            return this;
        }

        public Builder timeout(@Nullable Duration timeout) {
            this.timeout = timeout;
            return this;
        }

        public Builder users(List<UserOptions> users) {
            this.users = users;
            return this;
        }

        public Builder defaultPermissions(@Nullable PermissionOptions defaultPermissions) {
            this.defaultPermissions = defaultPermissions;
            return this;
        }

        public Builder noAuthUser(@Nullable String noAuthUser) {
            this.noAuthUser = noAuthUser;
            return this;
        }

        /** The record; throws {@link IllegalArgumentException} for a value out of range. */
        public AuthorizationOptions build() {
            return new AuthorizationOptions(user, password, token, timeout, users, defaultPermissions, noAuthUser);
        }
    }
}
