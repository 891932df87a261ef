package dev.natsbroker.broker.architecture;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
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
        row("events", "json", "message", "runtime");
        row("routing", "account", "message", "subject", "runtime");
        row(
                "connection",
                "lane",
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
        row("json");
        row("disk");
        row("lane", "message", "runtime");
        row("jetstream.model", "json", "subject", "runtime");
        row("jetstream.journal", "disk", "runtime");
        jetStreamRow("jetstream.store", "jetstream.journal", "jetstream.model");
        jetStreamRow("jetstream.store.file", "jetstream.store", "jetstream.journal", "jetstream.model");
        jetStreamRow("jetstream.store.memory", "jetstream.store", "jetstream.model");
        jetStreamRow("jetstream.stream", "jetstream.store", "jetstream.journal", "jetstream.model");
        jetStreamRow(
                "jetstream.consumer", "jetstream.stream", "jetstream.store", "jetstream.journal", "jetstream.model");
        jetStreamRow(
                "jetstream.meta",
                "jetstream.consumer",
                "jetstream.stream",
                "jetstream.store.file",
                "jetstream.store.memory",
                "jetstream.store",
                "jetstream.journal",
                "jetstream.model",
                "account",
                "routing");
        row("jetstream.api.archive");
        jetStreamRow(
                "jetstream.api",
                "jetstream.api.archive",
                "jetstream.meta",
                "jetstream.consumer",
                "jetstream.stream",
                "jetstream.store",
                "jetstream.journal",
                "jetstream.model",
                "account",
                "routing");
        row(
                "monitoring",
                "jetstream.meta",
                "jetstream.consumer",
                "jetstream.stream",
                "jetstream.store",
                "jetstream.journal",
                "jetstream.model",
                "json",
                "lane",
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

    /** JetStream's packages all stand on the same ground. */
    private static void jetStreamRow(String name, String... allowed) {
        Set<String> row = new LinkedHashSet<>(Arrays.asList(allowed));
        row.addAll(List.of("json", "disk", "lane", "events", "config", "message", "subject", "runtime"));
        ALLOWED.put(name, row);
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
