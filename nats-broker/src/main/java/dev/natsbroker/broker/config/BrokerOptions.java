package dev.natsbroker.broker.config;

import dev.natsbroker.broker.config.conf.ConfigException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All options of a broker. Immutable; the same object stands behind the configuration file, the command line, Spring
 * properties and options that are built in code.
 *
 * @param identity who this server says it is
 * @param listen where clients connect
 * @param limits what the server, a connection or a message may use
 * @param timing intervals and deadlines
 * @param log what is logged, and where
 * @param monitor HTTP monitoring
 * @param process files around the server process
 * @param authorization who may connect, outside of accounts
 * @param accounts accounts by name, in the order of their definition; {@value #GLOBAL_ACCOUNT} is not among them
 * @param mappings subject mappings of the account {@value #GLOBAL_ACCOUNT}
 * @param systemAccount name of the account for system events; null for the default {@value #DEFAULT_SYSTEM_ACCOUNT}
 * @param noSystemAccount whether there is no system account
 * @param tls TLS of the client listener; null for none
 * @param allowNonTls whether clients may stay in plain text although there is TLS
 * @param jetStream JetStream of the server
 * @param engine how the engine uses the machine
 */
public record BrokerOptions(
        IdentityOptions identity,
        ListenOptions listen,
        LimitOptions limits,
        TimingOptions timing,
        LogOptions log,
        MonitorOptions monitor,
        ProcessOptions process,
        AuthorizationOptions authorization,
        Map<String, AccountOptions> accounts,
        List<MappingOptions> mappings,
        @Nullable String systemAccount,
        boolean noSystemAccount,
        @Nullable TlsOptions tls,
        boolean allowNonTls,
        JetStreamOptions jetStream,
        EngineOptions engine) {

    /** The account of users that have none of their own. */
    public static final String GLOBAL_ACCOUNT = "$G";

    /** The account for system events unless another one is named. */
    public static final String DEFAULT_SYSTEM_ACCOUNT = "$SYS";

    private static final Duration DEFAULT_AUTH_TIMEOUT = Duration.ofSeconds(2);

    /** Copies the collections. */
    public BrokerOptions {
        accounts = Collections.unmodifiableMap(new LinkedHashMap<>(accounts));
        mappings = List.copyOf(mappings);
    }

    /** A broker on {@code 0.0.0.0:4222} without authorization. */
    public static BrokerOptions defaults() {
        return builder().build();
    }

    /** A builder that starts with the defaults. */
    public static BrokerOptionsBuilder builder() {
        return new BrokerOptionsBuilder();
    }

    /** A builder that starts with these options. */
    public BrokerOptionsBuilder toBuilder() {
        return new BrokerOptionsBuilder(this);
    }

    /**
     * The time that a client has to authenticate: the configured one, else two seconds, else with TLS the timeout of the
     * handshake and one second more.
     */
    public Duration authTimeout() {
        Duration configured = authorization.timeout();
        if (configured != null) {
            return configured;
        }
        return tls == null ? DEFAULT_AUTH_TIMEOUT : tls.timeout().plusSeconds(1);
    }

    /** The address that the monitoring binds to: its own or that of the client listener. */
    public String monitorHost() {
        return Objects.requireNonNullElse(monitor.host(), listen.host());
    }

    /** The users of the default account and of all others. */
    public Stream<UserOptions> allUsers() {
        return Stream.concat(
                authorization.users().stream(),
                accounts.values().stream().flatMap(account -> account.users().stream()));
    }

    /**
     * Checks the options against each other, as a server does when it starts.
     *
     * @throws ConfigException with the first contradiction
     */
    public void validate() {
        new OptionsCheck(this).requireValid();
    }

    /** What should be changed although the server can run with it, as texts for the log. */
    public List<String> warnings() {
        return new OptionsCheck(this).warnings();
    }

    /** The name of the system account; null if there is none. */
    public @Nullable String effectiveSystemAccount() {
        if (systemAccount != null) {
            return systemAccount;
        }
        return noSystemAccount ? null : DEFAULT_SYSTEM_ACCOUNT;
    }

    /**
     * What an account may use of JetStream; null if it has none.
     *
     * <p>As in nats-server: while there is no account but {@value #GLOBAL_ACCOUNT} and that for system events,
     * {@value #GLOBAL_ACCOUNT} has JetStream without limits. As soon as accounts are configured, those have it whose block
     * says so, and no other. The account for system events never has it. Without JetStream in the server no account has
     * it, whatever its block says; clients get "no responders" then.
     */
    public @Nullable JetStreamAccountOptions jetStreamOf(String account) {
        if (!jetStream.enabled() || account.equals(effectiveSystemAccount())) {
            return null;
        }
        if (account.equals(GLOBAL_ACCOUNT)) {
            boolean alone = accounts.keySet().stream().allMatch(name -> name.equals(effectiveSystemAccount()));
            return alone ? JetStreamAccountOptions.unlimited() : null;
        }
        AccountOptions configured = accounts.get(account);
        return configured == null ? null : configured.jetStream();
    }
}
