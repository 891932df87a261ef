package dev.natsbroker.broker.config;

import dev.natsbroker.broker.config.conf.ConfigDocument;
import dev.natsbroker.broker.config.conf.ConfigException;
import dev.natsbroker.broker.config.conf.ConfigFiles;
import dev.natsbroker.broker.config.conf.ConfigValue;
import java.nio.file.Path;

/** Turns the values of one configuration file into options; each area of keys has its own reader. */
final class OptionsReader {
    private final ConfigDocument document;
    private final BrokerOptionsBuilder options;
    private final Problems problems = new Problems();
    private final Keys keys = new Keys();

    OptionsReader(ConfigDocument document, BrokerOptions base, ConfigFiles files, MappingCheck mappingCheck) {
        this.document = document;
        this.options = base.toBuilder();
        ServerKeys.addTo(keys, options);
        LimitKeys.addTo(keys, options, problems);
        LogKeys.addTo(keys, options);
        JetStreamReader.addTo(keys, options, problems);
        UnsupportedParts.addTo(keys);
        addSecurity(files, mappingCheck);
    }

    private void addSecurity(ConfigFiles files, MappingCheck mappingCheck) {
        PermissionsReader permissions = new PermissionsReader(problems);
        UsersReader users = new UsersReader(problems, permissions);
        MappingsReader mappings = new MappingsReader(problems, mappingCheck);
        LoginNames names = new LoginNames(problems);
        AuthorizationReader authorization = new AuthorizationReader(problems, permissions, users, names);
        AccountsReader accounts = new AccountsReader(problems, permissions, users, mappings, names);
        TlsReader tls = new TlsReader(files);
        keys.add((key, value) -> authorization(authorization.read(value)), "authorization")
                .text(user -> options.authorization(a -> a.noAuthUser(user.isEmpty() ? null : user)), "no_auth_user")
                .add((key, value) -> options.accounts(accounts.read(value)), "accounts")
                .add((key, value) -> options.mappings(mappings.read(value)), "mappings", "maps")
                .add((key, value) -> options.tls(tls.read(value)), "tls")
                .add((key, value) -> {}, "system_account", "system");
    }

    /** Takes a block over in place of what was there, but for the user without credentials, who has a key of its own. */
    private void authorization(AuthorizationOptions block) {
        options.authorization(
                before -> block.toBuilder().noAuthUser(before.build().noAuthUser()));
    }

    LoadedConfig read() {
        if (document.values().isEmpty()) {
            problems.warning(document.file() + ": config has no values or is empty");
        }
        problems.guard(this::systemAccount);
        document.values().forEach((key, value) -> problems.guard(() -> readKey(key, value)));
        problems.conclude();
        if (!document.file().isEmpty()) {
            options.process(
                    process -> process.configFile(Path.of(document.file())).configDigest(document.digest()));
        }
        try {
            return new LoadedConfig(options.build(), problems.warnings());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(document.file() + ": " + e.getMessage());
        }
    }

    /** This key, unlike the others, only counts in lower case. */
    private void systemAccount() {
        ConfigValue value = document.values().get("system_account");
        if (value == null) {
            value = document.values().get("system");
        }
        if (value != null) {
            String name = value.stringOrNull();
            if (name == null) {
                throw value.error("system account name must be a string");
            }
            options.systemAccount(name.isEmpty() ? null : name);
        }
    }

    private void readKey(String key, ConfigValue value) {
        Keys.Reader reader = keys.find(key);
        if (reader == null) {
            problems.unknownField(key, value);
        } else {
            reader.read(key, value);
        }
    }
}
