package dev.natsbroker.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The options of JetStream: as records, and as the file has them. */
class JetStreamConfigTest {
    private final ConfigLoader loader = new ConfigLoader(path -> new byte[0], name -> null, MappingCheck.NONE);

    private BrokerOptions load(String text) {
        return loader.loadText(text, BrokerOptions.defaults()).options();
    }

    @Test
    void shouldBeOffAndDurableByDefault() {
        JetStreamOptions options = BrokerOptions.defaults().jetStream();

        assertThat(options.enabled()).isFalse();
        assertThat(options.syncAlways()).isTrue();
        assertThat(options.strict()).isTrue();
        assertThat(options.storeDirectory()).isNull();
        assertThat(options.dataDirectory()).endsWith(Path.of("nats", "jetstream"));
        assertThat(options.maxMemoryBytes()).isEqualTo(JetStreamOptions.AUTOMATIC);
        assertThat(options.maxFileBytes()).isEqualTo(JetStreamOptions.AUTOMATIC);
        assertThat(options.requestQueueLimit()).isEqualTo(10_000);
        assertThat(options.infoQueueLimit()).isEqualTo(10_000);
        assertThat(options.maxBufferedMessages()).isEqualTo(100_000);
        assertThat(options.maxBufferedBytes()).isEqualTo(134_217_728);
        assertThat(options.limits())
                .isEqualTo(new JetStreamLimitOptions(
                        0,
                        0,
                        Duration.ZERO,
                        1000,
                        0,
                        new JetStreamBatchOptions(50, 1000, 1000, Duration.ofSeconds(10))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jetstream: true|true",
                "jetstream: Enabled|true",
                "jetstream: enable|true",
                "jetstream {}|true",
                "JetStream { Store_Dir: x }|true",
                "jetstream { enabled: false, store_dir: x }|false",
                "jetstream: DISABLED|false",
                "jetstream: disable|false",
                "jetstream: off|false",
                "store_dir: x|false",
                "debug: false|false",
            })
    void shouldSwitch(String config, boolean on) {
        assertThat(load(config).jetStream().enabled()).isEqualTo(on);
    }

    record Setting(String fields, Function<JetStreamOptions, Object> read, Object expected) {
        @Override
        public String toString() {
            return fields;
        }
    }

    static List<Setting> settings() {
        return List.of(
                new Setting("store_dir: x", JetStreamOptions::storeDirectory, Path.of("x")),
                new Setting("store: x", JetStreamOptions::dataDirectory, Path.of("x", "jetstream")),
                new Setting("storedir: \"\", store: x", JetStreamOptions::storeDirectory, Path.of("x")),
                new Setting("max_mem: 1GB", JetStreamOptions::maxMemoryBytes, 1L << 30),
                new Setting("max_mem_store: 1G", JetStreamOptions::maxMemoryBytes, 1_000_000_000L),
                new Setting("max_memory_store: \"1G\"", JetStreamOptions::maxMemoryBytes, 1L << 30),
                new Setting("max_mem: -5", JetStreamOptions::maxMemoryBytes, -1L),
                new Setting("max_mem: \"\"", JetStreamOptions::maxMemoryBytes, 0L),
                new Setting("max_file: \"2T\"", JetStreamOptions::maxFileBytes, 2L << 40),
                new Setting("max_file_store: 0", JetStreamOptions::maxFileBytes, 0L),
                new Setting("domain: hub", JetStreamOptions::domain, "hub"),
                new Setting("domain: \"\"", JetStreamOptions::domain, null),
                new Setting("strict: false", JetStreamOptions::strict, false),
                new Setting("sync: Always", JetStreamOptions::syncAlways, true),
                new Setting("sync_interval: \"0s\"", JetStreamOptions::syncAlways, true),
                new Setting("sync_interval: \"5s\"", JetStreamOptions::syncAlways, false),
                new Setting("sync: \"5s\"", JetStreamOptions::syncInterval, Duration.ofSeconds(5)),
                new Setting("unique_tag: \"az:\"", JetStreamOptions::uniqueTag, "az:"),
                new Setting("request_queue_limit: 5", JetStreamOptions::requestQueueLimit, 5),
                new Setting("request_queue_limit: 5", JetStreamOptions::infoQueueLimit, 5),
                new Setting("request_queue_limit: -1", JetStreamOptions::requestQueueLimit, 10_000),
                new Setting("info_queue_limit: 5", JetStreamOptions::infoQueueLimit, 5),
                new Setting("max_buffered_msgs: 5", JetStreamOptions::maxBufferedMessages, 5),
                new Setting("max_buffered_msgs: -1", JetStreamOptions::maxBufferedMessages, 100_000),
                new Setting("max_buffered_size: 1MB", JetStreamOptions::maxBufferedBytes, 1L << 20),
                new Setting("limits { max_ack_pending: 5 }", o -> o.limits().maxAckPending(), 5),
                new Setting("limits { max_ack_pending: -5 }", o -> o.limits().maxAckPending(), 0),
                new Setting("limits { max_request_batch: 6 }", o -> o.limits().maxRequestBatch(), 6),
                new Setting("limits { max_ha_assets: 7 }", o -> o.limits().maxHaAssets(), 7),
                new Setting(
                        "limits { default_max_consumers: 8 }", o -> o.limits().defaultMaxConsumers(), 8),
                new Setting(
                        "limits { duplicate_window: \"1m\" }",
                        o -> o.limits().duplicateWindow(),
                        Duration.ofMinutes(1)),
                new Setting(
                        "limits { batch { max_inflight_per_stream: 1, max_inflight_total: 2, max_msgs: 3, timeout: \"4s\" } }",
                        o -> o.limits().batch(),
                        new JetStreamBatchOptions(1, 2, 3, Duration.ofSeconds(4))),
                new Setting(
                        "limits { batch { max_msgs: -3 } }", o -> o.limits().batch(), JetStreamBatchOptions.defaults()),
                new Setting(
                        "key: \"\", ek: \"\", prev_key: \"\", tpm {}, extension_hint: x, max_outstanding_catchup: 1MB,"
                                + " meta_compact: 1, meta_compact_size: 1MB, meta_compact_sync: true, max_concurrent_io: 8",
                        o -> o,
                        JetStreamOptions.builder().enabled(true).build()));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void shouldRead(Setting setting) {
        JetStreamOptions options =
                load("jetstream { " + setting.fields() + " }").jetStream();

        assertThat(setting.read().apply(options)).isEqualTo(setting.expected());
        assertThat(options.enabled()).isTrue();
        assertThat(options.toBuilder().build()).isEqualTo(options);
    }

    @Test
    void shouldTakeTheFolderAtTheTopLevelAndOverTheBase() {
        BrokerOptions base = BrokerOptions.builder()
                .jetStream(
                        js -> js.enabled(true).storeDirectory(Path.of("base")).domain("base"))
                .build();

        JetStreamOptions options =
                loader.loadText("storedir: file", base).options().jetStream();

        assertThat(options.storeDirectory()).isEqualTo(Path.of("file"));
        assertThat(options.enabled()).isTrue();
        assertThat(options.domain()).isEqualTo("base");
        assertThat(loader.loadText("jetstream: false", base)
                        .options()
                        .jetStream()
                        .enabled())
                .isFalse();
    }

    @Test
    void shouldAcceptDomainsOfLeafNodes() {
        assertThat(load("default_js_domain { A: hub }")).isEqualTo(load("debug: false"));
    }

    @Test
    void shouldReadLimitsOfAccounts() {
        BrokerOptions options = load("""
                jetstream: true
                accounts {
                  A { jetstream { max_mem: 1G, max_file: 2GB, max_streams: 3, max_consumers: 4, max_ack_pending: 5
                        max_bytes_required: true, memory_max_stream_bytes: 6, disk_max_stream_bytes: 7, cluster_traffic: owner } }
                  B { jetstream { memory: 1, disk: 2, streams: 3, consumers: 4, max_bytes: true, mem_max_stream_bytes: 6
                        store_max_stream_bytes: 7 } }
                  C { jetstream: enabled }
                  D { jetstream { max_streams: -7 } }
                  E { jetstream: disabled }
                  F { users: [] }
                }
                """);

        assertThat(options.jetStreamOf("A"))
                .isEqualTo(new JetStreamAccountOptions(1_000_000_000, 2L << 30, 3, 4, 5, true, 6, 7));
        assertThat(options.jetStreamOf("B")).isEqualTo(new JetStreamAccountOptions(1, 2, 3, 4, -1, true, 6, 7));
        assertThat(options.jetStreamOf("C")).isEqualTo(JetStreamAccountOptions.unlimited());
        assertThat(options.jetStreamOf("D")).isEqualTo(JetStreamAccountOptions.unlimited());
        assertThat(options.jetStreamOf("E")).isNull();
        assertThat(options.jetStreamOf("F")).isNull();
        assertThat(options.jetStreamOf("unknown")).isNull();
    }

    /** Who has JetStream, as nats-server 2.15.1 has it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jetstream: true|$G|true",
                "jetstream: true|$SYS|false",
                "jetstream: true, authorization { users: [{user: a, pass: b}] }|$G|true",
                "jetstream: true, system_account: S, accounts { S {} }|$G|true",
                "jetstream: true, system_account: S, accounts { S {} }|S|false",
                "jetstream: true, accounts { A {} }|$G|false",
                "jetstream: true, accounts { A {} }|A|false",
                "jetstream: true, accounts { A { jetstream: true } }|A|true",
                "jetstream: true, accounts { A { jetstream: true } }|$G|false",
                "accounts { A { jetstream: true } }|A|false",
                "debug: false|$G|false",
            })
    void shouldKnowWhoHasIt(String config, String account, boolean has) {
        assertThat(load(config).jetStreamOf(account) != null).isEqualTo(has);
    }

    @Test
    void shouldReadTheFeatureFlagOfAcknowledgements() {
        assertThat(load("debug: false").identity().jetStreamAckV2()).isFalse();
        assertThat(load("feature_flags { js_ack_fc_v2: true }").identity().jetStreamAckV2())
                .isTrue();
    }

    @Test
    void shouldRefuseValuesOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JetStreamOptions.builder().domain("a.b").build())
                .withMessage("invalid domain name: may not contain ., * or >");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JetStreamOptions.builder().domain("").build())
                .withMessageContaining("it is empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        JetStreamOptions.builder().syncInterval(Duration.ZERO).build())
                .withMessage("sync interval of 0s is out of range: use a positive duration, or always");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JetStreamOptions.builder().lanes(-1).build())
                .withMessage("lanes -1 is out of range: use 1 or more, or 0 to choose by the machine");
    }
}
