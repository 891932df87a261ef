package dev.natsbroker.broker.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.broker.config.conf.ConfigException;
import org.junit.jupiter.api.Test;

class UnsupportedOptionsTest {
    @Test
    void shouldRefuseTheProxyProtocol() {
        BrokerOptions options = BrokerOptions.builder()
                .listen(listen -> listen.proxyProtocol(true))
                .build();

        assertThatThrownBy(options::validate)
                .isInstanceOf(ConfigException.class)
                .hasMessage("\"proxy_protocol\" is not supported by this version: remove it");
    }

    @Test
    void shouldRefuseATransportThatIsNotThere() {
        BrokerOptions options = BrokerOptions.builder()
                .engine(engine -> engine.transport(EngineOptions.Transport.IO_URING))
                .build();

        assertThatThrownBy(options::validate)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("IO_URING is not supported by this version");
    }
}
