package dev.natsbroker.test.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.autoconfigure.broker.NatsBrokerLifecycle;
import dev.natsbroker.spring.core.JetStreamTemplate;
import dev.natsbroker.spring.core.NatsTemplate;
import dev.natsbroker.test.NatsAssertions;
import dev.natsbroker.test.NatsTestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.ApplicationContext;

@NatsTest(
        virtualTime = true,
        properties = {
            "nats.jetstream.streams.ORDERS.subjects=orders.>",
            "nats.jetstream.streams.ORDERS.storage=memory",
            "nats.connections.billing.servers=nats://127.0.0.1:1",
            "nats.connections.billing.username=elsewhere"
        })
class NatsTestTest {
    @Autowired
    private NatsTemplate nats;

    @Autowired
    private JetStreamTemplate jetStream;

    @Autowired
    private Orders orders;

    @Autowired
    private NatsAssertions assertions;

    @Autowired
    private NatsTestClock clock;

    @Test
    void shouldFindListenersAndNothingElse(ApplicationContext context) {
        assertThat(nats.request("prices.get", "tea", String.class)).isEqualTo("5 for tea");
        assertThat(context.getBeansOfType(Elsewhere.class)).isEmpty();
        assertThat(context.getBeansOfType(NatsBrokerLifecycle.class)).isEmpty();
    }

    @Test
    void shouldLeadNamedConnectionsToTheBrokerToo(@Qualifier("billingNatsTemplate") NatsTemplate billing) {
        assertThat(billing.request("prices.get", "tea", String.class)).isEqualTo("5 for tea");
    }

    @Test
    void shouldReachListenersOfStreams() {
        // when
        jetStream.publish("orders.1", "tea");

        // then
        assertions.awaitIdle();
        assertThat(orders.handled).contains("tea");
        clock.advance(Duration.ofMinutes(1));
    }
}
