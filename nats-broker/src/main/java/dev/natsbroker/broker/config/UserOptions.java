package dev.natsbroker.broker.config;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One user: either by name and password or by NKey.
 *
 * @param user name; null for an NKey user
 * @param password plain or bcrypt; null for none, which accepts an empty password
 * @param nkey public NKey of a user ({@code U…}); null for a user with a name
 * @param permissions what the user may do; null for the default permissions
 * @param connectionTypes kinds of connections the user may use; empty for all
 */
public record UserOptions(
        @Nullable String user,
        @Nullable String password,
        @Nullable String nkey,
        @Nullable PermissionOptions permissions,
        Set<ConnectionType> connectionTypes) {

    /** Checks that the user is named in one way. */
    public UserOptions {
        if ((user == null) == (nkey == null)) {
            throw new IllegalArgumentException(
                    "a user needs either a name or an nkey, got user " + user + ", nkey " + nkey);
        }
        EnumSet<ConnectionType> types = EnumSet.noneOf(ConnectionType.class);
        types.addAll(connectionTypes);
        connectionTypes = Collections.unmodifiableSet(types);
    }

    /** A user with a password and no restrictions of its own. */
    public static UserOptions of(String user, @Nullable String password) {
        return new UserOptions(user, password, null, null, Set.of());
    }

    /** A user with a password and permissions. */
    public static UserOptions of(String user, @Nullable String password, PermissionOptions permissions) {
        return new UserOptions(user, password, null, permissions, Set.of());
    }

    /** A user that proves an NKey. */
    public static UserOptions ofNkey(String nkey) {
        return new UserOptions(null, null, nkey, null, Set.of());
    }

    /** The name, or the public NKey of a user that has none. */
    public String identity() {
        return user != null ? user : Objects.requireNonNull(nkey);
    }

    /** The same user with other permissions. */
    public UserOptions withPermissions(@Nullable PermissionOptions newPermissions) {
        return new UserOptions(user, password, nkey, newPermissions, connectionTypes);
    }

    /** Leaves the password out. */
    @Override
    public String toString() {
        return "UserOptions[" + identity() + ", permissions=" + permissions + ", connectionTypes=" + connectionTypes
                + "]";
    }
}
