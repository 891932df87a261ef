package dev.natsbroker.broker.config;

import static dev.natsbroker.broker.config.ConfigScalars.orDefault;

import dev.natsbroker.broker.config.ConfigScalars.HostPort;
import dev.natsbroker.broker.config.conf.ConfigValue;
import dev.natsbroker.broker.config.conf.GoFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The top-level keys for identity, listeners, monitoring and the files around the process. */
final class ServerKeys {
    private final BrokerOptionsBuilder options;

    private ServerKeys(BrokerOptionsBuilder options) {
        this.options = options;
    }

    static void addTo(Keys keys, BrokerOptionsBuilder options) {
        ServerKeys server = new ServerKeys(options);
        server.addListeners(keys);
        server.addIdentity(keys);
        server.addMonitoring(keys);
        server.addFiles(keys);
    }

    private void addListeners(Keys keys) {
        keys.add((key, value) -> listen(ConfigScalars.listen(value)), "listen")
                .text(host -> options.listen(listen -> listen.host(hostOrDefault(host))), "host", "net")
                .add((key, value) -> port(ConfigScalars.port(value, value.integer())), "port")
                .bool(on -> options.listen(listen -> listen.proxyProtocol(on)), "proxy_protocol")
                .bool(options::allowNonTls, "allow_non_tls")
                .bool(options::noSystemAccount, "no_system_account", "no_system", "no_sys_acc");
    }

    private void listen(HostPort address) {
        options.host(hostOrDefault(address.host()));
        port(address.port());
    }

    private void port(int port) {
        options.port(orDefault(port, ListenOptions.DEFAULT_PORT));
    }

    private static String hostOrDefault(String host) {
        return host.isEmpty() ? ListenOptions.DEFAULT_HOST : host;
    }

    private void addIdentity(Keys keys) {
        keys.add((key, value) -> serverName(value), "server_name")
                .text(
                        address -> options.identity(identity -> identity.clientAdvertise(emptyToNull(address))),
                        "client_advertise")
                .add((key, value) -> options.identity(identity -> identity.tags(tags(value))), "server_tags")
                .add(
                        (key, value) -> options.identity(identity -> identity.metadata(metadata(value))),
                        "server_metadata")
                .add(
                        (key, value) -> options.identity(identity -> identity.featureFlags(featureFlags(value))),
                        "feature_flags");
    }

    private void serverName(ConfigValue value) {
        String name = value.string();
        if (name.indexOf(' ') >= 0) {
            throw value.error("server name cannot contain spaces");
        }
        options.identity(identity -> identity.serverName(emptyToNull(name)));
    }

    private static List<String> tags(ConfigValue value) {
        String single = value.stringOrNull();
        if (single != null) {
            return List.of(tag(single));
        }
        List<ConfigValue> elements = value.arrayOrNull();
        if (elements == null) {
            throw value.error("error parsing tags: unsupported type " + value.typeName());
        }
        List<String> tags = new ArrayList<>();
        for (ConfigValue element : elements) {
            String text = element.stringOrNull();
            if (text == null) {
                throw value.error(
                        "error parsing tags: unsupported type " + element.typeName() + " where string is expected");
            }
            if (!tags.contains(tag(text))) {
                tags.add(tag(text));
            }
        }
        return tags;
    }

    private static String tag(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }

    private static Map<String, String> metadata(ConfigValue value) {
        Map<String, ConfigValue> fields = value.mapOrNull();
        if (fields == null) {
            throw value.error("error parsing metadata: unsupported type " + value.typeName());
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        fields.forEach((key, text) -> metadata.put(key, text.string()));
        return metadata;
    }

    private static Map<String, Boolean> featureFlags(ConfigValue value) {
        Map<String, ConfigValue> fields = value.mapOrNull();
        if (fields == null) {
            throw value.error("error parsing feature flags: unsupported type " + value.typeName());
        }
        Map<String, Boolean> flags = new LinkedHashMap<>();
        fields.forEach((key, field) -> {
            Boolean flag = field.booleanOrNull();
            if (flag == null) {
                throw field.error("error parsing feature flag " + GoFormat.quote(key) + ": expected bool, got "
                        + field.typeName());
            }
            flags.put(key, flag);
        });
        return flags;
    }

    private void addMonitoring(Keys keys) {
        keys.add((key, value) -> http(ConfigScalars.listen(value), false), "http")
                .add((key, value) -> http(ConfigScalars.listen(value), true), "https")
                .add((key, value) -> httpPort(value, false), "http_port", "monitor_port")
                .add((key, value) -> httpPort(value, true), "https_port")
                .text(path -> options.monitor(monitor -> monitor.basePath(BasePath.normalize(path))), "http_base_path");
    }

    private void http(HostPort address, boolean tls) {
        options.monitor(monitor -> monitor.host(emptyToNull(address.host())));
        options.monitor(monitor -> tls ? monitor.httpsPort(address.port()) : monitor.httpPort(address.port()));
    }

    private void httpPort(ConfigValue value, boolean tls) {
        int port = ConfigScalars.port(value, value.integer());
        options.monitor(monitor -> tls ? monitor.httpsPort(port) : monitor.httpPort(port));
    }

    private void addFiles(Keys keys) {
        keys.add(
                        (key, value) -> options.process(files -> files.pidFile(ConfigScalars.path(value))),
                        "pid_file",
                        "pidfile")
                .add(
                        (key, value) -> options.process(files -> files.portsFileDir(ConfigScalars.path(value))),
                        "ports_file_dir")
                // These only matter for connections between servers.
                .number(reports -> {}, "connect_error_reports")
                .number(reports -> {}, "reconnect_error_reports");
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
