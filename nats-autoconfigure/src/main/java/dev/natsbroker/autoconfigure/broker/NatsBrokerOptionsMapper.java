package dev.natsbroker.autoconfigure.broker;

import dev.natsbroker.broker.config.AuthorizationOptions;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.config.BrokerOptionsBuilder;
import dev.natsbroker.broker.config.ConfigLoader;
import dev.natsbroker.broker.config.IdentityOptions;
import dev.natsbroker.broker.config.JetStreamMeterOptions;
import dev.natsbroker.broker.config.LimitOptions;
import dev.natsbroker.broker.config.LoadedConfig;
import dev.natsbroker.broker.config.LogOptions;
import dev.natsbroker.broker.config.MappingCheck;
import dev.natsbroker.broker.config.MonitorOptions;
import dev.natsbroker.broker.config.TimingOptions;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.ssl.PropertiesSslBundle;
import org.springframework.boot.autoconfigure.ssl.SslProperties;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/** Turns properties into the options of a broker. Immutable. */
public final class NatsBrokerOptionsMapper {
    private static final Logger LOGGER = LoggerFactory.getLogger(NatsBrokerOptionsMapper.class);

    private final TlsMapping tls;

    /** @param sslBundles finds an SSL bundle by its name; fails if there is none */
    public NatsBrokerOptionsMapper(Function<String, SslBundle> sslBundles) {
        this.tls = new TlsMapping(sslBundles);
    }

    /**
     * The options that the properties of an environment ask for, without any application context. SSL bundles are those of
     * {@code spring.ssl.bundle}.
     *
     * @throws org.springframework.boot.context.properties.bind.BindException if a property is unknown or has a wrong type
     * @throws IllegalArgumentException if a value is out of its range, or contradicts another one
     * @throws dev.natsbroker.broker.config.conf.ConfigException if the configuration file cannot be read or has errors
     */
    public static BrokerOptions bind(Environment environment) {
        Binder binder = Binder.get(environment);
        BindHandler strict = new NoUnboundElementsBindHandler(BindHandler.DEFAULT, new UnboundElementsSourceFilter());
        NatsBrokerProperties properties =
                binder.bindOrCreate(NatsBrokerProperties.PREFIX, Bindable.of(NatsBrokerProperties.class), strict);
        return new NatsBrokerOptionsMapper(name -> bundle(binder, name)).map(properties);
    }

    private static SslBundle bundle(Binder binder, String name) {
        SslProperties.Bundles bundles =
                binder.bind("spring.ssl.bundle", SslProperties.Bundles.class).orElseGet(SslProperties.Bundles::new);
        if (bundles.getPem().containsKey(name)) {
            return PropertiesSslBundle.get(bundles.getPem().get(name));
        }
        if (bundles.getJks().containsKey(name)) {
            return PropertiesSslBundle.get(bundles.getJks().get(name));
        }
        throw new NoSuchSslBundleException(name, "SSL bundle name '" + name + "' cannot be found");
    }

    /**
     * The options that these properties ask for; the configuration file that they name wins over them.
     *
     * @throws IllegalArgumentException if a value is out of its range, or contradicts another one
     * @throws dev.natsbroker.broker.config.conf.ConfigException if the configuration file cannot be read or has errors
     */
    public BrokerOptions map(NatsBrokerProperties properties) {
        return map(properties, builder -> {});
    }

    /** The same with {@code defaults}, which add to the properties; the file wins over both. */
    BrokerOptions map(NatsBrokerProperties properties, Consumer<BrokerOptionsBuilder> defaults) {
        BrokerOptionsBuilder builder = withoutFile(properties);
        defaults.accept(builder);
        BrokerOptions options = builder.build();
        if (properties.configFile() != null) {
            options = withFile(properties.configFile(), options);
        }
        requireOneKindOfLogin(options);
        return options;
    }

    private static BrokerOptions withFile(Path file, BrokerOptions base) {
        LoadedConfig loaded = ConfigLoader.ofProcess(MappingCheck.NONE).load(file.toString(), base);
        loaded.warnings().forEach(LOGGER::warn);
        return loaded.options();
    }

    private BrokerOptionsBuilder withoutFile(NatsBrokerProperties properties) {
        SecurityMapping security = new SecurityMapping();
        BrokerOptionsBuilder options = BrokerOptions.builder()
                .listen(listen -> listen.host(properties.host())
                        .port(properties.port())
                        .proxyProtocol(properties.proxyProtocol()))
                .identity(identity -> identity(identity, properties))
                .limits(limits -> limits(limits, properties))
                .timing(timing -> timing(timing, properties))
                .log(log -> log(log, properties.log()))
                .monitor(monitor -> monitor(monitor, properties))
                .process(process -> process.pidFile(properties.pidFile()).portsFileDir(properties.portsFileDir()))
                .authorization(authorization -> security.authorization(authorization, properties))
                .accounts(security.accounts(properties.accounts()))
                .mappings(SecurityMapping.mappings("mappings", properties.mappings()))
                .systemAccount(textOrNull(properties.systemAccount()))
                .noSystemAccount(properties.noSystemAccount())
                .allowNonTls(properties.allowNonTls())
                .jetStream(jetStream -> JetStreamMapping.server(jetStream, properties.jetstream()))
                .engine(engine -> engine.eventLoops(properties.engine().eventLoops())
                        .transport(properties.engine().transport()));
        if (properties.tls() != null) {
            options.tls(tls.map(properties.tls()));
        }
        return options;
    }

    private static IdentityOptions.Builder identity(IdentityOptions.Builder identity, NatsBrokerProperties properties) {
        return identity.serverName(textOrNull(properties.serverName()))
                .clientAdvertise(textOrNull(properties.clientAdvertise()))
                .tags(properties.serverTags().stream()
                        .map(tag -> tag.strip().toLowerCase(Locale.ROOT))
                        .distinct()
                        .toList())
                .metadata(properties.serverMetadata())
                .featureFlags(properties.featureFlags());
    }

    /** As in a file, zero stands for the default, except for connections, of which it means none. */
    private static LimitOptions.Builder limits(LimitOptions.Builder limits, NatsBrokerProperties properties) {
        LimitOptions defaults = LimitOptions.defaults();
        int connections = properties.maxConnections();
        long pending = bytes("max-pending", properties.maxPending(), Long.MAX_VALUE);
        return limits.maxConnections(connections == 0 ? -1 : connections)
                .maxControlLineBytes(orDefault(
                        intBytes("max-control-line", properties.maxControlLine()), defaults.maxControlLineBytes()))
                .maxPayloadBytes(
                        orDefault(intBytes("max-payload", properties.maxPayload()), defaults.maxPayloadBytes()))
                .maxPendingBytes(pending == 0 ? defaults.maxPendingBytes() : pending)
                .maxSubscriptions(properties.maxSubscriptions())
                .maxSubjectTokens(properties.maxSubTokens())
                .maxClosedClients(orDefault(properties.maxClosedClients(), defaults.maxClosedClients()))
                .noHeaderSupport(properties.noHeaderSupport())
                .noFastProducerStall(properties.noFastProducerStall())
                .disableMatchCache(properties.disableSublistCache());
    }

    private static TimingOptions.Builder timing(TimingOptions.Builder timing, NatsBrokerProperties properties) {
        TimingOptions defaults = TimingOptions.defaults();
        NatsBrokerProperties.Ping ping = properties.ping();
        NatsBrokerProperties.LameDuck lameDuck = properties.lameDuck();
        return timing.pingInterval(ping.interval().isZero() ? defaults.pingInterval() : ping.interval())
                .pingMax(orDefault(ping.max(), defaults.pingMax()))
                .writeDeadline(
                        properties.writeDeadline().isZero() ? defaults.writeDeadline() : properties.writeDeadline())
                .writeTimeout(properties.writeTimeout())
                .lameDuckDuration(lameDuck.duration())
                .lameDuckGracePeriod(lameDuck.gracePeriod());
    }

    /** As in a file, verbose traces and those of headers switch the trace on. */
    private static LogOptions.Builder log(LogOptions.Builder log, NatsBrokerProperties.Log properties) {
        return log.debug(properties.debug())
                .trace(properties.trace() || properties.traceVerbose() || properties.traceHeaders())
                .traceVerbose(properties.traceVerbose())
                .traceHeaders(properties.traceHeaders())
                .logTime(properties.time())
                .logTimeUtc(properties.timeUtc())
                .logFile(properties.file())
                .sizeLimitBytes(bytes("log.size-limit", properties.sizeLimit(), Long.MAX_VALUE))
                .maxFiles(properties.maxFiles())
                .syslog(properties.syslog())
                .remoteSyslog(textOrNull(properties.remoteSyslog()))
                .maxTracedMessageBytes(intBytes("log.max-traced-message-length", properties.maxTracedMessageLength()));
    }

    private static MonitorOptions.Builder monitor(MonitorOptions.Builder monitor, NatsBrokerProperties properties) {
        return monitor.host(textOrNull(properties.httpHost()))
                .httpPort(properties.httpPort())
                .httpsPort(properties.httpsPort())
                .basePath(properties.httpBasePath())
                .jetStreamMeters(jetStreamMeters(properties.metrics().jetstream()));
    }

    private static JetStreamMeterOptions jetStreamMeters(NatsBrokerProperties.JetStreamMetrics meters) {
        return new JetStreamMeterOptions(meters.enabled(), meters.maxStreams(), meters.maxConsumers());
    }

    /** The reader of files checks this by itself; here the two kinds may come from different sources. */
    private static void requireOneKindOfLogin(BrokerOptions options) {
        AuthorizationOptions authorization = options.authorization();
        boolean user = authorization.user() != null;
        boolean token = authorization.token() != null;
        if (user && token) {
            throw contradiction("authorization.user and authorization.token are both set; keep one of them");
        }
        if ((user || token) && options.allUsers().findAny().isPresent()) {
            String single = user ? "authorization.user" : "authorization.token";
            throw contradiction(single + " is set beside a list of users; "
                    + "keep either, or move the single one into authorization.users");
        }
    }

    private static IllegalArgumentException contradiction(String problem) {
        return new IllegalArgumentException(NatsBrokerProperties.PREFIX + "." + problem);
    }

    static int intBytes(String name, DataSize size) {
        return (int) bytes(name, size, Integer.MAX_VALUE);
    }

    static long bytes(String name, DataSize size, long max) {
        long bytes = size.toBytes();
        if (bytes < 0 || bytes > max) {
            throw new IllegalArgumentException(NatsBrokerProperties.PREFIX + "." + name + " " + size
                    + " is out of range: use 0 to " + max + " bytes");
        }
        return bytes;
    }

    private static int orDefault(int value, int defaultValue) {
        return value == 0 ? defaultValue : value;
    }

    /** An empty text is as good as none: a placeholder that resolves to nothing leaves one. */
    static @Nullable String textOrNull(@Nullable String text) {
        return StringUtils.hasText(text) ? text : null;
    }
}
