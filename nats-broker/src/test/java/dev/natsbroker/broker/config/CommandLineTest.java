package dev.natsbroker.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.broker.config.CommandLine.Action;
import dev.natsbroker.broker.config.conf.ConfigException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CommandLineTest {
    private final Map<String, String> files = new HashMap<>();
    private final ConfigLoader loader = new ConfigLoader(this::read, name -> null, MappingCheck.NONE);

    private byte[] read(String path) {
        String text = files.get(path);
        if (text == null) {
            throw new ConfigException("open " + path + ": no such file or directory");
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private BrokerOptions options(String line) {
        return CommandLine.parse(line.split(" "))
                .load(loader, BrokerOptions.defaults())
                .options();
    }

    @ParameterizedTest
    @CsvSource({
        "'', RUN",
        "-v, VERSION",
        "--version, VERSION",
        "version, VERSION",
        "VERSION, VERSION",
        "-h, HELP",
        "-help, HELP",
        "help, HELP",
        "--help_tls, HELP_TLS",
        "-v -h, VERSION",
        "-v foo, VERSION",
        "-v=false, RUN",
        "-sl reload, SIGNAL",
        "--signal=stop=123 -t, SIGNAL",
        "-t -c f, TEST_CONFIG",
        "-c f, RUN",
    })
    void shouldTellWhatToDo(String line, Action expected) {
        CommandLine commandLine = CommandLine.parse(line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(commandLine.action()).isEqualTo(expected);
        assertThat(commandLine.message()).isEmpty();
    }

    /** Actions and texts as nats-server 2.15.1 has them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-foo|USAGE|flag provided but not defined: -foo",
                "--foo=1|USAGE|flag provided but not defined: -foo",
                "-p x|USAGE|invalid value \"x\" for flag -p: parse error",
                "--port=|USAGE|invalid value \"\" for flag -port: parse error",
                "-p 08|USAGE|invalid value \"08\" for flag -p: parse error",
                "-p=0x10g|USAGE|invalid value \"0x10g\" for flag -p: parse error",
                "-p 99999999999999999999|USAGE|invalid value \"99999999999999999999\" for flag -p: value out of range",
                "-p|USAGE|flag needs an argument: -p",
                "-D=maybe|USAGE|invalid boolean value \"maybe\" for -D: parse error",
                "---x|USAGE|bad flag syntax: ---x",
                "-=|USAGE|bad flag syntax: -=",
                "foo|FAIL|unrecognized command: \"foo\"",
                "-T false|FAIL|unrecognized command: \"false\"",
                "-- -p|FAIL|unrecognized command: \"-p\"",
                "-t|FAIL|must specify [-c, --config] option to check configuration file syntax",
                "-sl a=b=c=d|FAIL|invalid signal parameters: [c d]",
            })
    void shouldRefuse(String line, Action action, String message) {
        CommandLine commandLine = CommandLine.parse(line.split(" "));

        assertThat(commandLine.action()).isEqualTo(action);
        assertThat(commandLine.message()).isEqualTo(message);
    }

    record Setting(String line, Function<BrokerOptions, Object> read, Object expected) {
        @Override
        public String toString() {
            return line;
        }
    }

    static List<Setting> settings() {
        return List.of(
                new Setting("-p 5", o -> o.listen().port(), 5),
                new Setting("--port=-1", o -> o.listen().port(), -1),
                new Setting("-port 0x10", o -> o.listen().port(), 16),
                new Setting("-p 017", o -> o.listen().port(), 15),
                new Setting("-p 0b11", o -> o.listen().port(), 3),
                new Setting("-p 0", o -> o.listen().port(), 4222),
                new Setting("-p 5 -p 6", o -> o.listen().port(), 6),
                new Setting("-a h", o -> o.listen().host(), "h"),
                new Setting("--addr h", o -> o.listen().host(), "h"),
                new Setting("-net=h", o -> o.listen().host(), "h"),
                new Setting("-n s", o -> o.identity().serverName(), "s"),
                new Setting("--server_name s", o -> o.identity().serverName(), "s"),
                new Setting("--client_advertise h:1", o -> o.identity().clientAdvertise(), "h:1"),
                new Setting("-P f", o -> o.process().pidFile(), Path.of("f")),
                new Setting("--pid f", o -> o.process().pidFile(), Path.of("f")),
                new Setting("--ports_file_dir d", o -> o.process().portsFileDir(), Path.of("d")),
                new Setting("-m 8222", o -> o.monitor().httpPort(), 8222),
                new Setting("--http_port 8222", o -> o.monitor().httpPort(), 8222),
                new Setting("-ms 8223", o -> o.monitor().httpsPort(), 8223),
                new Setting("-l f", o -> o.log().logFile(), Path.of("f")),
                new Setting("-T=false", o -> o.log().logTime(), false),
                new Setting("--logtime_utc", o -> o.log().logTimeUtc(), true),
                new Setting("-s", o -> o.log().syslog(), true),
                new Setting("-r udp://h:1", o -> o.log().remoteSyslog(), "udp://h:1"),
                new Setting("--log_size_limit 7", o -> o.log().sizeLimitBytes(), 7L),
                new Setting("--max_traced_msg_len 7", o -> o.log().maxTracedMessageBytes(), 7),
                new Setting("-D", o -> o.log().debug() && !o.log().trace(), true),
                new Setting("-V", o -> o.log().trace() && !o.log().traceVerbose(), true),
                new Setting(
                        "-VV",
                        o -> o.log().trace()
                                && o.log().traceVerbose()
                                && !o.log().debug(),
                        true),
                new Setting(
                        "-DV",
                        o -> o.log().trace() && o.log().debug() && !o.log().traceVerbose(),
                        true),
                new Setting(
                        "-DVV",
                        o -> o.log().trace() && o.log().debug() && o.log().traceVerbose(),
                        true),
                new Setting(
                        "--user u --pass p",
                        o -> o.authorization().user() + o.authorization().password(),
                        "up"),
                new Setting("-auth t", o -> o.authorization().token(), "t"),
                new Setting(
                        "--cluster_name c --no_advertise --connect_retries 3",
                        o -> o.listen().port(),
                        4222),
                new Setting("-js -sd=/x", o -> o.jetStream().enabled(), true),
                new Setting("-js -sd=/x", o -> o.jetStream().storeDirectory(), Path.of("/x")),
                new Setting("--jetstream --store_dir x", o -> o.jetStream().storeDirectory(), Path.of("x")),
                new Setting("-sd x", o -> o.jetStream().enabled(), false));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void shouldSet(Setting setting) {
        assertThat(setting.read().apply(options(setting.line()))).isEqualTo(setting.expected());
    }

    @Test
    void shouldPutFlagsOverTheFileAndTheFileOverTheBase() {
        files.put("f", "port: 2, ping_interval: 10s, debug: true, trace: true, server_name: file");
        BrokerOptions base =
                BrokerOptions.builder().port(1).host("base").serverName("base").build();

        LoadedConfig loaded =
                CommandLine.parse("-c", "f", "-n", "flag", "-D=false").load(loader, base);

        BrokerOptions options = loaded.options();
        assertThat(options.listen()).isEqualTo(new ListenOptions("base", 2, false));
        assertThat(options.identity().serverName()).isEqualTo("flag");
        assertThat(options.log().debug()).isFalse();
        assertThat(options.log().trace()).isTrue();
        assertThat(options.timing().pingInterval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(options.process().configFile()).isEqualTo(Path.of("f"));
    }

    @Test
    void shouldPassWarningsOfTheFileOn() {
        files.put("f", "ping_interval: 5");

        assertThat(CommandLine.parse("-c", "f")
                        .load(loader, BrokerOptions.defaults())
                        .warnings())
                .containsExactly("f:1:0: invalid use of field \"ping_interval\": ping_interval should be converted to a"
                        + " duration");
    }

    @Test
    void shouldOnlyReadTheFileWhenItIsTested() {
        files.put("f", "port: 5");

        CommandLine commandLine = CommandLine.parse("-t", "-c", "f", "-tls", "-p", "7");

        assertThat(commandLine
                        .load(loader, BrokerOptions.defaults())
                        .options()
                        .listen()
                        .port())
                .isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-c nope|open nope: no such file or directory",
                "-n|server name cannot contain spaces",
                "-tls|TLS Server certificate must be present and valid",
                "--tlscert cert|TLS Server private key must be present and valid",
                "--tlscert nope --tlskey key|error parsing X509 certificate/key pair: open nope: no such file or directory",
                "--tlscert cert --tlskey nope|error parsing X509 certificate/key pair: open nope: no such file or directory",
                "--tlscert cert --tlskey key --tlscacert nope|open nope: no such file or directory",
                "--cluster nats://x:1|\"--cluster\" is not supported by this version: clusters are not built yet",
                "--cluster_listen nats://x:1|\"--cluster\" is not supported by this version: clusters are not built yet",
                "--routes nats://x:1|\"--routes\" is not supported by this version: clusters are not built yet",
                "--profile 1|\"--profile\" is not supported by this version: Go profiles do not exist in a JVM; use its own"
                        + " tools",
                "-p 70000|port 70000 is out of range: use 1 to 65535, or -1 for a free port",
            })
    void shouldRefuseWhatCannotBeUsed(String line, String message) {
        files.put("cert", "");
        files.put("key", "");
        String[] args = line.equals("-n") ? new String[] {"-n", "a b"} : line.split(" ");

        assertThatThrownBy(() -> CommandLine.parse(args).load(loader, BrokerOptions.defaults()))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void shouldTakeTlsFromFlagsAndTheRestOfItFromTheFile() {
        List.of("c", "k", "ca", "c2", "k2").forEach(name -> files.put(name, ""));
        files.put("f", "tls { cert_file: c, key_file: k, timeout: 7, min_version: '1.3' }");

        TlsOptions tls = options("-c f --tlscert c2 --tlskey k2 --tlsverify --tlscacert ca")
                .tls();

        assertThat(tls)
                .isEqualTo(TlsOptions.builder()
                        .certFile(Path.of("c2"))
                        .keyFile(Path.of("k2"))
                        .caFile(Path.of("ca"))
                        .verify(true)
                        .timeout(Duration.ofSeconds(7))
                        .build());
    }

    @Test
    void shouldSwitchTlsOfTheFileOff() {
        List.of("c", "k").forEach(name -> files.put(name, ""));
        files.put("f", "tls { cert_file: c, key_file: k }");

        assertThat(options("-c f --tls=false --tlscert c").tls()).isNull();
    }

    @Test
    void shouldReadTheSignal() {
        assertThat(CommandLine.parse("-sl", "reload").signal()).isEqualTo(new SignalRequest("reload", ""));
        assertThat(CommandLine.parse("--signal", "stop=/run/x.pid").signal())
                .isEqualTo(new SignalRequest("stop", "/run/x.pid"));
        assertThatThrownBy(() -> CommandLine.parse().signal()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldPutJetStreamFlagsOverTheFile() {
        files.put("on", "jetstream { store_dir: a, max_mem: 5 }");
        files.put("off", "jetstream: false");

        JetStreamOptions moved = options("-c on -sd b").jetStream();
        assertThat(moved.enabled()).isTrue();
        assertThat(moved.storeDirectory()).isEqualTo(Path.of("b"));
        assertThat(moved.maxMemoryBytes()).isEqualTo(5);
        assertThat(options("-c on -js=false").jetStream().enabled()).isFalse();
        assertThat(options("-c off -js").jetStream().enabled()).isTrue();
        assertThat(options("-c on -js -sd=").jetStream().storeDirectory()).isNull();
    }

    @Test
    void shouldPassPropertiesOn() {
        CommandLine commandLine = CommandLine.parse("--nats.broker.port=7", "-p", "8", "--spring.main.banner-mode=off");

        assertThat(commandLine.action()).isEqualTo(Action.RUN);
        assertThat(commandLine.passedOn()).containsExactly("--nats.broker.port=7", "--spring.main.banner-mode=off");
    }

    @Test
    void shouldNameAllFlagsInTheHelp() {
        assertThat(CommandLine.usage())
                .startsWith("\nUsage: nats-server [options]")
                .contains("--client_advertise");
        assertThat(CommandLine.tlsHelp()).contains("TLS_AES_128_GCM_SHA256", "X25519", "cert_file");
    }
}
