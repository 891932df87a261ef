package dev.natsbroker.autoconfigure.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.natsbroker.broker.config.AccountLimits;
import dev.natsbroker.broker.config.AccountOptions;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.config.ConnectionType;
import dev.natsbroker.broker.config.EngineOptions;
import dev.natsbroker.broker.config.HandshakeFirst;
import dev.natsbroker.broker.config.JetStreamAccountOptions;
import dev.natsbroker.broker.config.JetStreamBatchOptions;
import dev.natsbroker.broker.config.JetStreamMeterOptions;
import dev.natsbroker.broker.config.JetStreamOptions;
import dev.natsbroker.broker.config.ListenOptions;
import dev.natsbroker.broker.config.MappingOptions;
import dev.natsbroker.broker.config.PermissionOptions;
import dev.natsbroker.broker.config.ResponseOptions;
import dev.natsbroker.broker.config.SubjectRules;
import dev.natsbroker.broker.config.TlsCertificate;
import dev.natsbroker.broker.config.TlsOptions;
import dev.natsbroker.broker.config.TlsVersion;
import dev.natsbroker.broker.config.UserOptions;
import dev.natsbroker.broker.config.WeightedDestination;
import dev.natsbroker.broker.config.WriteTimeoutPolicy;
import dev.natsbroker.broker.config.conf.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class NatsBrokerOptionsMapperTest {
    private static final Path CERTIFICATES = Path.of("../nats-broker/src/test/resources/tls");

    /** Binds {@code name=value} lines without their prefix {@code nats.broker}. */
    private static BrokerOptions bind(String... properties) {
        Map<String, Object> source = new HashMap<>();
        for (String property : properties) {
            int equals = property.indexOf('=');
            String name = property.substring(0, equals);
            source.put(name.startsWith("spring.") ? name : "nats.broker." + name, property.substring(equals + 1));
        }
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", source));
        return NatsBrokerOptionsMapper.bind(environment);
    }

    private static TlsOptions bindTls(String... properties) {
        return bind(properties).tls();
    }

    @Test
    void shouldHaveTheDefaultsOfTheBroker() {
        assertThat(bind()).isEqualTo(BrokerOptions.defaults());
        assertThat(bindTls("tls.verify=false")).isEqualTo(TlsOptions.defaults());
    }

    @Test
    void shouldMapListenerAndIdentity() {
        BrokerOptions options = bind(
                "host=127.0.0.1",
                "port=0",
                "proxy-protocol=true",
                "server-name=one",
                "client-advertise=nats.example:4222",
                "server-tags=EU, east",
                "server-metadata.owner=ops",
                "feature-flags.fast=true");

        assertThat(options.listen()).isEqualTo(new ListenOptions("127.0.0.1", ListenOptions.RANDOM_PORT, true));
        assertThat(options.identity().serverName()).isEqualTo("one");
        assertThat(options.identity().clientAdvertise()).isEqualTo("nats.example:4222");
        assertThat(options.identity().tags()).containsExactly("eu", "east");
        assertThat(options.identity().metadata()).containsExactly(Map.entry("owner", "ops"));
        assertThat(options.identity().featureFlags()).containsExactly(Map.entry("fast", true));
    }

    @Test
    void shouldMapLimits() {
        BrokerOptions options = bind(
                "max-connections=10",
                "max-control-line=2KB",
                "max-payload=3KB",
                "max-pending=4MB",
                "max-subscriptions=5",
                "max-sub-tokens=6",
                "max-closed-clients=7",
                "no-header-support=true",
                "no-fast-producer-stall=true",
                "disable-sublist-cache=true");

        assertThat(options.limits().maxConnections()).isEqualTo(10);
        assertThat(options.limits().maxControlLineBytes()).isEqualTo(2048);
        assertThat(options.limits().maxPayloadBytes()).isEqualTo(3072);
        assertThat(options.limits().maxPendingBytes()).isEqualTo(4_194_304);
        assertThat(options.limits().maxSubscriptions()).isEqualTo(5);
        assertThat(options.limits().maxSubjectTokens()).isEqualTo(6);
        assertThat(options.limits().maxClosedClients()).isEqualTo(7);
        assertThat(options.limits().noHeaderSupport()).isTrue();
        assertThat(options.limits().noFastProducerStall()).isTrue();
        assertThat(options.limits().disableMatchCache()).isTrue();
    }

    @Test
    void shouldTakeZeroAsAFileDoes() {
        BrokerOptions options =
                bind("max-payload=0", "max-control-line=0", "max-pending=0", "ping.interval=0", "ping.max=0");

        assertThat(options).isEqualTo(BrokerOptions.defaults());
        assertThat(bind("max-connections=0").limits().maxConnections()).isEqualTo(-1);
    }

    @Test
    void shouldMapTimes() {
        BrokerOptions options = bind(
                "ping.interval=5s",
                "ping.max=3",
                "write-deadline=4s",
                "write-timeout=retry",
                "lame-duck.duration=40s",
                "lame-duck.grace-period=2s");

        assertThat(options.timing().pingInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(options.timing().pingMax()).isEqualTo(3);
        assertThat(options.timing().writeDeadline()).isEqualTo(Duration.ofSeconds(4));
        assertThat(options.timing().writeTimeout()).isEqualTo(WriteTimeoutPolicy.RETRY);
        assertThat(options.timing().lameDuckDuration()).isEqualTo(Duration.ofSeconds(40));
        assertThat(options.timing().lameDuckGracePeriod()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void shouldMapLogMonitoringFilesAndEngine() {
        BrokerOptions options = bind(
                "log.debug=true",
                "log.trace-headers=true",
                "log.time=false",
                "log.time-utc=true",
                "log.file=nats.log",
                "log.size-limit=1MB",
                "log.max-files=3",
                "log.remote-syslog=udp://127.0.0.1:514",
                "log.max-traced-message-length=64B",
                "http-host=127.0.0.1",
                "http-port=-1",
                "http-base-path=/nats",
                "pid-file=nats.pid",
                "ports-file-dir=ports",
                "engine.event-loops=2",
                "engine.transport=nio");

        assertThat(options.log().debug()).isTrue();
        assertThat(options.log().trace()).as("switched on by trace-headers").isTrue();
        assertThat(options.log().traceHeaders()).isTrue();
        assertThat(options.log().traceVerbose()).isFalse();
        assertThat(options.log().logTime()).isFalse();
        assertThat(options.log().logTimeUtc()).isTrue();
        assertThat(options.log().logFile()).isEqualTo(Path.of("nats.log"));
        assertThat(options.log().sizeLimitBytes()).isEqualTo(1_048_576);
        assertThat(options.log().maxFiles()).isEqualTo(3);
        assertThat(options.log().remoteSyslog()).isEqualTo("udp://127.0.0.1:514");
        assertThat(options.log().maxTracedMessageBytes()).isEqualTo(64);
        assertThat(options.monitor().host()).isEqualTo("127.0.0.1");
        assertThat(options.monitor().httpPort()).isEqualTo(-1);
        assertThat(options.monitor().basePath()).isEqualTo("/nats");
        assertThat(options.process().pidFile()).isEqualTo(Path.of("nats.pid"));
        assertThat(options.process().portsFileDir()).isEqualTo(Path.of("ports"));
        assertThat(options.engine()).isEqualTo(new EngineOptions(2, EngineOptions.Transport.NIO));
    }

    @Test
    void shouldMapMetersOfJetStream() {
        assertThat(bind(
                                "metrics.jetstream.enabled=false",
                                "metrics.jetstream.max-streams=1",
                                "metrics.jetstream.max-consumers=2")
                        .monitor()
                        .jetStreamMeters())
                .isEqualTo(new JetStreamMeterOptions(false, 1, 2));
    }

    @Test
    void shouldMapJetStream() {
        JetStreamOptions options = bind(
                        "jetstream.enabled=true",
                        "jetstream.store-dir=data",
                        "jetstream.max-memory-store=1GB",
                        "jetstream.max-file-store=2GB",
                        "jetstream.domain=hub",
                        "jetstream.sync-interval=10s",
                        "jetstream.strict=false",
                        "jetstream.limits.max-ack-pending=5",
                        "jetstream.limits.duplicate-window=1m",
                        "jetstream.limits.batch.max-msgs=7",
                        "jetstream.request-queue-limit=8",
                        "jetstream.max-buffered-msgs=9",
                        "jetstream.max-buffered-size=10KB",
                        "jetstream.unique-tag=az:",
                        "jetstream.lanes=2")
                .jetStream();

        assertThat(options)
                .isEqualTo(JetStreamOptions.builder()
                        .enabled(true)
                        .storeDirectory(Path.of("data"))
                        .maxMemoryBytes(1L << 30)
                        .maxFileBytes(2L << 30)
                        .domain("hub")
                        .syncAlways(false)
                        .syncInterval(Duration.ofSeconds(10))
                        .strict(false)
                        .limits(limits -> limits.maxAckPending(5)
                                .duplicateWindow(Duration.ofMinutes(1))
                                .batch(new JetStreamBatchOptions(50, 1000, 7, Duration.ofSeconds(10))))
                        .requestQueueLimit(8)
                        .maxBufferedMessages(9)
                        .maxBufferedBytes(10_240)
                        .uniqueTag("az:")
                        .lanes(2)
                        .build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"always", "ALWAYS", "0", "0s", ""})
    void shouldSyncAlwaysAsAFileDoes(String interval) {
        assertThat(bind("jetstream.sync-interval=" + interval)).isEqualTo(BrokerOptions.defaults());
    }

    @Test
    void shouldMapJetStreamOfAccounts() {
        BrokerOptions options = bind(
                "jetstream.enabled=true",
                "accounts.A.jetstream.enabled=true",
                "accounts.B.jetstream.max-memory=1KB",
                "accounts.B.jetstream.max-file=2KB",
                "accounts.B.jetstream.max-streams=3",
                "accounts.B.jetstream.max-consumers=4",
                "accounts.B.jetstream.max-ack-pending=5",
                "accounts.B.jetstream.max-bytes-required=true",
                "accounts.B.jetstream.memory-max-stream-bytes=6B",
                "accounts.B.jetstream.disk-max-stream-bytes=7B",
                "accounts.C.jetstream.enabled=false",
                "accounts.D.users[0].user=d");

        assertThat(options.jetStreamOf("A")).isEqualTo(JetStreamAccountOptions.unlimited());
        assertThat(options.jetStreamOf("B")).isEqualTo(new JetStreamAccountOptions(1024, 2048, 3, 4, 5, true, 6, 7));
        assertThat(options.jetStreamOf("C")).isNull();
        assertThat(options.jetStreamOf("D")).isNull();
    }

    @Test
    void shouldRefuseUnknownNames() {
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> bind("authorization.tokn=secret"))
                .havingRootCause()
                .withMessageContaining("nats.broker.authorization.tokn");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    max-payload=-1B | nats.broker.max-payload -1B is out of range: use 0 to 2147483647 bytes
                    max-control-line=3GB | nats.broker.max-control-line 3221225472B is out of range: use 0 to 2147483647 bytes
                    max-sub-tokens=256 | 256 is out of range
                    port=65536 | port 65536 is out of range
                    tls.min-version=1.1 | nats.broker.tls.min-version '1.1' is not supported: use 1.2 or 1.3
                    tls.handshake-first=maybe | nats.broker.tls.handshake-first 'maybe' is invalid
                    tls.handshake-first=0s | nats.broker.tls.handshake-first '0s' is invalid
                    authorization.users[0].password=x | nats.broker.authorization.users: a user needs either a name or an nkey
                    accounts.A.users[0].permissions.publish.allow=a | nats.broker.accounts.A.users: a user needs either a name or an nkey
                    jetstream.sync-interval=soon | nats.broker.jetstream.sync-interval 'soon' is invalid: use always, or an interval
                    jetstream.sync-interval=-1s | sync interval of -1s is out of range
                    jetstream.domain=a.b | invalid domain name: may not contain ., * or >
                    jetstream.max-file-store=-1B | nats.broker.jetstream.max-file-store -1B is out of range
                    mappings[0].source=a | nats.broker.mappings: 'a' needs either a destination or destinations
                    """)
    void shouldNameTheWrongValue(String property, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> bind(property)).withMessageContaining(message);
    }

    @Nested
    class WhoMayConnect {
        @Test
        void shouldMapTheSingleUser() {
            BrokerOptions options =
                    bind("authorization.user=alice", "authorization.password=secret", "authorization.timeout=3s");

            assertThat(options.authorization().user()).isEqualTo("alice");
            assertThat(options.authorization().password()).isEqualTo("secret");
            assertThat(options.authTimeout()).isEqualTo(Duration.ofSeconds(3));
        }

        @Test
        void shouldTakeAnEmptyTextAsNone() {
            assertThat(bind("authorization.token=", "server-name=")).isEqualTo(BrokerOptions.defaults());
        }

        @Test
        void shouldMapUsersWithPermissions() {
            BrokerOptions options = bind(
                    "authorization.users[0].user=alice",
                    "authorization.users[0].password=secret",
                    "authorization.users[0].permissions.publish.allow=a, b.*",
                    "authorization.users[0].permissions.subscribe.deny[0]=c workers",
                    "authorization.users[0].permissions.allow-responses.max=5",
                    "authorization.users[0].allowed-connection-types=standard,websocket",
                    "authorization.users[1].nkey=UABC",
                    "authorization.default-permissions.publish.deny=d",
                    "no-auth-user=alice");

            PermissionOptions permissions = new PermissionOptions(
                    SubjectRules.allow("a", "b.*"),
                    SubjectRules.deny("c workers"),
                    new ResponseOptions(5, Duration.ofMinutes(2)));
            assertThat(options.authorization().users())
                    .containsExactly(
                            new UserOptions(
                                    "alice",
                                    "secret",
                                    null,
                                    permissions,
                                    Set.of(ConnectionType.STANDARD, ConnectionType.WEBSOCKET)),
                            UserOptions.ofNkey("UABC"));
            assertThat(options.authorization().defaultPermissions())
                    .isEqualTo(new PermissionOptions(SubjectRules.deny("d"), SubjectRules.allowAll(), null));
            assertThat(options.authorization().noAuthUser()).isEqualTo("alice");
        }

        @Test
        void shouldMapAccountsAndMappings() {
            BrokerOptions options = bind(
                    "accounts.ORDERS.users[0].user=bob",
                    "accounts.ORDERS.users[0].password=pw",
                    "accounts.ORDERS.limits.max-connections=9",
                    "accounts.ORDERS.limits.max-payload=1KB",
                    "accounts.ORDERS.mappings[0].source=a.*",
                    "accounts.ORDERS.mappings[0].destination=b.$1",
                    "accounts.MONITOR.users[0].user=eve",
                    "mappings[0].source=x",
                    "mappings[0].destinations[0].destination=y",
                    "mappings[0].destinations[0].weight=40",
                    "mappings[0].destinations[1].destination=z",
                    "mappings[0].destinations[1].weight=60",
                    "system-account=MONITOR");

            AccountOptions orders = AccountOptions.of("ORDERS", UserOptions.of("bob", "pw"))
                    .withLimits(new AccountLimits(9, -1, 1024, -1))
                    .withMappings(List.of(MappingOptions.of("a.*", "b.$1")));
            assertThat(options.accounts()).containsOnlyKeys("ORDERS", "MONITOR").containsEntry("ORDERS", orders);
            assertThat(options.mappings())
                    .containsExactly(new MappingOptions(
                            "x",
                            List.of(new WeightedDestination("y", 40, null), new WeightedDestination("z", 60, null))));
            assertThat(options.effectiveSystemAccount()).isEqualTo("MONITOR");
        }

        @Test
        void shouldTakeAnAccountNameWithADotInBrackets() {
            assertThat(bind("accounts[a.B].users[0].user=bob").accounts()).containsOnlyKeys("a.B");
        }

        @Test
        void shouldRefuseTwoKindsOfLogin() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> bind("authorization.user=a", "authorization.token=t"))
                    .withMessageContaining("authorization.user and authorization.token are both set");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> bind("authorization.token=t", "accounts.A.users[0].user=b"))
                    .withMessageContaining("nats.broker.authorization.token is set beside a list of users");
        }

        @Test
        void shouldKeepSecretsOutOfTexts() {
            NatsBrokerProperties.User user = new NatsBrokerProperties.User("alice", "s3cret", null, null, Set.of());
            NatsBrokerProperties.Authorization authorization =
                    new NatsBrokerProperties.Authorization("bob", "s3cret", "s3cret", null, List.of(user), null);

            assertThat(authorization.toString()).contains("alice", "bob").doesNotContain("s3cret");
        }
    }

    @Nested
    class Tls {
        @Test
        void shouldMapFilesAndRules() {
            TlsOptions tls = bindTls(
                    "tls.cert-file=cert.pem",
                    "tls.key-file=key.pem",
                    "tls.ca-file=ca.pem",
                    "tls.verify-and-map=true",
                    "tls.cipher-suites=TLS_AES_128_GCM_SHA256",
                    "tls.curve-preferences=X25519",
                    "tls.min-version=1.3",
                    "tls.timeout=5s",
                    "tls.connection-rate-limit=100",
                    "tls.pinned-certs=ABCD");

            assertThat(tls.certFile()).isEqualTo(Path.of("cert.pem"));
            assertThat(tls.keyFile()).isEqualTo(Path.of("key.pem"));
            assertThat(tls.caFile()).isEqualTo(Path.of("ca.pem"));
            assertThat(tls.verify()).as("implied by verify-and-map").isTrue();
            assertThat(tls.verifyAndMap()).isTrue();
            assertThat(tls.cipherSuites()).containsExactly("TLS_AES_128_GCM_SHA256");
            assertThat(tls.curvePreferences()).containsExactly("X25519");
            assertThat(tls.minVersion()).isEqualTo(TlsVersion.TLS_1_3);
            assertThat(tls.timeout()).isEqualTo(Duration.ofSeconds(5));
            assertThat(tls.connectionRateLimit()).isEqualTo(100);
            assertThat(tls.pinnedCerts()).containsExactly("abcd");
            assertThat(tls.keyMaterial()).isNull();
        }

        @Test
        void shouldMapSeveralCertificates() {
            TlsOptions tls = bindTls("tls.certs[0].cert-file=a.pem", "tls.certs[0].key-file=a-key.pem");

            assertThat(tls.certs()).containsExactly(new TlsCertificate(Path.of("a.pem"), Path.of("a-key.pem")));
        }

        @ParameterizedTest
        @CsvSource({"true,ON,0", "off,OFF,0", "auto,AUTO,50", "250ms,AUTO,250"})
        void shouldMapHandshakeFirst(String text, HandshakeFirst.Mode mode, long fallbackMillis) {
            assertThat(bindTls("tls.handshake-first=" + text).handshakeFirst())
                    .isEqualTo(new HandshakeFirst(mode, Duration.ofMillis(fallbackMillis)));
        }

        @Test
        void shouldTakeKeysAndRulesFromABundleOfTheEnvironment() {
            TlsOptions tls = bindTls(
                    "tls.bundle=server",
                    "spring.ssl.bundle.pem.server.keystore.certificate=file:" + CERTIFICATES.resolve("server-ec.pem"),
                    "spring.ssl.bundle.pem.server.keystore.private-key=file:"
                            + CERTIFICATES.resolve("server-ec-key.pem"),
                    "spring.ssl.bundle.pem.server.truststore.certificate=file:" + CERTIFICATES.resolve("ca.pem"),
                    "spring.ssl.bundle.pem.server.options.ciphers=TLS_AES_256_GCM_SHA384",
                    "spring.ssl.bundle.pem.server.options.enabled-protocols=TLSv1.3");

            assertThat(tls.keyMaterial().keys().getKeyManagers()).hasSize(1);
            assertThat(tls.keyMaterial().trust().getTrustManagers()).hasSize(1);
            assertThat(tls.cipherSuites()).containsExactly("TLS_AES_256_GCM_SHA384");
            assertThat(tls.minVersion()).isEqualTo(TlsVersion.TLS_1_3);
        }

        @Test
        void shouldNameAnUnknownBundle() {
            assertThatExceptionOfType(NoSuchSslBundleException.class)
                    .isThrownBy(() -> bind("tls.bundle=missing"))
                    .withMessageContaining("missing");
        }

        @Test
        void shouldRefuseABundleBesideFiles() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> bind("tls.bundle=server", "tls.cert-file=cert.pem"))
                    .withMessageContaining("nats.broker.tls.bundle 'server' is set beside files");
        }
    }

    @Nested
    class ConfigFile {
        @TempDir
        Path folder;

        private String write(String text) throws Exception {
            return Files.writeString(folder.resolve("nats.conf"), text).toString();
        }

        @Test
        void shouldWinOverProperties() throws Exception {
            String file = write("server_name: file\nmax_payload: 2kb");

            BrokerOptions options = bind("config-file=" + file, "server-name=property", "max-connections=7");

            assertThat(options.identity().serverName()).isEqualTo("file");
            assertThat(options.limits().maxPayloadBytes()).isEqualTo(2048);
            assertThat(options.limits().maxConnections()).isEqualTo(7);
            assertThat(options.process().configFile()).isEqualTo(Path.of(file));
        }

        @Test
        void shouldNameThePlaceOfAnError() throws Exception {
            String file = write("server_name: file\nno_such_key: 1");

            assertThatExceptionOfType(ConfigException.class)
                    .isThrownBy(() -> bind("config-file=" + file))
                    .withMessageContaining("nats.conf:2:1");
        }

        @Test
        void shouldRefuseUsersBesideTheTokenOfAProperty() throws Exception {
            String file = write("accounts { A { users: [ { user: a, password: b } ] } }");

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> bind("config-file=" + file, "authorization.token=t"))
                    .withMessageContaining("authorization.token is set beside a list of users");
        }
    }
}
