package dev.natsbroker.broker.config;

import dev.natsbroker.broker.config.conf.ConfigValue;
import dev.natsbroker.broker.config.conf.GoFormat;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the {@code authorization} block of the top level. */
final class AuthorizationReader {
    private static final Duration HIGH_TIMEOUT = Duration.ofSeconds(60);

    private final Problems problems;
    private final PermissionsReader permissions;
    private final UsersReader users;
    private final LoginNames names;

    AuthorizationReader(Problems problems, PermissionsReader permissions, UsersReader users, LoginNames names) {
        this.problems = problems;
        this.permissions = permissions;
        this.users = users;
        this.names = names;
    }

    /** The options of the block, without those that stand elsewhere. */
    AuthorizationOptions read(ConfigValue block) {
        Draft draft = new Draft();
        block.map().forEach((key, value) -> field(draft, key, value));
        AuthorizationOptions authorization = draft.options.build();
        names.addAuthorization(block, authorization, draft.usersGiven);
        return authorization;
    }

    private void field(Draft draft, String key, ConfigValue value) {
        AuthorizationOptions.Builder options = draft.options;
        switch (key.toLowerCase(Locale.ROOT)) {
            case "user", "username" -> options.user(emptyToNull(value.string()));
            case "pass", "password" -> options.password(emptyToNull(value.string()));
            case "token" -> options.token(emptyToNull(value.string()));
            case "timeout" -> options.timeout(timeout(key, value));
            case "users" -> {
                draft.usersGiven = true;
                problems.guard(() -> options.users(users.read(value)));
            }
            case "default_permission", "default_permissions", "permissions" ->
                problems.guard(() -> options.defaultPermissions(permissions.read(value)));
            case "auth_callout", "auth_hook" ->
                UnsupportedParts.requireOff(key, value, "auth callout is not built yet; use users or accounts");
            case "proxy_required" -> UnsupportedParts.requireFalse(key, value);
            default -> problems.unknownField(key, value);
        }
    }

    private @Nullable Duration timeout(String key, ConfigValue value) {
        Duration timeout = ConfigScalars.timeout("authorization", value);
        if (timeout.compareTo(HIGH_TIMEOUT) > 0) {
            String seconds = String.format(Locale.ROOT, "%f", timeout.toNanos() / 1e9);
            problems.invalidUse(
                    key,
                    value,
                    "timeout of " + GoFormat.text(value) + " (" + seconds
                            + " seconds) is high, consider keeping it under"
                            + " 60 seconds. possibly caused by unquoted duration; use '1m' instead of 1m, for example");
        }
        return timeout.isZero() ? null : timeout;
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /** The block while it is read. */
    private static final class Draft {
        private final AuthorizationOptions.Builder options = AuthorizationOptions.builder();
        private boolean usersGiven;
    }
}
