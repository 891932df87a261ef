package dev.natsbroker.broker.account;

import dev.natsbroker.broker.auth.Permissions;
import dev.natsbroker.broker.config.AccountLimits;
import dev.natsbroker.broker.config.PermissionOptions;
import dev.natsbroker.broker.subject.MappingTable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A subject space of its own, with its subscriptions, subject mappings and limits. Thread-safe. */
public final class Account {
    /** The account of users without an account. */
    public static final String DEFAULT_NAME = "$G";
    /** The account of the server itself, unless configured otherwise. */
    public static final String SYSTEM_NAME = "$SYS";

    private final String name;
    private final boolean system;
    private final Interest interest = new Interest();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile AccountLimits limits = AccountLimits.NONE;
    private volatile @Nullable MappingTable mappings;
    private volatile @Nullable PermissionOptions refused;

    /** An account without limits and mappings. */
    public Account(String name, boolean system) {
        this.name = name;
        this.system = system;
    }

    /** The configured name. */
    public String name() {
        return name;
    }

    /** Whether it is the system account. */
    public boolean isSystem() {
        return system;
    }

    /** Who listens to what. */
    public Interest interest() {
        return interest;
    }

    /** What connections of this account may use. */
    public AccountLimits limits() {
        return limits;
    }

    /** Where published subjects are mapped to, or null if nothing is mapped. */
    public @Nullable MappingTable mappings() {
        return mappings;
    }

    /** Replaces limits and mappings; publishers and new connections see them at once. */
    public void configure(AccountLimits newLimits, @Nullable MappingTable newMappings) {
        this.limits = newLimits;
        this.mappings = newMappings;
    }

    /** What no client of the account may do, whatever its user may: for tests. Connections see it when their settings change. */
    public void refuse(@Nullable PermissionOptions newRefused) {
        this.refused = newRefused;
    }

    /** What is left of a user's permissions (null: everything) in this account. */
    public @Nullable Permissions restrict(@Nullable Permissions granted) {
        PermissionOptions denied = refused;
        return denied == null ? granted : Permissions.without(granted, denied);
    }

    /** Counts one more client, unless the account is full. */
    public boolean tryConnect() {
        int max = limits.maxConnections();
        int now = connections.incrementAndGet();
        if (max >= 0 && now > max) {
            connections.decrementAndGet();
            return false;
        }
        return true;
    }

    /** Counts one client less. */
    public void disconnect() {
        connections.decrementAndGet();
    }

    /** The number of clients. */
    public int connections() {
        return connections.get();
    }
}
