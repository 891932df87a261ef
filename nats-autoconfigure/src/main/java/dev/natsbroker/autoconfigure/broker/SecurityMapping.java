package dev.natsbroker.autoconfigure.broker;

import dev.natsbroker.broker.config.AccountLimits;
import dev.natsbroker.broker.config.AccountOptions;
import dev.natsbroker.broker.config.AuthorizationOptions;
import dev.natsbroker.broker.config.MappingOptions;
import dev.natsbroker.broker.config.PermissionOptions;
import dev.natsbroker.broker.config.ResponseOptions;
import dev.natsbroker.broker.config.SubjectRules;
import dev.natsbroker.broker.config.UserOptions;
import dev.natsbroker.broker.config.WeightedDestination;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** Maps who may connect, and do what in which account. */
final class SecurityMapping {
    private static final int ALL_PERCENT = 100;

    AuthorizationOptions.Builder authorization(AuthorizationOptions.Builder options, NatsBrokerProperties properties) {
        NatsBrokerProperties.Authorization authorization = properties.authorization();
        return options.user(NatsBrokerOptionsMapper.textOrNull(authorization.user()))
                .password(NatsBrokerOptionsMapper.textOrNull(authorization.password()))
                .token(NatsBrokerOptionsMapper.textOrNull(authorization.token()))
                .timeout(authorization.timeout())
                .users(users("authorization.users", authorization.users()))
                .defaultPermissions(permissions(authorization.defaultPermissions()))
                .noAuthUser(NatsBrokerOptionsMapper.textOrNull(properties.noAuthUser()));
    }

    Map<String, AccountOptions> accounts(Map<String, NatsBrokerProperties.Account> properties) {
        Map<String, AccountOptions> accounts = new LinkedHashMap<>();
        properties.forEach((name, account) -> accounts.put(name, account(name, account)));
        return accounts;
    }

    private static AccountOptions account(String name, NatsBrokerProperties.Account account) {
        String path = "accounts." + name;
        return new AccountOptions(
                name,
                users(path + ".users", account.users()),
                limits(path, account.limits()),
                mappings(path + ".mappings", account.mappings()),
                permissions(account.defaultPermissions()),
                JetStreamMapping.account(path + ".jetstream", account.jetstream()));
    }

    private static AccountLimits limits(String path, NatsBrokerProperties.AccountLimits limits) {
        DataSize maxPayload = limits.maxPayload();
        return new AccountLimits(
                limits.maxConnections(),
                limits.maxSubscriptions(),
                maxPayload == null
                        ? AccountLimits.UNLIMITED
                        : NatsBrokerOptionsMapper.intBytes(path + ".limits.max-payload", maxPayload),
                AccountLimits.UNLIMITED);
    }

    private static List<UserOptions> users(String path, List<NatsBrokerProperties.User> users) {
        return users.stream().map(user -> user(path, user)).toList();
    }

    private static UserOptions user(String path, NatsBrokerProperties.User user) {
        String name = NatsBrokerOptionsMapper.textOrNull(user.user());
        String nkey = NatsBrokerOptionsMapper.textOrNull(user.nkey());
        String password = NatsBrokerOptionsMapper.textOrNull(user.password());
        if (nkey != null && password != null) {
            throw problem(path, "user " + nkey + " has an nkey and a password; remove the password");
        }
        try {
            return new UserOptions(
                    name, password, nkey, permissions(user.permissions()), user.allowedConnectionTypes());
        } catch (IllegalArgumentException e) {
            throw problem(path, String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable PermissionOptions permissions(NatsBrokerProperties.@Nullable Permissions permissions) {
        if (permissions == null) {
            return null;
        }
        NatsBrokerProperties.AllowResponses responses = permissions.allowResponses();
        return new PermissionOptions(
                rules(permissions.publish()),
                rules(permissions.subscribe()),
                responses == null ? null : new ResponseOptions(responses.max(), responses.expires()));
    }

    private static SubjectRules rules(NatsBrokerProperties.Subjects subjects) {
        return new SubjectRules(subjects.allow(), subjects.deny());
    }

    static List<MappingOptions> mappings(String path, List<NatsBrokerProperties.Mapping> mappings) {
        return mappings.stream().map(mapping -> mapping(path, mapping)).toList();
    }

    private static MappingOptions mapping(String path, NatsBrokerProperties.Mapping mapping) {
        String single = mapping.destination();
        if ((single == null) == mapping.destinations().isEmpty()) {
            throw problem(path, "'" + mapping.source() + "' needs either a destination or destinations");
        }
        List<WeightedDestination> destinations = single == null
                ? mapping.destinations().stream()
                        .map(to -> new WeightedDestination(to.destination(), to.weight(), to.cluster()))
                        .toList()
                : List.of(new WeightedDestination(single, ALL_PERCENT, null));
        return new MappingOptions(mapping.source(), destinations);
    }

    private static IllegalArgumentException problem(String path, String what) {
        return new IllegalArgumentException(NatsBrokerProperties.PREFIX + "." + path + ": " + what);
    }
}
