package dev.natsbroker.broker.account;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The accounts of a broker. Thread-safe; reads never block. */
public final class Accounts {
    private final Map<String, Account> byName = new ConcurrentHashMap<>();
    /** Accounts that the configuration does not name any more, but that still have something to come back to. */
    private final Map<String, Account> removed = new ConcurrentHashMap<>();

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

    /** The account with this name, made if there is none yet; one that was removed and not forgotten comes back. */
    public Account require(String name) {
        return byName.computeIfAbsent(name, missing -> {
            Account back = removed.remove(missing);
            return back == null ? new Account(missing, false) : back;
        });
    }

    /** The account with this name, or null. */
    public @Nullable Account find(String name) {
        return byName.get(name);
    }

    /** Takes out an account that the configuration does not name any more. */
    public void remove(String name) {
        Account account = byName.remove(name);
        if (account != null) {
            removed.put(name, account);
        }
    }

    /** Forgets the removed accounts that need not come back as they were. */
    public void forgetRemoved(Predicate<Account> needless) {
        removed.values().removeIf(needless);
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
