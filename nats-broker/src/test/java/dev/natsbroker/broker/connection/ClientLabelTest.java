package dev.natsbroker.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.protocol.ConnectOptions;
import dev.natsbroker.broker.protocol.ConnectReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The labels are those that nats-server 2.15.1 prints. */
class ClientLabelTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{} | | ''",
                "{\"version\":\"1\"} | | '\"v1\" - '",
                "{\"lang\":\"go\"} | | '\"go\" - '",
                "{\"name\":\"n\",\"version\":\"1\"} | | '\"v1:n\" - '",
                "{\"name\":\"n\",\"lang\":\"py\",\"version\":\"1.2\"} | | '\"v1.2:py:n\" - '",
                "{\"name\":\"a\\nb\\\"\"} | | '\"a\\nb\\\"\" - '",
                "{\"user\":\"u\"} | u | '\"$G/user:u\" - '",
                "{\"name\":\"n\",\"auth_token\":\"t\"} | [REDACTED] | '\"n\" - \"$G/token\" - '",
                "{\"user\":\"u\",\"auth_token\":\"t\",\"nkey\":\"UX\"} | u | '\"$G/nkey:UX\" - '",
                "{} | anon | '\"$G/user:anon\" - '"
            })
    void shouldNameSoftwareAndUser(String connect, @Nullable String userName, String identity) {
        ClientLabel label = label("127.0.0.1");
        label.identify(options(connect), "$G", userName);

        assertThat(label.text()).isEqualTo("127.0.0.1:4711 - cid:5 - " + identity);
    }

    @Test
    void shouldKeepTheIdentityOfTheFirstLogin() {
        ClientLabel label = label("127.0.0.1");
        assertThat(label.text()).isEqualTo("127.0.0.1:4711 - cid:5 - ");

        label.identify(options("{\"name\":\"first\"}"), "$G", null);
        label.identify(options("{\"name\":\"second\"}"), "$G", null);

        assertThat(label.text()).isEqualTo("127.0.0.1:4711 - cid:5 - \"first\" - ");
    }

    @Test
    void shouldWriteShortAddressesOfVersion6InBrackets() {
        ClientLabel label = label("fe80:0:0:0:0:fc:ff:1");

        assertThat(label.text()).isEqualTo("[fe80::fc:ff:1]:4711 - cid:5 - ");
        assertThat(label.ip()).isEqualTo("fe80::fc:ff:1");
    }

    private static ClientLabel label(String address) {
        return new ClientLabel(new InetSocketAddress(address, 4711), 5);
    }

    private static ConnectOptions options(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return Objects.requireNonNull(ConnectReader.read(ConnectOptions.DEFAULTS, bytes, 0, bytes.length));
    }
}
