package dev.natsbroker.broker.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An account: a subject space of its own with its users.
 *
 * @param name name of the account
 * @param users its users
 * @param limits what its connections may use
 * @param mappings subject mappings for messages published in it
 * @param defaultPermissions permissions of its users that have none of their own; null for none
 * @param jetStream its limits for JetStream; null for an account without JetStream
 */
public record AccountOptions(
        String name,
        List<UserOptions> users,
        AccountLimits limits,
        List<MappingOptions> mappings,
        @Nullable PermissionOptions defaultPermissions,
        @Nullable JetStreamAccountOptions jetStream) {

    /** Copies the lists. */
    public AccountOptions {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("account name is empty; give the account a name");
        }
        users = List.copyOf(users);
        mappings = List.copyOf(mappings);
    }

    /** An account with users and nothing else. */
    public static AccountOptions of(String name, UserOptions... users) {
        return new AccountOptions(name, List.of(users), AccountLimits.NONE, List.of(), null, null);
    }

    /** The same account with other limits. */
    public AccountOptions withLimits(AccountLimits newLimits) {
        return new AccountOptions(name, users, newLimits, mappings, defaultPermissions, jetStream);
    }

    /** The same account with other mappings. */
    public AccountOptions withMappings(List<MappingOptions> newMappings) {
        return new AccountOptions(name, users, limits, newMappings, defaultPermissions, jetStream);
    }

    /** The same account with other default permissions. */
    public AccountOptions withDefaultPermissions(@Nullable PermissionOptions newPermissions) {
        return new AccountOptions(name, users, limits, mappings, newPermissions, jetStream);
    }

    /** The same account with other limits for JetStream; null for none. */
    public AccountOptions withJetStream(@Nullable JetStreamAccountOptions newJetStream) {
        return new AccountOptions(name, users, limits, mappings, defaultPermissions, newJetStream);
    }
}
