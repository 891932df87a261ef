package dev.natsbroker.broker.auth;

import dev.natsbroker.broker.config.AccountOptions;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.config.ConnectionType;
import dev.natsbroker.broker.config.PermissionOptions;
import dev.natsbroker.broker.config.UserOptions;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All configured users of all accounts, by name and by NKey. Immutable. */
final class UserTable {
    private final Map<String, User> byName = new HashMap<>();
    private final Map<String, User> byNkey = new HashMap<>();
    private final Map<User, DistinguishedName> distinguishedNames = new HashMap<>();

    /** @param withCertificates whether users are looked up by certificate, too */
    UserTable(BrokerOptions options, boolean withCertificates) {
        PermissionOptions defaults = options.authorization().defaultPermissions();
        options.authorization().users().forEach(user -> add(user, BrokerOptions.GLOBAL_ACCOUNT, defaults));
        for (AccountOptions account : options.accounts().values()) {
            account.users().forEach(user -> add(user, account.name(), account.defaultPermissions()));
        }
        if (withCertificates) {
            byName.forEach((name, user) -> {
                DistinguishedName parsed = DistinguishedName.parse(name);
                if (parsed != null) {
                    distinguishedNames.put(user, parsed);
                }
            });
        }
    }

    /** One configured user, ready to be checked and let in. */
    record User(String name, UserIdentity identity, Password password, Set<ConnectionType> connectionTypes) {
        boolean allows(ConnectionType type) {
            return connectionTypes.isEmpty() || connectionTypes.contains(type);
        }
    }

    boolean hasNames() {
        return !byName.isEmpty();
    }

    boolean hasNkeys() {
        return !byNkey.isEmpty();
    }

    @Nullable
    User named(String name) {
        return byName.get(name);
    }

    @Nullable
    User withNkey(String nkey) {
        return byNkey.get(nkey);
    }

    /** The first user that the certificate names and that may use this type of connection. */
    @Nullable
    User of(X509Certificate certificate, ConnectionType type) {
        CertificateNames names = new CertificateNames(certificate);
        User user = firstOf(names.alternativeNames(), type);
        if (user == null && names.subject() != null) {
            user = withSubject(names.subject(), type);
        }
        return user == null ? firstOf(names.subjectTexts(), type) : user;
    }

    private @Nullable User firstOf(List<String> names, ConnectionType type) {
        for (String name : names) {
            User user = byName.get(name);
            if (user != null && user.allows(type)) {
                return user;
            }
        }
        return null;
    }

    private @Nullable User withSubject(DistinguishedName subject, ConnectionType type) {
        User reordered = null;
        for (Map.Entry<User, DistinguishedName> entry : distinguishedNames.entrySet()) {
            if (entry.getKey().allows(type)) {
                if (entry.getValue().equals(subject)) {
                    return entry.getKey();
                }
                if (entry.getValue().hasSamePartsAs(subject)) {
                    reordered = entry.getKey();
                }
            }
        }
        return reordered;
    }

    private void add(UserOptions options, String account, @Nullable PermissionOptions defaults) {
        PermissionOptions granted = options.permissions() == null ? defaults : options.permissions();
        Permissions permissions = granted == null ? null : permissions(granted, options);
        UserIdentity identity =
                UserIdentity.verified(options.identity(), account, permissions, options.nkey(), options.password());
        User user = new User(options.identity(), identity, new Password(options.password()), options.connectionTypes());
        (options.nkey() == null ? byName : byNkey).put(options.identity(), user);
    }

    private static Permissions permissions(PermissionOptions granted, UserOptions user) {
        try {
            return Permissions.of(granted);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "invalid permissions for user \"" + user.identity() + "\": " + e.getMessage(), e);
        }
    }
}
