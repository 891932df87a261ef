package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.account.Account;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.config.IdentityOptions;
import dev.natsbroker.broker.config.LimitOptions;
import dev.natsbroker.broker.config.MonitorOptions;
import dev.natsbroker.broker.config.TimingOptions;
import dev.natsbroker.broker.config.TlsOptions;
import dev.natsbroker.broker.config.WriteTimeoutPolicy;
import dev.natsbroker.broker.connection.Clients;
import dev.natsbroker.broker.protocol.ServerInfo;
import dev.natsbroker.broker.runtime.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** Collects {@link Varz} from a running broker. Thread-safe. */
final class VarzSource {
    private static final int CLIENT_PROTOCOL = 1;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final Duration DEFAULT_TLS_TIMEOUT = Duration.ofSeconds(2);

    private final BrokerView view;
    private final RequestCounts requests;
    private final ProcessFigures process;
    private final CertificateExpiry certificate = new CertificateExpiry();

    VarzSource(BrokerView view, RequestCounts requests, ProcessFigures process) {
        this.view = view;
        this.requests = requests;
        this.process = process;
    }

    Varz read() {
        BrokerOptions options = view.options();
        Clients clients = view.clients();
        return new Varz(
                server(),
                limits(options),
                monitoring(options),
                messageLimits(options),
                Varz.Parts.of(view.jetStream()),
                writeOptions(options),
                time(),
                process(),
                new Varz.Connections(clients.openCount(), clients.accepted(), 0, 0, 0),
                traffic(),
                new Varz.Trouble(clients.slowConsumers(), clients.staleConnections(), clients.stalledClients()),
                Traffic.subscriptions(view),
                requests.asMap(),
                configuration(options),
                Varz.ByKind.ofClients(clients.slowConsumers()),
                Varz.ByKind.ofClients(clients.staleConnections()),
                Varz.DiskWaits.NONE,
                certificate.of(options.tls()),
                view.productVersion());
    }

    private Varz.Server server() {
        ServerInfo info = view.clients().settings().info();
        return new Varz.Server(
                view.serverId(),
                view.serverName(),
                view.compatibleVersion(),
                CLIENT_PROTOCOL,
                info.runtime(),
                info.host(),
                info.port(),
                info.authRequired(),
                info.tlsRequired(),
                info.tlsVerify(),
                info.connectUrls());
    }

    private static Varz.Limits limits(BrokerOptions options) {
        LimitOptions limits = options.limits();
        TimingOptions timing = options.timing();
        return new Varz.Limits(
                limits.maxConnections(),
                limits.maxSubscriptions(),
                timing.pingInterval().toNanos(),
                timing.pingMax());
    }

    private static Varz.Monitoring monitoring(BrokerOptions options) {
        MonitorOptions monitor = options.monitor();
        String basePath = monitor.basePath().equals("/") ? "" : monitor.basePath();
        return new Varz.Monitoring(options.monitorHost(), monitor.httpPort(), basePath, monitor.httpsPort());
    }

    private static Varz.MessageLimits messageLimits(BrokerOptions options) {
        LimitOptions limits = options.limits();
        return new Varz.MessageLimits(
                seconds(options.authTimeout()),
                limits.maxControlLineBytes(),
                limits.maxPayloadBytes(),
                limits.maxPendingBytes());
    }

    private static Varz.WriteOptions writeOptions(BrokerOptions options) {
        TlsOptions tls = options.tls();
        WriteTimeoutPolicy policy = options.timing().writeTimeout();
        return new Varz.WriteOptions(
                seconds(tls == null ? DEFAULT_TLS_TIMEOUT : tls.timeout()),
                options.timing().writeDeadline().toNanos(),
                policy == WriteTimeoutPolicy.DEFAULT ? "" : policy.text());
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / NANOS_PER_SECOND;
    }

    private Varz.Time time() {
        Instant now = view.now();
        long nanos = Duration.between(view.startedAt(), now).toNanos();
        return new Varz.Time(view.startedAt(), now, Durations.uptime(nanos));
    }

    private Varz.Process process() {
        int processors = Runtime.getRuntime().availableProcessors();
        return new Varz.Process(process.residentBytes(), processors, processors, process.cpuPercent());
    }

    private Varz.Traffic traffic() {
        Traffic sum = Traffic.of(view);
        return Varz.Traffic.ofClients(sum.inMessages(), sum.inBytes(), sum.outMessages(), sum.outBytes());
    }

    private Varz.Configuration configuration(BrokerOptions options) {
        IdentityOptions identity = options.identity();
        Account system = view.accounts().systemAccount();
        return new Varz.Configuration(
                view.optionsLoadedAt(),
                Objects.requireNonNullElse(options.process().configDigest(), ""),
                identity.tags(),
                identity.metadata(),
                identity.featureFlags(),
                system == null ? null : system.name());
    }
}
