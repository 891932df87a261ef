package dev.natsbroker.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.broker.config.conf.ConfigException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsCheckTest {
    private final ConfigLoader loader = new ConfigLoader(path -> new byte[0], name -> null, MappingCheck.NONE);

    private BrokerOptions load(String text) {
        return loader.loadText(text, BrokerOptions.defaults()).options();
    }

    /** Texts as nats-server 2.15.1 prints them when it starts with such a file. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max_payload: 70MB|max_payload (73400320) cannot be higher than max_pending (67108864)",
                "lame_duck_duration: '30s', lame_duck_grace_period: '31s'|lame duck grace period (31s) should be strictly"
                        + " lower than lame duck duration (30s)",
                "no_auth_user: x|no_auth_user: \"x\" present, but users/nkeys are not defined",
                "no_auth_user: x, authorization { user: x }|no_auth_user: \"x\" present, but users/nkeys are not defined",
                "no_auth_user: x, authorization { users: [{user: a}] }|no_auth_user: \"x\" not present as user or nkey in"
                        + " authorization block or account configuration",
                "system_account: X|error resolving system account: account missing",
                "http: 1, https: 2|Can't start monitoring: can't specify both HTTP (1) and HTTPs (2) ports",
                "https: 2|Can't start monitoring: TLS cert and key required for HTTPS",
                "jetstream: true, system_account: S, accounts { S { jetstream: true } }|Not allowed to enable JetStream on"
                        + " the system account",
                "client_advertise: 'a:b:c'|invalid ClientAdvertise value of a:b:c, err=address a:b:c: too many colons in"
                        + " address",
                "client_advertise: 'a:b'|invalid ClientAdvertise value of a:b, err=strconv.Atoi: parsing \"b\": invalid"
                        + " syntax",
            })
    void shouldRefuseContradiction(String config, String message) {
        BrokerOptions options = load(config.replace('\'', '"'));

        assertThatThrownBy(options::validate)
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "debug: false",
                "no_auth_user: x, authorization { users: [{user: x}] }",
                "no_auth_user: x, accounts { A { users: [{user: x}] } }",
                "system_account: X, accounts { X {} }",
                "system_account: X, accounts { X { jetstream: true } }",
                "jetstream: true, accounts { X { jetstream: true } }",
                "system_account: $SYS",
                "https: 2, tls { cert_file: c, key_file: k }",
                "client_advertise: host",
                "client_advertise: 'host:4222'",
                "client_advertise: '[::1]:4222'",
            })
    void shouldAccept(String config) {
        assertThatCode(load(config.replace("$SYS", "\"$SYS\"").replace('\'', '"'))::validate)
                .doesNotThrowAnyException();
    }

    @Test
    void shouldCheckUsersFromCode() {
        PermissionOptions bad = new PermissionOptions(SubjectRules.allowAll(), SubjectRules.deny("a", "b..c"), null);

        assertThatThrownBy(BrokerOptions.builder()
                        .users(UserOptions.of("u", "p", bad))
                        .build()::validate)
                .hasMessage(
                        "invalid permissions for user \"u\": subscribe deny: subject \"b..c\" is not a valid subject");
        assertThatThrownBy(BrokerOptions.builder()
                        .users(UserOptions.of("u", "p"))
                        .account(AccountOptions.of("A", UserOptions.of("u", "q")))
                        .build()::validate)
                .hasMessage("Duplicate user \"u\" detected");
    }

    @Test
    void shouldCheckTlsFromCode() {
        TlsOptions onlyCert = TlsOptions.builder().certFile(Path.of("c")).build();
        TlsOptions badPin = TlsOptions.builder().pinnedCerts(Set.of("AA")).build();

        assertThatThrownBy(BrokerOptions.builder().tls(onlyCert).build()::validate)
                .hasMessage("missing 'key_file' in TLS configuration");
        assertThatThrownBy(BrokerOptions.builder().tls(badPin).build()::validate)
                .hasMessage(
                        "error parsing 'pinned_certs' key AA does not look like lower case hex-encoded sha256 of DER"
                                + " encoded SubjectPublicKeyInfo");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "debug: false|0",
                "max_payload: 9MB|1",
                "authorization { user: a, password: b }|1",
                "authorization { user: a, password: $2a$11$abc }|0",
                "authorization { token: b }|0",
                "authorization { users: [{user: a}] }|1",
                "authorization { users: [{user: a}] }, tls { verify_and_map: true }|0",
                "accounts { A { users: [{user: a, password: b}] } }, max_payload: 9MB|2",
            })
    void shouldWarn(String config, int warnings) {
        assertThat(load(config).warnings()).hasSize(warnings);
    }

    @Test
    void shouldWarnOfTheTemporaryFolder() {
        String warning = "Temporary storage directory used, data could be lost on system reboot";

        assertThat(load("jetstream: true").warnings()).containsExactly(warning);
        assertThat(load("jetstream: true, store_dir: x").warnings()).isEmpty();
        assertThat(load("jetstream: false").warnings()).isEmpty();
    }
}
