package dev.natsbroker.spring.annotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.spring.BrokerFixture;
import io.nats.client.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.messaging.handler.annotation.DestinationVariable;

class SubscribeListenerTest {
    @RegisterExtension
    static final BrokerFixture nats = new BrokerFixture();

    @Test
    @SuppressWarnings("try")
    void shouldReplyWithWhatTheMethodReturns() throws Exception {
        // given
        try (ListenerContext context = ListenerContext.start(nats, Echo.class)) {
            // when
            Message reply =
                    nats.connect().request("echo.x", "hello".getBytes(StandardCharsets.UTF_8), Duration.ofSeconds(5));

            // then
            assertThat(new String(reply.getData(), StandardCharsets.UTF_8)).isEqualTo("x: hello");
        }
    }

    static class Echo {
        @Subscribe("echo.{name}")
        String echo(String text, @DestinationVariable String name) {
            return name + ": " + text;
        }
    }
}
