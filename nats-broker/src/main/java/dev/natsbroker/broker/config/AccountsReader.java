package dev.natsbroker.broker.config;

import dev.natsbroker.broker.config.conf.ConfigValue;
import dev.natsbroker.broker.config.conf.GoFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code accounts}: a list of names or a map of blocks. */
final class AccountsReader {
    private static final String IMPORTS_REASON = "imports and exports between accounts are not built yet";

    private final Problems problems;
    private final PermissionsReader permissions;
    private final UsersReader users;
    private final MappingsReader mappings;
    private final LoginNames names;
    private final JetStreamAccountReader jetStream;

    AccountsReader(
            Problems problems,
            PermissionsReader permissions,
            UsersReader users,
            MappingsReader mappings,
            LoginNames names) {
        this.problems = problems;
        this.permissions = permissions;
        this.users = users;
        this.mappings = mappings;
        this.names = names;
        this.jetStream = new JetStreamAccountReader(problems);
    }

    Map<String, AccountOptions> read(ConfigValue block) {
        Map<String, AccountOptions> accounts = new LinkedHashMap<>();
        List<ConfigValue> list = block.arrayOrNull();
        if (list != null) {
            list.forEach(element -> problems.guard(() -> addNamed(accounts, element)));
            return accounts;
        }
        block.map().forEach((name, value) -> {
            if (!value.referenced()) {
                problems.guard(() -> accounts.put(name, account(name, value)));
            }
        });
        return accounts;
    }

    private static void addNamed(Map<String, AccountOptions> accounts, ConfigValue element) {
        String name = element.string();
        requireUsable(name, element);
        if (accounts.putIfAbsent(name, AccountOptions.of(name)) != null) {
            throw element.error("Duplicate Account Entry: " + name);
        }
    }

    private static void requireUsable(String name, ConfigValue value) {
        if (name.equals(BrokerOptions.GLOBAL_ACCOUNT)) {
            throw value.error(GoFormat.quote(name) + " is a Reserved Account");
        }
        if (name.isEmpty()) {
            throw value.error("account name is empty; give the account a name");
        }
    }

    private AccountOptions account(String name, ConfigValue block) {
        Map<String, ConfigValue> fields = block.mapOrNull();
        if (fields == null) {
            throw block.error("Expected map entries for accounts");
        }
        requireUsable(name, block);
        Draft draft = new Draft();
        fields.forEach((key, value) -> problems.guard(() -> field(draft, key, value)));
        ConfigValue usersValue = draft.usersValue;
        if (usersValue != null) {
            names.addAccount(usersValue, draft.users);
        }
        return new AccountOptions(
                name, draft.users, draft.limits, draft.mappings, draft.defaultPermissions, draft.jetStream);
    }

    private void field(Draft draft, String key, ConfigValue value) {
        switch (key.toLowerCase(Locale.ROOT)) {
            case "users" -> {
                draft.usersValue = value;
                draft.users = users.read(value);
            }
            case "default_permissions" -> draft.defaultPermissions = permissions.read(value);
            case "mappings", "maps" -> draft.mappings = mappings.read(value);
            case "limits" -> draft.limits = limits(value);
            case "nkey" -> requireAccountKey(value);
            case "imports", "exports" -> UnsupportedParts.requireOff(key, value, IMPORTS_REASON);
            case "jetstream" -> draft.jetStream = jetStream.read(value);
            case "msg_trace", "trace_dest" ->
                UnsupportedParts.requireOff(key, value, "message tracing is not built yet");
            default -> problems.unknownField(key, value);
        }
    }

    private static void requireAccountKey(ConfigValue value) {
        String key = value.stringOrNull();
        if (key == null || !NkeyText.isPublic(key, NkeyText.ACCOUNT)) {
            throw value.error("Not a valid public nkey for an account: " + GoFormat.quote(GoFormat.text(value)));
        }
    }

    private AccountLimits limits(ConfigValue block) {
        Map<String, ConfigValue> fields = block.mapOrNull();
        if (fields == null) {
            throw block.error("Expected account limits to be a map/struct, got " + GoFormat.text(block));
        }
        int[] limits = {
            AccountLimits.UNLIMITED, AccountLimits.UNLIMITED, AccountLimits.UNLIMITED, AccountLimits.UNLIMITED
        };
        fields.forEach((key, value) -> {
            switch (key.toLowerCase(Locale.ROOT)) {
                case "max_connections", "max_conn" -> limits[0] = Keys.toInt(value.integer());
                case "max_subscriptions", "max_subs" -> limits[1] = Keys.toInt(value.integer());
                case "max_payload", "max_pay" -> limits[2] = Keys.toInt(value.integer());
                case "max_leafnodes", "max_leafs" -> limits[3] = Keys.toInt(value.integer());
                default -> {
                    if (!value.referenced()) {
                        problems.error(value, "Unknown field " + GoFormat.quote(key) + " parsing account limits");
                    }
                }
            }
        });
        return new AccountLimits(limits[0], limits[1], limits[2], limits[3]);
    }

    /** An account while it is read. */
    private static final class Draft {
        private @Nullable ConfigValue usersValue;
        private List<UserOptions> users = List.of();
        private List<MappingOptions> mappings = List.of();
        private AccountLimits limits = AccountLimits.NONE;
        private @Nullable PermissionOptions defaultPermissions;
        private @Nullable JetStreamAccountOptions jetStream;
    }
}
