package dev.natsbroker.broker.config;

import dev.natsbroker.broker.config.conf.GoFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares two sets of options, option by option in the order of nats-server's own list. */
final class OptionsComparison {
    private final BrokerOptions running;
    private final BrokerOptions wanted;
    private final List<String> reloaded = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    OptionsComparison(BrokerOptions running, BrokerOptions wanted) {
        this.running = running;
        this.wanted = wanted;
    }

    OptionsDifference compare() {
        identity();
        logLevels();
        connectionLimits();
        logins();
        sizesAndTimes();
        files();
        tls();
        jetStream();
        rest();
        return new OptionsDifference(reloaded, refused);
    }

    private void identity() {
        fixed("ServerName", options -> text(options.identity().serverName()));
        fixed("Host", options -> options.listen().host());
        if (wanted.listen().port() != ListenOptions.RANDOM_PORT) {
            fixed("Port", options -> options.listen().port());
        }
        shown("client_advertise", options -> text(options.identity().clientAdvertise()));
    }

    private void logLevels() {
        shown("trace", options -> options.log().trace());
        shown("debug", options -> options.log().debug());
        shown("trace_verbose", options -> options.log().traceVerbose());
        shown("trace_headers", options -> options.log().traceHeaders());
        fixed("NoSublistCache", options -> options.limits().disableMatchCache());
        fixed("NoHeaderSupport", options -> options.limits().noHeaderSupport());
        shown("logtime", options -> options.log().logTime());
        shown("logtime_utc", options -> options.log().logTimeUtc());
    }

    private void connectionLimits() {
        shown("max_connections", options -> options.limits().maxConnections());
        fixed("MaxSubs", options -> options.limits().maxSubscriptions());
        fixed("MaxSubTokens", options -> options.limits().maxSubjectTokens());
    }

    private void logins() {
        named("authorization nkey users", options -> users(options, true));
        named("authorization users", options -> users(options, false));
        named("accounts", options -> List.of(accounts(options), options.mappings()));
        noAuthUser();
        systemAccount();
        fixed("NoSystemAccount", BrokerOptions::noSystemAccount);
        named("authorization username", options -> text(options.authorization().user()));
        named("authorization password", options -> text(options.authorization().password()));
        fixed("ProxyProtocol", options -> options.listen().proxyProtocol());
        named("authorization token", options -> text(options.authorization().token()));
    }

    private static List<Object> users(BrokerOptions options, boolean nkeys) {
        List<Object> users = new ArrayList<>();
        options.authorization().users().stream()
                .filter(user -> (user.nkey() != null) == nkeys)
                .forEach(users::add);
        options.accounts()
                .forEach((name, account) -> account.users().stream()
                        .filter(user -> (user.nkey() != null) == nkeys)
                        .forEach(user -> users.add(List.of(name, user))));
        if (!users.isEmpty()) {
            users.add(String.valueOf(options.authorization().defaultPermissions()));
        }
        return users;
    }

    /** The accounts without their users. */
    private static Map<String, AccountOptions> accounts(BrokerOptions options) {
        return options.accounts().values().stream()
                .collect(Collectors.toMap(
                        AccountOptions::name,
                        account -> new AccountOptions(
                                account.name(),
                                List.of(),
                                account.limits(),
                                account.mappings(),
                                account.defaultPermissions(),
                                account.jetStream())));
    }

    /** The user for clients without credentials may only go together with that user. */
    private void noAuthUser() {
        String before = running.authorization().noAuthUser();
        String after = wanted.authorization().noAuthUser();
        boolean goes = before != null
                && after == null
                && wanted.allUsers().map(UserOptions::identity).noneMatch(before::equals);
        if (!Objects.equals(before, after) && !goes) {
            refuse("NoAuthUser", text(before), text(after));
        }
    }

    private void systemAccount() {
        String before = text(running.systemAccount());
        String after = text(wanted.systemAccount());
        boolean named = before.equals(BrokerOptions.DEFAULT_SYSTEM_ACCOUNT) && after.isEmpty();
        if (!before.equals(after) && !named) {
            refuse("SystemAccount", before, after);
        }
    }

    private void sizesAndTimes() {
        shownDuration("ping_interval", options -> options.timing().pingInterval());
        shown("ping_max", options -> options.timing().pingMax());
        fixed("HTTPHost", BrokerOptions::monitorHost);
        fixed("HTTPPort", options -> options.monitor().httpPort());
        fixed("HTTPBasePath", options -> options.monitor().basePath());
        fixed("HTTPSPort", options -> options.monitor().httpsPort());
        shown("authorization timeout", options -> GoFormat.seconds(options.authTimeout()));
        shown("max_control_line", options -> options.limits().maxControlLineBytes());
        shown("max_payload", options -> options.limits().maxPayloadBytes());
        fixed("MaxPending", options -> options.limits().maxPendingBytes());
        named(
                "fast producers will " + (wanted.limits().noFastProducerStall() ? "not " : "") + "be stalled",
                options -> options.limits().noFastProducerStall());
    }

    private void files() {
        shown("pid_file", options -> text(options.process().pidFile()));
        shown("ports_file_dir", options -> text(options.process().portsFileDir()));
        shown("log_file", options -> text(options.log().logFile()));
        fixed("LogSizeLimit", options -> options.log().sizeLimitBytes());
        fixed("LogMaxFiles", options -> options.log().maxFiles());
        shown("syslog", options -> options.log().syslog());
        shown("remote_syslog", options -> text(options.log().remoteSyslog()));
    }

    private void tls() {
        TlsOptions before = Objects.requireNonNullElse(running.tls(), TlsOptions.defaults());
        TlsOptions after = Objects.requireNonNullElse(wanted.tls(), TlsOptions.defaults());
        if (!before.timeout().equals(after.timeout())) {
            reloaded.add("tls timeout = " + GoFormat.seconds(after.timeout()));
        }
        refuseIfChanged("TLSMap", before.verifyAndMap(), after.verifyAndMap());
        // Certificates may have been renewed in the same files, so TLS is taken over again at each reload.
        if (wanted.tls() != null) {
            reloaded.add("tls = enabled");
        } else if (running.tls() != null) {
            reloaded.add("tls = disabled");
        }
        if (!before.pinnedCerts().equals(after.pinnedCerts())) {
            reloaded.add(after.pinnedCerts().size() + " pinned_certs");
        }
        refuseIfChanged("TLSRateLimit", before.connectionRateLimit(), after.connectionRateLimit());
        handshakeFirst(before.handshakeFirst(), after.handshakeFirst());
        fixed("AllowNonTLS", BrokerOptions::allowNonTls);
    }

    private void handshakeFirst(HandshakeFirst before, HandshakeFirst after) {
        boolean first = after.mode() != HandshakeFirst.Mode.OFF;
        if (first != (before.mode() != HandshakeFirst.Mode.OFF)) {
            reloaded.add("Client TLS handshake first: " + first);
        }
        if (!before.fallback().equals(after.fallback())) {
            reloaded.add("Client TLS handshake first fallback delay: " + GoFormat.duration(after.fallback()));
        }
    }

    private void jetStream() {
        OptionsDifference difference = new JetStreamComparison(running.jetStream(), wanted.jetStream()).compare();
        reloaded.addAll(difference.reloaded());
        refused.addAll(difference.refused());
    }

    private void rest() {
        shownDuration("write_deadline", options -> options.timing().writeDeadline());
        fixed("WriteTimeout", options -> {
            WriteTimeoutPolicy policy = options.timing().writeTimeout();
            return policy == WriteTimeoutPolicy.DEFAULT ? "" : policy.text();
        });
        fixed("MaxClosedClients", options -> options.limits().maxClosedClients());
        fixed("LameDuckDuration", options -> GoFormat.duration(options.timing().lameDuckDuration()));
        fixed(
                "LameDuckGracePeriod",
                options -> GoFormat.duration(options.timing().lameDuckGracePeriod()));
        shown("max_traced_msg_len", options -> options.log().maxTracedMessageBytes());
        named("tags", options -> options.identity().tags());
        named("metadata", options -> options.identity().metadata());
        fixed("FeatureFlags", options -> featureFlags(options.identity().featureFlags()));
        fixed("EventLoops", options -> options.engine().eventLoops());
        fixed("Transport", options -> options.engine().transport());
    }

    private static String featureFlags(Map<String, Boolean> flags) {
        return new TreeMap<>(flags)
                .entrySet().stream()
                        .map(flag -> flag.getKey() + ":" + flag.getValue())
                        .collect(Collectors.joining(" ", "map[", "]"));
    }

    /** An option that can change, logged by its name alone. */
    private void named(String name, Function<BrokerOptions, Object> value) {
        if (!value.apply(running).equals(value.apply(wanted))) {
            reloaded.add(name);
        }
    }

    /** An option that can change, logged with its new value. */
    private void shown(String name, Function<BrokerOptions, Object> value) {
        Object after = value.apply(wanted);
        if (!value.apply(running).equals(after)) {
            reloaded.add(name + " = " + after);
        }
    }

    private void shownDuration(String name, Function<BrokerOptions, Duration> value) {
        shown(name, options -> GoFormat.duration(value.apply(options)));
    }

    /** An option that cannot change. */
    private void fixed(String name, Function<BrokerOptions, Object> value) {
        refuseIfChanged(name, value.apply(running), value.apply(wanted));
    }

    private void refuseIfChanged(String name, Object before, Object after) {
        if (!before.equals(after)) {
            refuse(name, before, after);
        }
    }

    private void refuse(String name, Object before, Object after) {
        refused.add("config reload not supported for " + name + ": old=" + before + ", new=" + after);
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
