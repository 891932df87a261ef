package dev.natsbroker.spring.listener.jetstream;

import static dev.natsbroker.spring.listener.jetstream.JetStreamFixture.await;
import static dev.natsbroker.spring.listener.jetstream.JetStreamFixture.awaitLatch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.spring.BrokerFixture;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import io.nats.client.ConnectionListener.Events;
import io.nats.client.JetStreamOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server that is connected and does not answer for a while. */
class SilentServerTest {
    private static final int LISTENERS = 6;

    @RegisterExtension
    static final BrokerFixture nats = new BrokerFixture();

    @RegisterExtension
    final JetStreamFixture fixture = new JetStreamFixture(nats);

    @AfterEach
    void goOn() {
        nats.goOn();
    }

    @Test
    void shouldKeepTheConnectionWhenManyListenersStopSideBySide() throws Exception {
        // given
        fixture.createStream();
        NatsConnectionFactory factory = nats.connectionFactory();
        Queue<Events> events = new ConcurrentLinkedQueue<>();
        factory.getConnection().addConnectionListener((connection, event) -> events.add(event));
        List<JetStreamListenerContainer> containers = new ArrayList<>();
        for (int i = 0; i < LISTENERS; i++) {
            containers.add(fixture.container(
                    factory,
                    ConsumerSettings.builder(fixture.stream(), "side-by-side-" + i),
                    fixture.settings(),
                    (message, ack) -> {}));
        }
        containers.forEach(JetStreamListenerContainer::start);
        nats.beSilent();

        // when
        CountDownLatch stopped = new CountDownLatch(LISTENERS);
        containers.forEach(container -> container.stop(stopped::countDown));
        String thread = "nats-stop-" + containers.get(0).getId();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals(thread))
                .map(Thread::getState)
                .allMatch(state -> state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING));
        nats.goOn();
        awaitLatch(stopped);

        // then
        assertThat(events).doesNotContain(Events.DISCONNECTED);
    }

    @Test
    void shouldSayThatItConsumesWhenTheConsumerWasThereAllTheTime() throws Exception {
        // given
        fixture.createStream();
        JetStreamListenerContainer container = fixture.start(
                fixture.consumerSettings().mode(DeliveryMode.PUSH),
                fixture.settings()
                        .pullExpires(Duration.ofSeconds(1))
                        .jetStreamOptions(JetStreamOptions.builder()
                                .requestTimeout(Duration.ofMillis(300))
                                .build()),
                (message, ack) -> {});
        assertThat(container.getJetStreamState().consuming()).isTrue();

        // when
        nats.beSilent();
        await().until(() -> container.getJetStreamState().lastFailure() != null);
        assertThat(container.getJetStreamState().consuming()).isFalse();
        nats.goOn();

        // then
        await().untilAsserted(() ->
                assertThat(container.getJetStreamState().consuming()).isTrue());
        assertThat(container.getJetStreamState().lastFailure()).isNull();
    }
}
