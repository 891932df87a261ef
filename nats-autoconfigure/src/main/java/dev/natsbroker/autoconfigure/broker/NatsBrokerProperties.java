package dev.natsbroker.autoconfigure.broker;

import dev.natsbroker.broker.config.ConnectionType;
import dev.natsbroker.broker.config.EngineOptions;
import dev.natsbroker.broker.config.WriteTimeoutPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Options of a broker that runs in the application. They are named after the keys of {@code nats.conf}, which have the same
 * meaning, defaults and limits. An unknown name is an error: a misspelt {@code authorization} must not leave the broker open.
 *
 * @param enabled Whether to run a broker in the application.
 * @param embedded Whether to run a broker in the application for the application itself, on a free local port and with JetStream.
 * @param configFile Configuration file in the language of nats.conf, whose values win over the properties.
 * @param host Address to bind to.
 * @param port Port for clients. Use 0 or -1 for any free one.
 * @param proxyProtocol Whether a PROXY protocol header may precede the bytes of a client.
 * @param serverName Name of the server, one word. The generated id of the server by default.
 * @param clientAdvertise Address told to clients in place of the one listened on, as host:port.
 * @param serverTags Labels of the server.
 * @param serverMetadata Free texts about the server.
 * @param featureFlags Switches of the server by name.
 * @param maxConnections Maximum number of client connections. Use -1 to refuse all.
 * @param maxControlLine Maximum size of a protocol line.
 * @param maxPayload Maximum size of a message, headers included.
 * @param maxPending Maximum amount of data queued for a client before it is cut off as a slow consumer.
 * @param maxSubscriptions Maximum number of subscriptions of a connection. No limit by default.
 * @param maxSubTokens Maximum number of tokens in the subject of a subscription, at most 255. No limit by default.
 * @param maxClosedClients Maximum number of closed connections that the monitoring remembers.
 * @param noHeaderSupport Whether messages with headers are refused.
 * @param noFastProducerStall Whether messages for a full client are dropped instead of slowing their publisher.
 * @param disableSublistCache Whether each subject is matched anew instead of from a cache.
 * @param ping Checks of idle connections.
 * @param writeDeadline Maximum time for one write to a client.
 * @param writeTimeout What follows a missed write deadline.
 * @param lameDuck Stop that gives clients time to move on.
 * @param log What is logged.
 * @param httpHost Address that the monitoring binds to. That of the client listener by default.
 * @param httpPort Port of the monitoring over HTTP. Use -1 for any free one. Off by default.
 * @param httpsPort Port of the monitoring over HTTPS. Use -1 for any free one. Off by default.
 * @param httpBasePath Path before the names of the monitoring endpoints.
 * @param metrics Meters of the broker.
 * @param pidFile File of the server process that receives its id.
 * @param portsFileDir Folder that receives the ports file of the server process.
 * @param authorization Users of the default account.
 * @param noAuthUser User that a client without credentials becomes.
 * @param accounts Accounts by name.
 * @param mappings Subject mappings of the default account.
 * @param systemAccount Name of the account for system events. $SYS by default.
 * @param noSystemAccount Whether there is no system account.
 * @param tls TLS of the client listener.
 * @param allowNonTls Whether clients may stay in plain text although there is TLS.
 * @param jetstream Streams, consumers, key-value and object stores.
 * @param engine Use of the machine.
 */
@ConfigurationProperties(prefix = NatsBrokerProperties.PREFIX, ignoreUnknownFields = false)
public record NatsBrokerProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("false") boolean embedded,
        @Nullable Path configFile,
        @DefaultValue("0.0.0.0") String host,
        @DefaultValue("4222") int port,
        @DefaultValue("false") boolean proxyProtocol,
        @Nullable String serverName,
        @Nullable String clientAdvertise,
        @DefaultValue List<String> serverTags,
        @DefaultValue Map<String, String> serverMetadata,
        @DefaultValue Map<String, Boolean> featureFlags,
        @DefaultValue("65536") int maxConnections,
        @DefaultValue("4KB") DataSize maxControlLine,
        @DefaultValue("1MB") DataSize maxPayload,
        @DefaultValue("64MB") DataSize maxPending,
        @DefaultValue("0") int maxSubscriptions,
        @DefaultValue("0") int maxSubTokens,
        @DefaultValue("10000") int maxClosedClients,
        @DefaultValue("false") boolean noHeaderSupport,
        @DefaultValue("false") boolean noFastProducerStall,
        @DefaultValue("false") boolean disableSublistCache,
        @DefaultValue Ping ping,
        @DefaultValue("10s") Duration writeDeadline,
        @DefaultValue("default") WriteTimeoutPolicy writeTimeout,
        @DefaultValue LameDuck lameDuck,
        @DefaultValue Log log,
        @Nullable String httpHost,
        @DefaultValue("0") int httpPort,
        @DefaultValue("0") int httpsPort,
        @DefaultValue("/") String httpBasePath,
        @DefaultValue Metrics metrics,
        @Nullable Path pidFile,
        @Nullable Path portsFileDir,
        @DefaultValue Authorization authorization,
        @Nullable String noAuthUser,
        @DefaultValue Map<String, Account> accounts,
        @DefaultValue List<Mapping> mappings,
        @Nullable String systemAccount,
        @DefaultValue("false") boolean noSystemAccount,
        @Nullable Tls tls,
        @DefaultValue("false") boolean allowNonTls,
        @DefaultValue JetStream jetstream,
        @DefaultValue Engine engine) {

    /** What the names of the properties start with. */
    public static final String PREFIX = "nats.broker";

    /**
     * Checks of idle connections.
     *
     * @param interval Time between two PINGs of the server.
     * @param max Number of unanswered PINGs before a connection is stale.
     */
    public record Ping(
            @DefaultValue("2m") Duration interval,
            @DefaultValue("2") int max) {}

    /**
     * Stop that gives clients time to move on.
     *
     * @param duration Time over which the clients are closed.
     * @param gracePeriod Time before the first client is closed.
     */
    public record LameDuck(
            @DefaultValue("2m") Duration duration,
            @DefaultValue("10s") Duration gracePeriod) {}

    /**
     * What is logged. In an application the lines go to its own log; where they are written and how they look is only for the
     * server process.
     *
     * @param debug Whether debug lines are written.
     * @param trace Whether the protocol is traced.
     * @param traceVerbose Whether the system account is traced, too.
     * @param traceHeaders Whether message headers are traced.
     * @param time Whether the lines of the server process carry the time.
     * @param timeUtc Whether the time is UTC instead of local.
     * @param file Log file of the server process. Standard error by default.
     * @param sizeLimit Size at which the log file is rotated. Never by default.
     * @param maxFiles Maximum number of rotated log files. All are kept by default.
     * @param syslog Whether the server process logs to syslog.
     * @param remoteSyslog Address of a syslog server, such as udp://host:514.
     * @param maxTracedMessageLength Maximum size of a payload in a trace line. No limit by default.
     */
    public record Log(
            @DefaultValue("false") boolean debug,
            @DefaultValue("false") boolean trace,
            @DefaultValue("false") boolean traceVerbose,
            @DefaultValue("false") boolean traceHeaders,
            @DefaultValue("true") boolean time,
            @DefaultValue("false") boolean timeUtc,
            @Nullable Path file,
            @DefaultValue("0B") DataSize sizeLimit,
            @DefaultValue("0") int maxFiles,
            @DefaultValue("false") boolean syslog,
            @Nullable String remoteSyslog,
            @DefaultValue("0B") DataSize maxTracedMessageLength) {}

    /**
     * Users of the default account. Its text leaves the secrets out.
     *
     * @param user Name of the single user.
     * @param password Password of the single user, plain or bcrypt.
     * @param token Single token, plain or bcrypt.
     * @param timeout Time to authenticate. Two seconds by default, with TLS one more than its timeout.
     * @param users Users with names or NKeys, in place of the single one.
     * @param defaultPermissions Permissions of users that have none of their own.
     */
    public record Authorization(
            @Nullable String user,
            @Nullable String password,
            @Nullable String token,
            @Nullable Duration timeout,
            @DefaultValue List<User> users,
            @Nullable Permissions defaultPermissions) {

        @Override
        public String toString() {
            return "Authorization[user=" + user + ", users=" + users + "]";
        }
    }

    /**
     * User with a name and a password or with an NKey. Its text leaves the secret out.
     *
     * @param user Name of the user.
     * @param password Password, plain or bcrypt.
     * @param nkey Public NKey.
     * @param permissions What the user may do.
     * @param allowedConnectionTypes Kinds of connections the user may use. All by default.
     */
    public record User(
            @Nullable String user,
            @Nullable String password,
            @Nullable String nkey,
            @Nullable Permissions permissions,
            @DefaultValue Set<ConnectionType> allowedConnectionTypes) {

        @Override
        public String toString() {
            return "User[" + (user == null ? nkey : user) + "]";
        }
    }

    /**
     * What a user may publish and subscribe to.
     *
     * @param publish Subjects of published messages.
     * @param subscribe Subjects of subscriptions, or a subject and a queue group.
     * @param allowResponses Permission to answer received requests.
     */
    public record Permissions(
            @DefaultValue Subjects publish,
            @DefaultValue Subjects subscribe,
            @Nullable AllowResponses allowResponses) {}

    /**
     * Allowed and denied subjects. What is denied is refused even if it is allowed, too.
     *
     * @param allow Allowed subjects. All by default.
     * @param deny Denied subjects.
     */
    public record Subjects(
            @DefaultValue List<String> allow, @DefaultValue List<String> deny) {}

    /**
     * Permission to answer received requests.
     *
     * @param max Number of responses to a request. Use -1 for no limit.
     * @param expires Time to respond in. Use a negative one for no limit.
     */
    public record AllowResponses(
            @DefaultValue("1") int max, @DefaultValue("2m") Duration expires) {}

    /**
     * Account, whose subjects are apart from those of all others.
     *
     * @param users Users of the account.
     * @param defaultPermissions Permissions of users that have none of their own.
     * @param limits What the connections of the account may use.
     * @param mappings Subject mappings of the account.
     * @param jetstream JetStream of the account. None by default.
     */
    public record Account(
            @DefaultValue List<User> users,
            @Nullable Permissions defaultPermissions,
            @DefaultValue AccountLimits limits,
            @DefaultValue List<Mapping> mappings,
            @Nullable AccountJetStream jetstream) {}

    /**
     * What the connections of an account may use.
     *
     * @param maxConnections Maximum number of client connections. No limit by default.
     * @param maxSubscriptions Maximum number of subscriptions of a connection. No limit by default.
     * @param maxPayload Maximum size of a message. No limit of its own by default.
     */
    public record AccountLimits(
            @DefaultValue("-1") int maxConnections,
            @DefaultValue("-1") int maxSubscriptions,
            @Nullable DataSize maxPayload) {}

    /**
     * Meters of the broker.
     *
     * @param jetstream Meters of JetStream.
     */
    public record Metrics(@DefaultValue JetStreamMetrics jetstream) {}

    /**
     * Meters of JetStream.
     *
     * @param enabled Whether JetStream has meters.
     * @param maxStreams Number of streams with meters of their own, those with the most messages first. Limits accounts, too.
     * @param maxConsumers Number of consumers with meters of their own, those with the most messages to deliver first.
     */
    public record JetStreamMetrics(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("100") int maxStreams,
            @DefaultValue("500") int maxConsumers) {}

    /**
     * JetStream of an account.
     *
     * @param enabled Whether the account has JetStream.
     * @param maxMemory Maximum size of all streams in memory. No limit by default.
     * @param maxFile Maximum size of all streams in files. No limit by default.
     * @param maxStreams Maximum number of streams. Use -1 for no limit.
     * @param maxConsumers Maximum number of consumers. Use -1 for no limit.
     * @param maxAckPending Maximum number of unacknowledged messages of a consumer. Use -1 for no limit.
     * @param maxBytesRequired Whether each stream has to say how many bytes it may use.
     * @param memoryMaxStreamBytes Maximum size that a stream in memory may ask for. No limit by default.
     * @param diskMaxStreamBytes Maximum size that a stream in files may ask for. No limit by default.
     */
    public record AccountJetStream(
            @DefaultValue("true") boolean enabled,
            @Nullable DataSize maxMemory,
            @Nullable DataSize maxFile,
            @DefaultValue("-1") int maxStreams,
            @DefaultValue("-1") int maxConsumers,
            @DefaultValue("-1") int maxAckPending,
            @DefaultValue("false") boolean maxBytesRequired,
            @Nullable DataSize memoryMaxStreamBytes,
            @Nullable DataSize diskMaxStreamBytes) {}

    /**
     * Subject mapping.
     *
     * @param source Subject that is mapped, with wildcards or without.
     * @param destination Where all of its messages go.
     * @param destinations Where its messages go by weight, in place of the single destination.
     */
    public record Mapping(
            String source,
            @Nullable String destination,
            @DefaultValue List<Destination> destinations) {}

    /**
     * Destination of a mapping.
     *
     * @param destination Subject or transform.
     * @param weight Share of the messages in percent.
     * @param cluster Name of the cluster it applies in. Any by default.
     */
    public record Destination(
            String destination,
            @DefaultValue("100") int weight,
            @Nullable String cluster) {}

    /**
     * TLS of the client listener, from PEM files or an SSL bundle.
     *
     * @param bundle Name of the SSL bundle with the key and the trusted certificates, in place of files.
     * @param certFile Certificate chain of the server, PEM.
     * @param keyFile Private key of the certificate, PEM.
     * @param caFile Certificates that those of clients are checked against, PEM. The system's by default.
     * @param certs Certificates with their keys, in place of the single one.
     * @param verify Whether clients must present a valid certificate.
     * @param verifyAndMap Whether the certificate of a client also names its user.
     * @param insecure Whether the certificate of a client is not checked.
     * @param cipherSuites Names of the cipher suites in order of preference. Those of the bundle or the JDK by default.
     * @param allowInsecureCipherSuites Whether weak cipher suites may be listed.
     * @param curvePreferences Names of the key exchange groups in order of preference.
     * @param minVersion Oldest protocol version, 1.2 or 1.3.
     * @param timeout Time for the handshake.
     * @param handshakeFirst Whether the handshake comes before INFO. Use true, false, auto, or the time to wait for it.
     * @param connectionRateLimit Maximum number of handshakes per second. No limit by default.
     * @param pinnedCerts SHA-256 of accepted public keys of clients, as hexadecimal digits. Any by default.
     */
    public record Tls(
            @Nullable String bundle,
            @Nullable Path certFile,
            @Nullable Path keyFile,
            @Nullable Path caFile,
            @DefaultValue List<Certificate> certs,
            @DefaultValue("false") boolean verify,
            @DefaultValue("false") boolean verifyAndMap,
            @DefaultValue("false") boolean insecure,
            @DefaultValue List<String> cipherSuites,
            @DefaultValue("false") boolean allowInsecureCipherSuites,
            @DefaultValue List<String> curvePreferences,
            @Nullable String minVersion,
            @DefaultValue("2s") Duration timeout,
            @DefaultValue("false") String handshakeFirst,
            @DefaultValue("0") long connectionRateLimit,
            @DefaultValue Set<String> pinnedCerts) {}

    /**
     * Certificate with its key.
     *
     * @param certFile Certificate chain, PEM.
     * @param keyFile Private key, PEM.
     */
    public record Certificate(Path certFile, Path keyFile) {}

    /**
     * JetStream of the server: streams, consumers, key-value and object stores.
     *
     * @param enabled Whether the broker has JetStream.
     * @param storeDir Folder of the data, which lies in its subfolder jetstream. In the folder for temporary files by default.
     * @param maxMemoryStore Maximum size of all streams in memory. Three quarters of the machine's memory by default.
     * @param maxFileStore Maximum size of all streams in files. Three quarters of the free disk by default.
     * @param domain Name of the JetStream domain. None by default.
     * @param syncInterval When stored messages are forced to the disk. Use always, to do so before they are acknowledged, or an
     *     interval, to acknowledge before.
     * @param strict Whether API requests with unknown fields are errors.
     * @param limits What streams and consumers may ask for.
     * @param requestQueueLimit Maximum number of API requests that wait.
     * @param infoQueueLimit Maximum number of API requests for information that wait. That of all requests by default.
     * @param maxBufferedMsgs Maximum number of messages that wait for a stream.
     * @param maxBufferedSize Maximum size of messages that wait for a stream.
     * @param uniqueTag Prefix of the server tag that the replicas of a stream must not share.
     * @param lanes Number of threads that own streams. Use 0 to choose by the machine.
     */
    public record JetStream(
            @DefaultValue("false") boolean enabled,
            @Nullable Path storeDir,
            @Nullable DataSize maxMemoryStore,
            @Nullable DataSize maxFileStore,
            @Nullable String domain,
            @DefaultValue("always") String syncInterval,
            @DefaultValue("true") boolean strict,
            @DefaultValue JetStreamLimits limits,
            @DefaultValue("10000") int requestQueueLimit,
            @DefaultValue("0") int infoQueueLimit,
            @DefaultValue("100000") int maxBufferedMsgs,
            @DefaultValue("128MB") DataSize maxBufferedSize,
            @Nullable String uniqueTag,
            @DefaultValue("0") int lanes) {}

    /**
     * What streams and consumers of all accounts may ask for.
     *
     * @param maxAckPending Maximum number of unacknowledged messages of a consumer. No limit by default.
     * @param maxRequestBatch Maximum number of messages of a pull. No limit by default.
     * @param duplicateWindow Longest window in which a stream looks for duplicates. No limit by default.
     * @param defaultMaxConsumers Maximum number of consumers of a stream that sets no limit of its own.
     * @param maxHaAssets Maximum number of replicated streams and consumers. No limit by default.
     * @param batch What atomic batches may use.
     */
    public record JetStreamLimits(
            @DefaultValue("0") int maxAckPending,
            @DefaultValue("0") int maxRequestBatch,
            @DefaultValue("0s") Duration duplicateWindow,
            @DefaultValue("1000") int defaultMaxConsumers,
            @DefaultValue("0") int maxHaAssets,
            @DefaultValue JetStreamBatch batch) {}

    /**
     * What atomic batches may use.
     *
     * @param maxInflightPerStream Maximum number of open batches of a stream.
     * @param maxInflightTotal Maximum number of open batches of the server.
     * @param maxMsgs Maximum number of messages of a batch.
     * @param timeout Time without a further message after which a batch is given up.
     */
    public record JetStreamBatch(
            @DefaultValue("50") int maxInflightPerStream,
            @DefaultValue("1000") int maxInflightTotal,
            @DefaultValue("1000") int maxMsgs,
            @DefaultValue("10s") Duration timeout) {}

    /**
     * Use of the machine.
     *
     * @param eventLoops Number of threads that serve connections. Use 0 to choose by the machine.
     * @param transport Network transport.
     */
    public record Engine(
            @DefaultValue("0") int eventLoops,
            @DefaultValue("auto") EngineOptions.Transport transport) {}
}
