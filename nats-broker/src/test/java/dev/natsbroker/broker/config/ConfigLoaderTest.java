package dev.natsbroker.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.broker.config.conf.ConfigException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
    private static final String NKEY = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4";

    private final Map<String, String> files = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();

    private final ConfigLoader loader = new ConfigLoader(this::read, environment::get, MappingCheck.NONE);

    private byte[] read(String path) {
        String text = files.get(path);
        if (text == null) {
            throw new ConfigException("open " + path + ": no such file or directory");
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private BrokerOptions load(String text) {
        LoadedConfig loaded = loader.loadText(text, BrokerOptions.defaults());
        assertThat(loaded.warnings()).isEmpty();
        return loaded.options();
    }

    record Setting(String config, Function<BrokerOptions, Object> read, Object expected) {
        @Override
        public String toString() {
            return config;
        }
    }

    static List<Setting> settings() {
        return List.of(
                new Setting("listen: 5000", o -> o.listen().port(), 5000),
                new Setting("listen: \"[::1]:5000\"", o -> o.listen().host(), "::1"),
                new Setting("listen: ':5000'", o -> o.listen().host(), "0.0.0.0"),
                new Setting("port: -1", o -> o.listen().port(), -1),
                new Setting("port: 0", o -> o.listen().port(), 4222),
                new Setting("net: localhost", o -> o.listen().host(), "localhost"),
                new Setting("PORT: 5", o -> o.listen().port(), 5),
                new Setting("proxy_protocol: on", o -> o.listen().proxyProtocol(), true),
                new Setting("client_advertise: 'h:1'", o -> o.identity().clientAdvertise(), "h:1"),
                new Setting("server_name: n1", o -> o.identity().serverName(), "n1"),
                new Setting("server_tags: [A, b, a, ' C ']", o -> o.identity().tags(), List.of("a", "b", "c")),
                new Setting("server_tags: X", o -> o.identity().tags(), List.of("x")),
                new Setting("server_metadata { k: v }", o -> o.identity().metadata(), Map.of("k", "v")),
                new Setting("feature_flags { f: true }", o -> o.identity().featureFlags(), Map.of("f", true)),
                new Setting("debug: true", o -> o.log().debug(), true),
                new Setting(
                        "trace_verbose: true", o -> o.log().trace() && o.log().traceVerbose(), true),
                new Setting(
                        "trace_headers: true", o -> o.log().trace() && o.log().traceHeaders(), true),
                new Setting("trace: true, trace_verbose: false", o -> o.log().trace(), true),
                new Setting("logtime: off", o -> o.log().logTime(), false),
                new Setting("logtime_utc: on", o -> o.log().logTimeUtc(), true),
                new Setting("logfile: /x/y.log", o -> o.log().logFile(), Path.of("/x/y.log")),
                new Setting("log_size_limit: 1MB", o -> o.log().sizeLimitBytes(), 1_048_576L),
                new Setting("logfile_max_num: 3", o -> o.log().maxFiles(), 3),
                new Setting("syslog: yes", o -> o.log().syslog(), true),
                new Setting("remote_syslog: 'udp://h:514'", o -> o.log().remoteSyslog(), "udp://h:514"),
                new Setting("max_traced_msg_len: 10", o -> o.log().maxTracedMessageBytes(), 10),
                new Setting("pidfile: p", o -> o.process().pidFile(), Path.of("p")),
                new Setting("ports_file_dir: d", o -> o.process().portsFileDir(), Path.of("d")),
                new Setting("http: 8222", o -> o.monitor().httpPort(), 8222),
                new Setting("http: '1.2.3.4:8222'", BrokerOptions::monitorHost, "1.2.3.4"),
                new Setting("host: '5.6.7.8', http_port: 1", BrokerOptions::monitorHost, "5.6.7.8"),
                new Setting("monitor_port: -1", o -> o.monitor().httpPort(), -1),
                new Setting("https: 8443", o -> o.monitor().httpsPort(), 8443),
                new Setting("https_port: 8444", o -> o.monitor().httpsPort(), 8444),
                new Setting("http_base_path: 'a//b/../c/'", o -> o.monitor().basePath(), "/a/c"),
                new Setting("http_base_path: ''", o -> o.monitor().basePath(), "/"),
                new Setting("max_conn: 5", o -> o.limits().maxConnections(), 5),
                new Setting("max_connections: 0", o -> o.limits().maxConnections(), -1),
                new Setting("max_connections: 1e", o -> o.limits().maxConnections(), Integer.MAX_VALUE),
                new Setting("max_control_line: 1k", o -> o.limits().maxControlLineBytes(), 1_000),
                new Setting("max_payload: 0", o -> o.limits().maxPayloadBytes(), 1_048_576),
                new Setting("max_payload: 8MB", o -> o.limits().maxPayloadBytes(), 8_388_608),
                new Setting("max_pending: 1Gb", o -> o.limits().maxPendingBytes(), 1_073_741_824L),
                new Setting("max_subs: 7", o -> o.limits().maxSubscriptions(), 7),
                new Setting("max_sub_tokens: 8", o -> o.limits().maxSubjectTokens(), 8),
                new Setting("max_closed_clients: 9", o -> o.limits().maxClosedClients(), 9),
                new Setting("no_header_support: true", o -> o.limits().noHeaderSupport(), true),
                new Setting("no_fast_producer_stall: true", o -> o.limits().noFastProducerStall(), true),
                new Setting("no_sublist_cache: true", o -> o.limits().disableMatchCache(), true),
                new Setting("ping_interval: 10s", o -> o.timing().pingInterval(), Duration.ofSeconds(10)),
                new Setting("ping_interval: '0s'", o -> o.timing().pingInterval(), Duration.ofMinutes(2)),
                new Setting("ping_max: 5", o -> o.timing().pingMax(), 5),
                new Setting("write_deadline: '500ms'", o -> o.timing().writeDeadline(), Duration.ofMillis(500)),
                new Setting("write_timeout: retry", o -> o.timing().writeTimeout(), WriteTimeoutPolicy.RETRY),
                new Setting("lame_duck_duration: '40s'", o -> o.timing().lameDuckDuration(), Duration.ofSeconds(40)),
                new Setting(
                        "lame_duck_grace_period: '1s'", o -> o.timing().lameDuckGracePeriod(), Duration.ofSeconds(1)),
                new Setting("system_account: SYS", BrokerOptions::effectiveSystemAccount, "SYS"),
                new Setting("system: SYS", BrokerOptions::systemAccount, "SYS"),
                new Setting("SYSTEM_ACCOUNT: SYS", BrokerOptions::systemAccount, null),
                new Setting("no_sys_acc: true", BrokerOptions::effectiveSystemAccount, null),
                new Setting("allow_non_tls: true", BrokerOptions::allowNonTls, true),
                new Setting("authorization { token: t }", o -> o.authorization().token(), "t"),
                new Setting("authorization { timeout: 1.5 }", BrokerOptions::authTimeout, Duration.ofMillis(1500)),
                new Setting("authorization { timeout: 3 }", BrokerOptions::authTimeout, Duration.ofSeconds(3)),
                new Setting("authorization { timeout: 0 }", BrokerOptions::authTimeout, Duration.ofSeconds(2)),
                new Setting("tls {}", BrokerOptions::authTimeout, Duration.ofSeconds(3)),
                new Setting("tls { timeout: 0.5 }", BrokerOptions::authTimeout, Duration.ofMillis(1500)),
                new Setting(
                        "no_auth_user: u, authorization {}",
                        o -> o.authorization().noAuthUser(),
                        "u"),
                new Setting(
                        "jetstream: off, store_dir: x, cluster {}",
                        o -> o.listen().port(),
                        4222));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void shouldReadSetting(Setting setting) {
        assertThat(setting.read().apply(load(setting.config()))).isEqualTo(setting.expected());
    }

    @Test
    void shouldReadUsersWithPermissions() {
        BrokerOptions options = load("""
                authorization {
                  ADMIN = { publish: ">", subscribe: [">"] }
                  default_permissions { subscribe: "public.>" }
                  users = [
                    { user: admin, password: $2a$11$abc, permissions: $ADMIN }
                    { user: app, pass: '$2b$x', permissions: {
                        publish: { deny: "a.*" }, subscribe: { allow: ["q1 grp", x], deny: [y] },
                        allow_responses: { max: 5, ttl: "10s" } },
                      connection_types: [standard, WEBSOCKET] }
                    { nkey: %s, permissions: { publish: [], subscribe: {}, allow_responses: true } }
                    { user: none }
                  ]
                }
                """.formatted(NKEY));

        List<UserOptions> users = options.authorization().users();
        assertThat(users).extracting(UserOptions::identity).containsExactly("admin", "app", NKEY, "none");
        assertThat(users).extracting(UserOptions::password).containsExactly("$2a$11$abc", "$2b$x", null, null);
        assertThat(users.get(0).permissions())
                .isEqualTo(new PermissionOptions(SubjectRules.allow(">"), SubjectRules.allow(">"), null));
        assertThat(users.get(1).permissions())
                .isEqualTo(new PermissionOptions(
                        SubjectRules.deny("a.*"),
                        new SubjectRules(List.of("q1 grp", "x"), List.of("y")),
                        new ResponseOptions(5, Duration.ofSeconds(10))));
        assertThat(users.get(1).connectionTypes()).isEqualTo(Set.of(ConnectionType.STANDARD, ConnectionType.WEBSOCKET));
        assertThat(users.get(2).permissions())
                .isEqualTo(new PermissionOptions(
                        SubjectRules.allowAll(), SubjectRules.allowAll(), ResponseOptions.DEFAULT));
        assertThat(users.get(3).permissions()).isNull();
        assertThat(options.authorization().defaultPermissions())
                .isEqualTo(new PermissionOptions(SubjectRules.allowAll(), SubjectRules.allow("public.>"), null));
    }

    @Test
    void shouldReadAccounts() {
        BrokerOptions options = load("""
                accounts {
                  A {
                    users: [ {user: a, password: b} ]
                    limits { max_conn: 1, max_subs: 2, max_payload: 3k, max_leafs: 4 }
                    default_permissions { publish: x }
                    mappings { "f.*": "g.$1" }
                  }
                  $SYS { users: [ {user: s, password: t} ] }
                }
                """);

        assertThat(options.accounts()).containsOnlyKeys("A", "$SYS");
        assertThat(options.accounts().get("A"))
                .isEqualTo(new AccountOptions(
                        "A",
                        List.of(UserOptions.of("a", "b")),
                        new AccountLimits(1, 2, 3000, 4),
                        List.of(MappingOptions.of("f.*", "g.$1")),
                        new PermissionOptions(SubjectRules.allow("x"), SubjectRules.allowAll(), null),
                        null));
    }

    @Test
    void shouldReadAccountsAsAListOfNames() {
        assertThat(load("accounts: [A, B]").accounts()).containsOnlyKeys("A", "B");
    }

    @Test
    void shouldReadMappings() {
        BrokerOptions options = load("mappings { a: b, c: {dest: d, weight: 5}, e: [ {destination: f, weight: '10%'},"
                + " {dest: g, weight: 90, cluster: X} ] }");

        assertThat(options.mappings())
                .containsExactly(
                        MappingOptions.of("a", "b"),
                        new MappingOptions("c", List.of(new WeightedDestination("d", 5, null))),
                        new MappingOptions(
                                "e",
                                List.of(
                                        new WeightedDestination("f", 10, null),
                                        new WeightedDestination("g", 90, "X"))));
    }

    @Test
    void shouldNameTheMappingThatCannotBeCompiled() {
        ConfigLoader checking = new ConfigLoader(this::read, environment::get, (source, destinations) -> {
            throw new IllegalArgumentException("invalid mapping destination: reason");
        });

        assertThatThrownBy(
                        () -> checking.loadText("mappings { a: b, c: {dest: d, weight: 1} }", BrokerOptions.defaults()))
                .hasMessage(":1:11: Error adding mapping for \"a\" to \"b\" : invalid mapping destination: reason\n"
                        + ":1:17: Error adding mapping for \"c\" : invalid mapping destination: reason");
    }

    @Test
    void shouldReadTls() {
        for (String file : List.of("c.pem", "k.pem", "ca.pem")) {
            files.put(file, "");
        }
        String hash = "AB".repeat(32);

        TlsOptions tls = load("""
                        tls {
                          cert_file: c.pem, key_file: k.pem, ca_file: ca.pem
                          verify_and_map: true, verify: false, timeout: "3s"
                          cipher_suites: ["TLS_AES_128_GCM_SHA256", "TLS_RSA_WITH_AES_128_CBC_SHA"]
                          allow_insecure_cipher_suites: true
                          curve_preferences: ["X25519", CurveP256]
                          min_version: "1.3", handshake_first: "300ms", connection_rate_limit: 5
                          pinned_certs: ["%s"]
                        }
                        """.formatted(hash)).tls();

        assertThat(tls)
                .isEqualTo(TlsOptions.builder()
                        .certFile(Path.of("c.pem"))
                        .keyFile(Path.of("k.pem"))
                        .caFile(Path.of("ca.pem"))
                        .verify(true)
                        .verifyAndMap(true)
                        .timeout(Duration.ofSeconds(3))
                        .cipherSuites(List.of("TLS_AES_128_GCM_SHA256", "TLS_RSA_WITH_AES_128_CBC_SHA"))
                        .allowInsecureCipherSuites(true)
                        .curvePreferences(List.of("X25519", "CurveP256"))
                        .minVersion(TlsVersion.TLS_1_3)
                        .handshakeFirst(HandshakeFirst.auto(Duration.ofMillis(300)))
                        .connectionRateLimit(5)
                        .pinnedCerts(Set.of(hash.toLowerCase(java.util.Locale.ROOT)))
                        .build());
    }

    @Test
    void shouldReadSeveralCertificates() {
        files.put("c", "");
        files.put("k", "");

        assertThat(load("tls { certs: [ {cert_file: c, key_file: k} ] }").tls().certs())
                .containsExactly(new TlsCertificate(Path.of("c"), Path.of("k")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "on", "'true'", "'0s'"})
    void shouldPutTheHandshakeFirst(String value) {
        assertThat(load("tls { first: " + value + " }").tls().handshakeFirst()).isEqualTo(HandshakeFirst.ON);
    }

    @Test
    void shouldFallBackToInfoFirst() {
        assertThat(load("tls { immediate: auto }").tls().handshakeFirst())
                .isEqualTo(HandshakeFirst.auto(Duration.ofMillis(50)));
    }

    @Test
    void shouldReadOverOtherOptions() {
        BrokerOptions base = BrokerOptions.builder()
                .port(1)
                .serverName("base")
                .user("u", "p")
                .noAuthUser("n")
                .account(AccountOptions.of("OLD"))
                .build();

        BrokerOptions options = loader.loadText("port: 2, authorization { token: t }, accounts { NEW {} }", base)
                .options();

        assertThat(options.listen().port()).isEqualTo(2);
        assertThat(options.identity().serverName()).isEqualTo("base");
        assertThat(options.authorization().user()).isNull();
        assertThat(options.authorization().noAuthUser()).isEqualTo("n");
        assertThat(options.accounts()).containsOnlyKeys("NEW");
    }

    @Test
    void shouldRememberTheFileAndItsDigest() {
        files.put("a.conf", "port: 5\n");

        ProcessOptions process =
                loader.load("a.conf", BrokerOptions.defaults()).options().process();

        assertThat(process.configFile()).isEqualTo(Path.of("a.conf"));
        assertThat(process.configDigest())
                .isEqualTo("sha256:31e700d8099c9ba65abbb6651b7440e19fb67478741216737098f7b78467e737");
    }

    @Test
    void shouldReportPositionsInIncludedFiles() {
        files.put("d/a.conf", "include b.conf");
        files.put("d/b.conf", "port: 5\nnope: 1");

        assertThatThrownBy(() -> loader.load("d/a.conf", BrokerOptions.defaults()))
                .hasMessage("d/b.conf:2:1: unknown field \"nope\"");
    }

    @Test
    void shouldTakeVariablesForKnown() {
        environment.put("PASS", "secret");

        BrokerOptions options = load("P: 77\nport: $P\nauthorization { user: a, password: $PASS }");

        assertThat(options.listen().port()).isEqualTo(77);
        assertThat(options.authorization().password()).isEqualTo("secret");
    }

    @Test
    void shouldNotShowPasswordsInTexts() {
        BrokerOptions options = load("authorization { users: [ {user: a, password: hidden} ] }");

        assertThat(options.toString()).contains("a").doesNotContain("hidden");
        assertThatThrownBy(() -> load("authorization { users: { x: { password: hidden } } }"))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hidden"));
    }
}
