package dev.natsbroker.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.broker.config.conf.ConfigException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsDifferenceTest {
    private static final String NKEY = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4";

    private final ConfigLoader loader = new ConfigLoader(path -> new byte[0], name -> null, MappingCheck.NONE);

    private OptionsDifference between(String running, String wanted) {
        return OptionsDifference.between(load(running), load(wanted));
    }

    private BrokerOptions load(String text) {
        return loader.loadText(text, BrokerOptions.defaults()).options();
    }

    /** Names and values as nats-server 2.15.1 logs them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "server_name: x|ServerName: old=, new=x",
                "host: localhost|Host: old=0.0.0.0, new=localhost",
                "port: 5|Port: old=4222, new=5",
                "no_sublist_cache: true|NoSublistCache: old=false, new=true",
                "no_header_support: true|NoHeaderSupport: old=false, new=true",
                "max_subs: 5|MaxSubs: old=0, new=5",
                "max_sub_tokens: 5|MaxSubTokens: old=0, new=5",
                "authorization { users: [{user: a}] }, no_auth_user: a|NoAuthUser: old=, new=a",
                "system_account: X|SystemAccount: old=, new=X",
                "no_sys_acc: true|NoSystemAccount: old=false, new=true",
                "proxy_protocol: true|ProxyProtocol: old=false, new=true",
                "http: 'h:0'|HTTPHost: old=0.0.0.0, new=h",
                "http: 5|HTTPPort: old=0, new=5",
                "https_port: 5|HTTPSPort: old=0, new=5",
                "http_base_path: x|HTTPBasePath: old=/, new=/x",
                "max_pending: 1GB|MaxPending: old=67108864, new=1073741824",
                "log_size_limit: 5|LogSizeLimit: old=0, new=5",
                "log_max_num: 5|LogMaxFiles: old=0, new=5",
                "tls { verify_and_map: true }|TLSMap: old=false, new=true",
                "tls { connection_rate_limit: 5 }|TLSRateLimit: old=0, new=5",
                "allow_non_tls: true|AllowNonTLS: old=false, new=true",
                "write_timeout: retry|WriteTimeout: old=, new=retry",
                "max_closed_clients: 5|MaxClosedClients: old=10000, new=5",
                "lame_duck_duration: '40s'|LameDuckDuration: old=2m0s, new=40s",
                "lame_duck_grace_period: '1s'|LameDuckGracePeriod: old=10s, new=1s",
                "feature_flags { b: true, a: false }|FeatureFlags: old=map[], new=map[a:false b:true]",
            })
    void shouldRefuse(String wanted, String expected) {
        OptionsDifference difference = between("debug: false", wanted);

        assertThat(difference.refused()).startsWith("config reload not supported for " + expected);
        assertThatThrownBy(difference::requireReloadable)
                .isInstanceOf(ConfigException.class)
                .hasMessage("config reload not supported for " + expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "|client_advertise: 'h:1'|client_advertise = h:1",
                "|trace_verbose: true|trace = true;trace_verbose = true",
                "|trace_headers: true, debug: true|trace = true;debug = true;trace_headers = true",
                "|logtime: off, logtime_utc: on|logtime = false;logtime_utc = true",
                "|max_connections: 0|max_connections = -1",
                "|ping_interval: 30s, ping_max: 5|ping_interval = 30s;ping_max = 5",
                "|write_deadline: '1m'|write_deadline = 1m0s",
                "|authorization { timeout: 1.5 }|authorization timeout = 1.5",
                "|max_control_line: 5k, max_payload: 2k|max_control_line = 5000;max_payload = 2000",
                "|no_fast_producer_stall: true|fast producers will not be stalled",
                "no_fast_producer_stall: true||fast producers will be stalled",
                "|pid_file: p, ports_file_dir: d|pid_file = p;ports_file_dir = d",
                "|log_file: l, syslog: on, remote_syslog: r|log_file = l;syslog = true;remote_syslog = r",
                "|max_traced_msg_len: 5|max_traced_msg_len = 5",
                "|server_tags: [a], server_metadata {a: b}|tags;metadata",
                "|authorization { user: a, password: b }|authorization username;authorization password",
                "authorization { token: a }|authorization { token: b }|authorization token",
                "|accounts { A {} }|accounts",
                "|mappings { a: b }|accounts",
                "|accounts { A { users: [{user: a}] } }|authorization users;accounts",
                "authorization {users: [{user: a}]}|authorization {users: [{user: a, pass: b}]}|authorization users",
                "|tls {}|tls = enabled;authorization timeout = 3",
                "tls {}|tls {}|tls = enabled",
                "tls { timeout: 5 }||authorization timeout = 2;tls timeout = 2;tls = disabled",
                "tls {}|tls { first: auto }|tls = enabled;Client TLS handshake first: true;Client TLS handshake first"
                        + " fallback delay: 50ms",
                "||",
            })
    void shouldApply(String running, String wanted, String expected) {
        OptionsDifference difference = between("debug: false\n" + text(running), "debug: false\n" + text(wanted));

        List<String> changes = expected == null ? List.of() : Arrays.asList(expected.split(";"));
        assertThatCode(difference::requireReloadable).doesNotThrowAnyException();
        assertThat(difference.reloaded()).containsExactlyInAnyOrderElementsOf(changes);
    }

    private static String text(String cell) {
        return cell == null ? "" : cell;
    }

    @Test
    void shouldNameNkeyUsersAndPinnedCertificates() {
        assertThat(between("debug: false", "authorization { users: [ {nkey: " + NKEY + "} ] }")
                        .reloaded())
                .containsExactly("authorization nkey users");
        assertThat(between("tls {}", "tls { pinned_certs: [\"" + "ab".repeat(32) + "\"] }")
                        .reloaded())
                .containsExactly("tls = enabled", "1 pinned_certs");
    }

    @Test
    void shouldKeepThePortInUseWhenAnyFreeOneIsWanted() {
        assertThat(between("port: 5555", "port: -1").refused()).isEmpty();
    }

    @Test
    void shouldOnlyLetTheUserWithoutCredentialsGoTogetherWithThatUser() {
        String running = "authorization { users: [{user: a}, {user: b}] }, no_auth_user: a";

        assertThat(between(running, "authorization { users: [{user: b}] }").refused())
                .isEmpty();
        assertThat(between(running, "authorization { users: [{user: a}, {user: b}] }")
                        .refused())
                .containsExactly("config reload not supported for NoAuthUser: old=a, new=");
        assertThat(between(running, "authorization { users: [{user: a}, {user: b}] }, no_auth_user: b")
                        .refused())
                .containsExactly("config reload not supported for NoAuthUser: old=a, new=b");
    }

    @Test
    void shouldAllowTheDefaultSystemAccountToGoUnnamed() {
        assertThat(between("system_account: \"$SYS\"", "debug: false").refused())
                .isEmpty();
    }

    @Test
    void shouldListEverythingThatStandsAgainstTheReload() {
        OptionsDifference difference = between("debug: false", "max_pending: 1GB, server_name: x");

        assertThat(difference.refused()).hasSize(2);
        assertThatThrownBy(difference::requireReloadable)
                .hasMessage("config reload not supported for ServerName: old=, new=x");
    }

    /** Texts as nats-server 2.15.1 logs them, but for JetStream being switched on or off, and for its lanes. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "store_dir: t|jetstream storage directory",
                "store_dir: \"\"|jetstream storage dir",
                "max_mem: 5|decreasing jetstream max memory and store",
                "max_file: 0|decreasing jetstream max memory and store",
                "max_mem: -1|jetstream max memory and max store",
                "domain: hub|JetStreamDomain: old=, new=hub",
                "sync: '5s'|SyncAlways: old=true, new=false",
                "strict: false|NoJetStreamStrict: old=false, new=true",
                "unique_tag: x|JetStreamUniqueTag: old=, new=x",
                "request_queue_limit: 5|JetStreamRequestQueueLimit: old=10000, new=5",
                "info_queue_limit: 5|JetStreamInfoQueueLimit: old=10000, new=5",
                "max_buffered_msgs: 5|StreamMaxBufferedMsgs: old=100000, new=5",
                "max_buffered_size: 5|StreamMaxBufferedSize: old=134217728, new=5",
                "enabled: false|JetStream: old=true, new=false",
            })
    void shouldRefuseForJetStream(String field, String expected) {
        String store = field.startsWith("store") ? "" : "store_dir: s, ";
        OptionsDifference difference = between(
                "jetstream { store_dir: s, max_mem: 1G, max_file: 1G }",
                "jetstream { " + store + "max_mem: 1G, max_file: 1G, " + field.replace('\'', '"') + " }");

        assertThat(difference.refused()).contains("config reload not supported for " + expected);
    }

    @Test
    void shouldLetTheSpaceOfJetStreamGrowAndItsLimitsChange() {
        OptionsDifference difference = between(
                "jetstream { max_mem: 1G, max_file: 1G }, accounts { A { jetstream: true } }",
                "jetstream { max_mem: 2G, max_file: 3000000M, limits { max_ack_pending: 5 } },"
                        + " accounts { A { jetstream { max_mem: 5 } } }");

        assertThat(difference.refused()).isEmpty();
        assertThat(difference.reloaded())
                .containsExactly(
                        "accounts",
                        "JetStream max_mem_store = 1.86 GB",
                        "JetStream max_file_store = 2.73 TB",
                        "JetStream limits");
    }

    @Test
    void shouldKeepTheSpaceThatWasFoundOutAtTheStart() {
        assertThat(between("jetstream: true", "jetstream { max_file: 1G }").refused())
                .containsExactly("config reload not supported for jetstream dynamic max memory and store");
        assertThat(between("jetstream: true", "jetstream: true").refused()).isEmpty();
    }

    @Test
    void shouldNotCareForJetStreamThatIsOff() {
        assertThat(between("jetstream: false", "jetstream { enabled: false, domain: x, store_dir: y, max_mem: 5 }")
                        .refused())
                .isEmpty();
        assertThat(between("jetstream: false", "jetstream { domain: x }").refused())
                .containsExactly("config reload not supported for JetStream: old=false, new=true");
    }
}
