package dev.natsbroker.broker.config;

import dev.natsbroker.broker.config.conf.ConfigException;
import dev.natsbroker.broker.config.conf.ConfigValue;
import dev.natsbroker.broker.config.conf.GoFormat;
import java.util.List;
import java.util.Map;

/**
 * The keys of nats-server's parts that this broker does not have yet.
 *
 * <p>To start without a part that somebody relies on would lose or expose data, so such a key is an error; it is fine
 * where it only says that the part is off.
 */
final class UnsupportedParts {

    private UnsupportedParts() {}

    /** Adds the keys of the top level. */
    static void addTo(Keys keys) {
        add(keys, "clusters are not built yet", "cluster");
        add(keys, "super-clusters are not built yet", "gateway");
        add(keys, "leaf nodes are not built yet", "leaf", "leafnodes");
        add(keys, "WebSocket clients are not built yet", "websocket", "ws");
        add(keys, "MQTT clients are not built yet", "mqtt");
        add(
                keys,
                "operator mode (JWT) is not built yet; use users or accounts",
                "operator",
                "operators",
                "root",
                "roots",
                "root_operator",
                "root_operators",
                "trusted",
                "trusted_keys",
                "resolver",
                "account_resolver",
                "accounts_resolver",
                "resolver_tls",
                "resolver_preload",
                "resolver_pinned_accounts",
                "default_sentinel");
        add(keys, "OCSP is not built yet", "ocsp", "ocsp_cache");
        add(keys, "trusted proxies are not built yet", "proxies");
        add(keys, "Go profiles do not exist in a JVM; use its own tools", "prof_port", "prof_block_rate");
    }

    private static void add(Keys keys, String reason, String... names) {
        keys.add((key, value) -> requireOff(key, value, reason), names);
    }

    /** Fails unless the value switches the part off: false, 0, or nothing in it. */
    static void requireOff(String key, ConfigValue value, String reason) {
        Object data = value.data();
        boolean off = data.equals(false)
                || data.equals(0L)
                || data.equals("")
                || data instanceof Map<?, ?> map && map.isEmpty()
                || data instanceof List<?> list && list.isEmpty();
        if (!off) {
            throw unsupported(key, value, reason);
        }
    }

    /** Fails unless a truth value is false. */
    static void requireFalse(String key, ConfigValue value) {
        if (value.bool()) {
            throw unsupported(key, value, "trusted proxies are not built yet");
        }
    }

    private static ConfigException unsupported(String key, ConfigValue value, String reason) {
        return value.error(GoFormat.quote(key) + " is not supported by this version: " + reason);
    }
}
