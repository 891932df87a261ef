package dev.natsbroker.broker.account;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The accounts of a broker. Thread-safe; reads never block. */
public final class Accounts {
    private final Map<String, Account> byName = new ConcurrentHashMap<>();
    private final Account defaultAccount;
    private final @Nullable Account systemAccount;

    /** The default account, and the system account if {@code systemName} is given. */
    public Accounts(@Nullable String systemName) {
        defaultAccount = register(new Account(Account.DEFAULT_NAME, false));
        systemAccount = systemName == null ? null : register(new Account(systemName, true));
    }

    private Account register(Account account) {
        byName.put(account.name(), account);
        return account;
    }

    /** The account with this name, made if there is none yet. */
    public Account require(String name) {
        return byName.computeIfAbsent(name, missing -> new Account(missing, false));
    }

    /** The account with this name, or null. */
    public @Nullable Account find(String name) {
        return byName.get(name);
    }

    /** Forgets an account that the configuration does not name any more. */
    public void remove(String name) {
        byName.remove(name);
    }

    /** The account of users without an account. */
    public Account defaultAccount() {
        return defaultAccount;
    }

    /** The account of the server itself, or null if it was turned off. */
    public @Nullable Account systemAccount() {
        return systemAccount;
    }

    /** All accounts, in no order. */
    public Collection<Account> all() {
        return byName.values();
    }
}
