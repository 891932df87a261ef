package dev.natsbroker.broker.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.NatsBroker;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener.Events;
import io.nats.client.Message;
import io.nats.client.Options;
import io.nats.client.Subscription;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client when its broker goes, and comes back on the same port at once. */
@Timeout(60)
@SuppressWarnings("try") // Connection.close() declares InterruptedException
class JnatsReconnectTest {
    private final BlockingQueue<Events> events = new LinkedBlockingQueue<>();

    private Options reconnecting(NatsBroker broker) {
        return Brokers.options(broker)
                .reconnectWait(Duration.ofMillis(20))
                .reconnectJitter(Duration.ofMillis(1))
                .maxReconnects(-1)
                .connectionListener((connection, event) -> events.add(event))
                .build();
    }

    @Test
    void shouldComeBackWithItsSubscriptionsAfterARestart() throws Exception {
        NatsBroker first = Brokers.start();
        int port = first.port();
        try (Connection connection = Brokers.connect(reconnecting(first))) {
            Subscription subscription = connection.subscribe("foo");
            connection.flush(Brokers.PATIENCE);
            first.stop();
            awaitEvent(Events.DISCONNECTED);

            try (NatsBroker second = Brokers.startOn(port)) {
                awaitEvent(Events.RESUBSCRIBED);
                connection.flush(Brokers.PATIENCE);
                connection.publish("foo", "again".getBytes(UTF_8));

                Message message = subscription.nextMessage(Brokers.PATIENCE);
                assertThat(message).isNotNull();
                assertThat(message.getData()).isEqualTo("again".getBytes(UTF_8));
                assertThat(connection.getServerInfo().getServerId()).isEqualTo(second.serverId());
            }
        }
    }

    @Test
    void shouldBeToldOfLameDuckMode() throws Exception {
        try (NatsBroker broker = Brokers.start();
                Connection connection = Brokers.connect(reconnecting(broker))) {
            connection.flush(Brokers.PATIENCE);

            broker.enterLameDuckMode();

            awaitEvent(Events.LAME_DUCK);
        }
    }

    private void awaitEvent(Events wanted) throws InterruptedException {
        Events event = events.poll(10, TimeUnit.SECONDS);
        while (event != null && event != wanted) {
            event = events.poll(10, TimeUnit.SECONDS);
        }
        assertThat(event).isEqualTo(wanted);
    }
}
