package dev.natsbroker.broker.architecture;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which package of the engine may use which others. A package may use those in its row, nothing else; a package
 * without a row does not belong to the engine yet. A new package is added here, with its reason, in the commit that
 * makes it.
 */
final class PackageTable {

    static final String BASE = "dev.natsbroker.broker";

    private static final Map<String, Set<String>> ALLOWED = new LinkedHashMap<>();

    static {
        row("subject");
        row("runtime");
        row("message", "subject");
        row("protocol", "message", "subject");
        row("config.conf");
        row("config", "config.conf", "subject");
        row("auth", "config", "message", "subject", "runtime");
        row("account", "auth", "config", "message", "subject", "runtime");
        row("events", "message", "runtime");
        row("routing", "account", "message", "subject", "runtime");
        row(
                "connection",
                "routing",
                "account",
                "auth",
                "events",
                "protocol",
                "message",
                "subject",
                "config",
                "runtime");
        row("transport", "connection", "protocol", "config", "runtime");
        row(
                "monitoring",
                "transport",
                "connection",
                "routing",
                "events",
                "account",
                "auth",
                "config",
                "protocol",
                "message",
                "runtime",
                "subject");
        // The root wires everything; nobody depends on it.
        row("", ALLOWED.keySet().toArray(String[]::new));
    }

    private PackageTable() {}

    private static void row(String name, String... allowed) {
        ALLOWED.put(name, new LinkedHashSet<>(Arrays.asList(allowed)));
    }

    static Set<String> rows() {
        return ALLOWED.keySet();
    }

    static boolean allows(String user, String used) {
        return user.equals(used) || ALLOWED.getOrDefault(user, Set.of()).contains(used);
    }

    /** The name used in the table for a package below the base package, "" for the base package itself. */
    static String nameOf(String packageName) {
        return packageName.equals(BASE) ? "" : packageName.substring(BASE.length() + 1);
    }
}
