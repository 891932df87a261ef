package dev.natsbroker.broker.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Builds {@link BrokerOptions} in code. The common settings have a method each; the others are reached through their area:
 *
 * <pre>{@code
 * BrokerOptions options = BrokerOptions.builder()
 *         .host("127.0.0.1")
 *         .port(0)
 *         .limits(limits -> limits.maxSubscriptions(100))
 *         .build();
 * }</pre>
 *
 * <p>Not thread-safe.
 */
public final class BrokerOptionsBuilder {
    private IdentityOptions.Builder identity = IdentityOptions.builder();
    private ListenOptions.Builder listen = ListenOptions.builder();
    private LimitOptions.Builder limits = LimitOptions.builder();
    private TimingOptions.Builder timing = TimingOptions.builder();
    private LogOptions.Builder log = LogOptions.builder();
    private MonitorOptions.Builder monitor = MonitorOptions.builder();
    private ProcessOptions.Builder process = ProcessOptions.builder();
    private AuthorizationOptions.Builder authorization = AuthorizationOptions.builder();
    private Map<String, AccountOptions> accounts = new LinkedHashMap<>();
    private List<MappingOptions> mappings = new ArrayList<>();
    private @Nullable String systemAccount;
    private boolean noSystemAccount;
    private @Nullable TlsOptions tls;
    private boolean allowNonTls;
    private JetStreamOptions.Builder jetStream = JetStreamOptions.builder();
    private EngineOptions.Builder engine = EngineOptions.builder();

    BrokerOptionsBuilder() {}

    BrokerOptionsBuilder(BrokerOptions options) {
        identity = options.identity().toBuilder();
        listen = options.listen().toBuilder();
        limits = options.limits().toBuilder();
        timing = options.timing().toBuilder();
        log = options.log().toBuilder();
        monitor = options.monitor().toBuilder();
        process = options.process().toBuilder();
        authorization = options.authorization().toBuilder();
        accounts = new LinkedHashMap<>(options.accounts());
        mappings = new ArrayList<>(options.mappings());
        systemAccount = options.systemAccount();
        noSystemAccount = options.noSystemAccount();
        tls = options.tls();
        allowNonTls = options.allowNonTls();
        jetStream = options.jetStream().toBuilder();
        engine = options.engine().toBuilder();
    }

    /** Address to bind to. */
    public BrokerOptionsBuilder host(String host) {
        listen.host(host);
        return this;
    }

    /** Port for clients; 0 or -1 for any free one. */
    public BrokerOptionsBuilder port(int port) {
        listen.port(port);
        return this;
    }

    /** Name of the server. */
    public BrokerOptionsBuilder serverName(String serverName) {
        identity.serverName(serverName);
        return this;
    }

    /** The single user. */
    public BrokerOptionsBuilder user(String user, String password) {
        authorization.user(user).password(password);
        return this;
    }

    /** The single token. */
    public BrokerOptionsBuilder token(String token) {
        authorization.token(token);
        return this;
    }

    /** The users of the default account. */
    public BrokerOptionsBuilder users(UserOptions... users) {
        authorization.users(List.of(users));
        return this;
    }

    /** The user that a client without credentials becomes. */
    public BrokerOptionsBuilder noAuthUser(String user) {
        authorization.noAuthUser(user);
        return this;
    }

    /** Adds an account, or replaces the one of the same name. */
    public BrokerOptionsBuilder account(AccountOptions account) {
        accounts.put(account.name(), account);
        return this;
    }

    /** Sets all accounts. */
    public BrokerOptionsBuilder accounts(Map<String, AccountOptions> newAccounts) {
        accounts = new LinkedHashMap<>(newAccounts);
        return this;
    }

    /** Adds a subject mapping of the default account. */
    public BrokerOptionsBuilder mapping(MappingOptions mapping) {
        mappings.add(mapping);
        return this;
    }

    /** Sets all subject mappings of the default account. */
    public BrokerOptionsBuilder mappings(List<MappingOptions> newMappings) {
        mappings = new ArrayList<>(newMappings);
        return this;
    }

    /** Name of the account for system events. */
    public BrokerOptionsBuilder systemAccount(@Nullable String name) {
        systemAccount = name;
        return this;
    }

    /** Whether there is no system account. */
    public BrokerOptionsBuilder noSystemAccount(boolean none) {
        noSystemAccount = none;
        return this;
    }

    /** TLS of the client listener. */
    public BrokerOptionsBuilder tls(@Nullable TlsOptions newTls) {
        tls = newTls;
        return this;
    }

    /** Whether clients may stay in plain text although there is TLS. */
    public BrokerOptionsBuilder allowNonTls(boolean allow) {
        allowNonTls = allow;
        return this;
    }

    /** Port of the HTTP monitoring; -1 for any free one. */
    public BrokerOptionsBuilder httpPort(int port) {
        monitor.httpPort(port);
        return this;
    }

    /** Interval of the server's PINGs and how many may stay unanswered. */
    public BrokerOptionsBuilder ping(Duration interval, int max) {
        timing.pingInterval(interval).pingMax(max);
        return this;
    }

    /** Changes the identity. */
    public BrokerOptionsBuilder identity(UnaryOperator<IdentityOptions.Builder> change) {
        identity = change.apply(identity);
        return this;
    }

    /** Changes the listener. */
    public BrokerOptionsBuilder listen(UnaryOperator<ListenOptions.Builder> change) {
        listen = change.apply(listen);
        return this;
    }

    /** Changes the limits. */
    public BrokerOptionsBuilder limits(UnaryOperator<LimitOptions.Builder> change) {
        limits = change.apply(limits);
        return this;
    }

    /** Changes intervals and deadlines. */
    public BrokerOptionsBuilder timing(UnaryOperator<TimingOptions.Builder> change) {
        timing = change.apply(timing);
        return this;
    }

    /** Changes the logging. */
    public BrokerOptionsBuilder log(UnaryOperator<LogOptions.Builder> change) {
        log = change.apply(log);
        return this;
    }

    /** Changes the monitoring. */
    public BrokerOptionsBuilder monitor(UnaryOperator<MonitorOptions.Builder> change) {
        monitor = change.apply(monitor);
        return this;
    }

    /** Changes the files around the process. */
    public BrokerOptionsBuilder process(UnaryOperator<ProcessOptions.Builder> change) {
        process = change.apply(process);
        return this;
    }

    /** Changes who may connect. */
    public BrokerOptionsBuilder authorization(UnaryOperator<AuthorizationOptions.Builder> change) {
        authorization = change.apply(authorization);
        return this;
    }

    /** Changes JetStream; {@code jetStream(js -> js.enabled(true))} switches it on. */
    public BrokerOptionsBuilder jetStream(UnaryOperator<JetStreamOptions.Builder> change) {
        jetStream = change.apply(jetStream);
        return this;
    }

    /** Changes the engine settings. */
    public BrokerOptionsBuilder engine(UnaryOperator<EngineOptions.Builder> change) {
        engine = change.apply(engine);
        return this;
    }

    /**
     * The options. Each value is in its range then; {@link BrokerOptions#validate()} checks them against each other.
     *
     * @throws IllegalArgumentException for a value out of its range
     */
    public BrokerOptions build() {
        return new BrokerOptions(
                identity.build(),
                listen.build(),
                limits.build(),
                timing.build(),
                log.build(),
                monitor.build(),
                process.build(),
                authorization.build(),
                accounts,
                mappings,
                systemAccount,
                noSystemAccount,
                tls,
                allowNonTls,
                jetStream.build(),
                engine.build());
    }
}
