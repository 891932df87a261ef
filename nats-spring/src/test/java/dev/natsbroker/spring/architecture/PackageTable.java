package dev.natsbroker.spring.architecture;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which package of this module may use which others, and the root's {@code NatsException}. A package without a row does not
 * belong to the module yet: it is added here, with its row, in the commit that makes it.
 */
final class PackageTable {
    static final String BASE = "dev.natsbroker.spring";

    private static final Map<String, Set<String>> ALLOWED = new LinkedHashMap<>();

    static {
        row("");
        row("event");
        row("support.converter");
        row("support", "support.converter");
        row("observation");
        row("core", "event", "observation", "support", "support.converter");
        row("bucket", "core");
        row("kv", "bucket", "core", "support", "support.converter");
        row("object", "bucket", "core", "support.converter");
        row("cache", "bucket", "kv", "support.converter");
        row("lock", "bucket", "core", "kv");
        row("transaction", "support", "support.converter");
        row("reactive", "core", "kv", "object", "support.converter");
        row("topology", "core");
        row("listener.method", "core", "support.converter");
        row("listener", "event", "listener.method", "core", "observation", "support", "support.converter");
        row("listener.jetstream", "listener", "listener.method", "topology", "core", "support", "support.converter");
        row("listener.kv", "listener.jetstream", "listener", "listener.method", "kv", "core", "support.converter");
        row(
                "config",
                "listener.kv",
                "listener.jetstream",
                "listener",
                "event",
                "listener.method",
                "topology",
                "kv",
                "core",
                "support.converter");
        row("service", "config", "listener", "listener.method", "core", "support.converter");
        row("exchange", "listener.method", "core", "support.converter");
        row(
                "annotation",
                "service",
                "config",
                "listener.kv",
                "listener.jetstream",
                "listener",
                "listener.method",
                "topology",
                "core",
                "support.converter");
    }

    private PackageTable() {}

    private static void row(String name, String... allowed) {
        ALLOWED.put(name, Set.of(allowed));
    }

    static Set<String> rows() {
        return new TreeSet<>(ALLOWED.keySet());
    }

    static boolean allows(String user, String used) {
        return used.isEmpty()
                || user.equals(used)
                || ALLOWED.getOrDefault(user, Set.of()).contains(used);
    }

    static boolean contains(String packageName) {
        return packageName.equals(BASE) || packageName.startsWith(BASE + ".");
    }

    /** The name used in the table, "" for the base package itself. */
    static String nameOf(String packageName) {
        return packageName.equals(BASE) ? "" : packageName.substring(BASE.length() + 1);
    }
}
