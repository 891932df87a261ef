package dev.natsbroker.broker.config;

import dev.natsbroker.broker.config.conf.ConfigException;
import dev.natsbroker.broker.config.conf.GoFormat;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks options against each other: at the start and before a reload, whatever source they are from. */
final class OptionsCheck {
    private static final int HIGH_PAYLOAD = 8 * 1024 * 1024;
    private static final Pattern SHA256 = Pattern.compile("[a-f0-9]{64}");
    private static final Pattern BCRYPT = Pattern.compile("\\$2[abxy]\\$\\d{2}\\$.*", Pattern.DOTALL);

    private final BrokerOptions options;

    OptionsCheck(BrokerOptions options) {
        this.options = options;
    }

    void requireValid() {
        unsupported();
        limits();
        logins();
        options.allUsers().forEach(this::permissions);
        noAuthUser();
        systemAccount();
        jetStream();
        tls();
        monitoring();
        clientAdvertise();
    }

    /** What should be changed although the server can run with it. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (options.limits().maxPayloadBytes() > HIGH_PAYLOAD) {
            warnings.add("Maximum payloads over 8.00 MB are generally discouraged and could lead to poor performance");
        }
        if (hasPlainPassword()) {
            warnings.add("Plaintext passwords detected, use nkeys or bcrypt");
        }
        if (options.jetStream().enabled() && options.jetStream().storeDirectory() == null) {
            warnings.add("Temporary storage directory used, data could be lost on system reboot");
        }
        return warnings;
    }

    private boolean hasPlainPassword() {
        String single = options.authorization().password();
        TlsOptions tls = options.tls();
        boolean byCertificate = tls != null && tls.verifyAndMap();
        return single != null && !BCRYPT.matcher(single).matches()
                || options.allUsers()
                        .filter(user -> user.nkey() == null)
                        .map(UserOptions::password)
                        .anyMatch(password -> password == null
                                ? !byCertificate
                                : !BCRYPT.matcher(password).matches());
    }

    /** What options can say and the engine cannot do is refused, never ignored. */
    private void unsupported() {
        if (options.listen().proxyProtocol()) {
            throw new ConfigException("\"proxy_protocol\" is not supported by this version: remove it");
        }
        if (options.engine().transport() == EngineOptions.Transport.IO_URING) {
            throw new ConfigException(
                    "the transport IO_URING is not supported by this version: use AUTO, EPOLL or NIO");
        }
    }

    private void limits() {
        TimingOptions timing = options.timing();
        if (timing.lameDuckGracePeriod().compareTo(timing.lameDuckDuration()) >= 0) {
            throw new ConfigException("lame duck grace period (" + GoFormat.duration(timing.lameDuckGracePeriod())
                    + ") should be strictly lower than lame duck duration ("
                    + GoFormat.duration(timing.lameDuckDuration()) + ")");
        }
        LimitOptions limits = options.limits();
        if (limits.maxPayloadBytes() > limits.maxPendingBytes()) {
            throw new ConfigException("max_payload (" + limits.maxPayloadBytes()
                    + ") cannot be higher than max_pending (" + limits.maxPendingBytes() + ")");
        }
    }

    private void logins() {
        Set<String> names = new HashSet<>();
        options.allUsers().forEach(user -> {
            if (!names.add(user.identity())) {
                String kind = user.nkey() == null ? "user " : "nkey ";
                throw new ConfigException("Duplicate " + kind + GoFormat.quote(user.identity()) + " detected");
            }
        });
    }

    private void permissions(UserOptions user) {
        PermissionOptions permissions = user.permissions();
        if (permissions == null) {
            return;
        }
        String problem = problem("publish", permissions.publish(), false);
        if (problem == null) {
            problem = problem("subscribe", permissions.subscribe(), true);
        }
        if (problem != null) {
            String kind = user.nkey() == null ? "user " : "nkey ";
            throw new ConfigException(
                    "invalid permissions for " + kind + GoFormat.quote(user.identity()) + ": " + problem);
        }
    }

    private static @Nullable String problem(String direction, SubjectRules rules, boolean queuesAllowed) {
        List<String> allow = rules.allow();
        String problem = allow == null ? null : SubjectSyntax.problem(allow, queuesAllowed);
        if (problem != null) {
            return direction + " allow: " + problem;
        }
        problem = SubjectSyntax.problem(rules.deny(), queuesAllowed);
        return problem == null ? null : direction + " deny: " + problem;
    }

    private void noAuthUser() {
        String name = options.authorization().noAuthUser();
        if (name == null) {
            return;
        }
        if (options.allUsers().findAny().isEmpty()) {
            throw new ConfigException("no_auth_user: \"" + name + "\" present, but users/nkeys are not defined");
        }
        if (options.allUsers().map(UserOptions::identity).noneMatch(name::equals)) {
            throw new ConfigException("no_auth_user: \"" + name
                    + "\" not present as user or nkey in authorization block or account configuration");
        }
    }

    private void systemAccount() {
        String name = options.systemAccount();
        if (name != null
                && !name.equals(BrokerOptions.DEFAULT_SYSTEM_ACCOUNT)
                && !options.accounts().containsKey(name)) {
            throw new ConfigException("error resolving system account: account missing");
        }
    }

    private void jetStream() {
        String name = options.effectiveSystemAccount();
        AccountOptions account = name == null ? null : options.accounts().get(name);
        if (options.jetStream().enabled() && account != null && account.jetStream() != null) {
            throw new ConfigException("Not allowed to enable JetStream on the system account");
        }
    }

    private void tls() {
        TlsOptions tls = options.tls();
        if (tls == null) {
            return;
        }
        for (String hash : tls.pinnedCerts()) {
            if (!SHA256.matcher(hash).matches()) {
                throw new ConfigException("error parsing 'pinned_certs' key " + hash + " does not look like lower case"
                        + " hex-encoded sha256 of DER encoded SubjectPublicKeyInfo");
            }
        }
        if ((tls.certFile() == null) != (tls.keyFile() == null)) {
            String missing = tls.certFile() == null ? "cert_file" : "key_file";
            throw new ConfigException("missing '" + missing + "' in TLS configuration");
        }
    }

    private void monitoring() {
        MonitorOptions monitor = options.monitor();
        if (monitor.httpPort() != 0 && monitor.httpsPort() != 0) {
            throw new ConfigException("Can't start monitoring: can't specify both HTTP (" + monitor.httpPort()
                    + ") and HTTPs (" + monitor.httpsPort() + ") ports");
        }
        if (monitor.httpsPort() != 0 && options.tls() == null) {
            throw new ConfigException("Can't start monitoring: TLS cert and key required for HTTPS");
        }
    }

    private void clientAdvertise() {
        String address = options.identity().clientAdvertise();
        String problem = address == null ? null : problemOfAddress(address);
        if (problem != null) {
            throw new ConfigException("invalid ClientAdvertise value of " + address + ", err=" + problem);
        }
    }

    private static @Nullable String problemOfAddress(String address) {
        HostAndPortText parts = HostAndPortText.split(address);
        if (parts == null) {
            boolean hostOnly = HostAndPortText.split(address + ":0") != null;
            return hostOnly ? null : "address " + address + ": too many colons in address";
        }
        try {
            Integer.parseInt(parts.port().strip());
            return null;
        } catch (NumberFormatException e) {
            return "strconv.Atoi: parsing " + GoFormat.quote(parts.port().strip()) + ": invalid syntax";
        }
    }
}
