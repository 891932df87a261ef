package dev.natsbroker.broker.config;

import dev.natsbroker.broker.config.conf.ConfigValue;
import dev.natsbroker.broker.config.conf.GoFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads lists of users. */
final class UsersReader {
    private final Problems problems;
    private final PermissionsReader permissions;

    UsersReader(Problems problems, PermissionsReader permissions) {
        this.problems = problems;
        this.permissions = permissions;
    }

    List<UserOptions> read(ConfigValue block) {
        List<ConfigValue> entries = block.arrayOrNull();
        if (entries == null) {
            throw block.error("Expected users field to be an array, got " + GoFormat.text(block));
        }
        List<UserOptions> users = new ArrayList<>();
        for (ConfigValue entry : entries) {
            Map<String, ConfigValue> fields = entry.mapOrNull();
            if (fields == null) {
                problems.error(entry, "Expected user entry to be a map/struct, got " + GoFormat.text(entry));
            } else {
                users.add(user(entry, fields));
            }
        }
        return users;
    }

    private UserOptions user(ConfigValue entry, Map<String, ConfigValue> fields) {
        Draft draft = new Draft();
        ConfigValue last = entry;
        for (Map.Entry<String, ConfigValue> field : fields.entrySet()) {
            last = field.getValue();
            read(draft, field.getKey(), last);
        }
        if (draft.nkey.isEmpty() && draft.user.isEmpty()) {
            throw last.error("User entry requires a user");
        }
        if (draft.nkey.isEmpty()) {
            return new UserOptions(draft.user, draft.password, null, draft.permissions, draft.types);
        }
        if (!NkeyText.isPublic(draft.nkey, NkeyText.USER)) {
            throw last.error("Not a valid public nkey for a user");
        }
        if (!draft.user.isEmpty() || draft.password != null) {
            throw last.error("Nkey users do not take usernames or passwords");
        }
        return new UserOptions(null, null, draft.nkey, draft.permissions, draft.types);
    }

    private void read(Draft draft, String key, ConfigValue value) {
        switch (key.toLowerCase(Locale.ROOT)) {
            case "nkey" -> draft.nkey = value.string();
            case "user", "username" -> draft.user = value.string();
            case "pass", "password" -> draft.password = emptyToNull(value.string());
            case "permission", "permissions", "authorization" ->
                problems.guard(() -> draft.permissions = permissions.read(value));
            case "allowed_connection_types", "connection_types", "clients" ->
                problems.guard(() -> draft.types = connectionTypes(value));
            case "proxy_required" -> UnsupportedParts.requireFalse(key, value);
            default -> problems.unknownField(key, value);
        }
    }

    private Set<ConnectionType> connectionTypes(ConfigValue value) {
        Set<ConnectionType> types = EnumSet.noneOf(ConnectionType.class);
        List<String> unknown = new ArrayList<>();
        for (String text : ConfigScalars.strings("allowed connection types", value, problems)) {
            String name = text.toUpperCase(Locale.ROOT);
            Arrays.stream(ConnectionType.values())
                    .filter(type -> type.name().equals(name))
                    .findFirst()
                    .ifPresentOrElse(types::add, () -> unknown.add("\"" + name + "\""));
        }
        if (!unknown.isEmpty()) {
            problems.error(value, "invalid connection types [" + String.join(" ", unknown) + "]");
        }
        return types;
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /** A user while it is read. */
    private static final class Draft {
        private String nkey = "";
        private String user = "";
        private @Nullable String password;
        private @Nullable PermissionOptions permissions;
        private Set<ConnectionType> types = Set.of();
    }
}
