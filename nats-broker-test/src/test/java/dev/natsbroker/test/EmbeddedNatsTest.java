package dev.natsbroker.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.broker.NatsBroker;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@EmbeddedNats(config = "server_name: outer")
@SuppressWarnings("try") // close() of a jnats connection may throw InterruptedException
class EmbeddedNatsTest {
    private static int port;

    @BeforeAll
    static void rememberPort(NatsBroker broker) {
        port = broker.port();
    }

    @Test
    void shouldPublishAndSubscribe(NatsBroker broker) throws Exception {
        try (Connection nats = Nats.connect(broker.clientUri().toString())) {
            Subscription orders = nats.subscribe("orders.*");
            nats.publish("orders.new", "one".getBytes(StandardCharsets.UTF_8));

            Message message = orders.nextMessage(Duration.ofSeconds(10));

            assertThat(message.getSubject()).isEqualTo("orders.new");
            assertThat(message.getData()).asString().isEqualTo("one");
        }
    }

    @Test
    void shouldListenOnAFreePortOfThisMachine(NatsBroker broker) {
        assertThat(broker.host()).isEqualTo("127.0.0.1");
        assertThat(broker.port()).isEqualTo(port).isNotEqualTo(4222).isPositive();
    }

    @Test
    void shouldReadTheConfiguration(NatsBroker broker) {
        assertThat(broker.options().identity().serverName()).isEqualTo("outer");
    }

    @Nested
    class InANestedClass {
        @Test
        void shouldShareTheBroker(NatsBroker broker) {
            assertThat(broker.port()).isEqualTo(port);
        }
    }

    @Nested
    @EmbeddedNats(config = "server_name: inner, authorization { token: secret }")
    class InANestedClassWithABrokerOfItsOwn {
        @Test
        void shouldUseItsOwnBroker(NatsBroker broker) throws Exception {
            assertThat(broker.port()).isNotEqualTo(port);
            assertThat(broker.options().identity().serverName()).isEqualTo("inner");
            Options.Builder options =
                    new Options.Builder().server(broker.clientUri().toString()).maxReconnects(0);

            assertThatThrownBy(() -> Nats.connect(options.build())).hasMessageContaining("Authorization Violation");
            try (Connection nats =
                    Nats.connect(options.token("secret".toCharArray()).build())) {
                assertThat(nats.getServerInfo().getServerName()).isEqualTo("inner");
            }
        }
    }
}
