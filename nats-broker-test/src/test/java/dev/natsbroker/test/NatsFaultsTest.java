package dev.natsbroker.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.broker.NatsBroker;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener.Events;
import io.nats.client.ErrorListener;
import io.nats.client.JetStream;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PublishOptions;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.Subscription;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EmbeddedNats(virtualTime = true)
class NatsFaultsTest {
    private static final Duration LONG = SlowMachine.LONG;
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final byte[] NOTHING = {};

    private final BlockingQueue<Events> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> errors = new LinkedBlockingQueue<>();
    private Connection nats;

    @BeforeEach
    void connect(NatsBroker broker) throws Exception {
        nats = Nats.connect(options(broker, "shop").build());
    }

    @AfterEach
    void disconnect() throws Exception {
        nats.close();
    }

    private Options.Builder options(NatsBroker broker, String name) {
        return SlowMachine.options(broker)
                .connectionName(name)
                .reconnectWait(Duration.ofMillis(5))
                .reconnectJitter(Duration.ofMillis(1))
                .connectionListener((connection, event) -> events.add(event))
                .errorListener(new ErrorListener() {
                    @Override
                    public void errorOccurred(Connection connection, String error) {
                        errors.add(error);
                    }
                });
    }

    private void awaitEvent(Events wanted) throws InterruptedException {
        Events event = events.poll(LONG.toSeconds(), TimeUnit.SECONDS);
        while (event != null && event != wanted) {
            event = events.poll(LONG.toSeconds(), TimeUnit.SECONDS);
        }
        assertThat(event).isEqualTo(wanted);
    }

    @Test
    void shouldDisconnectAllClients(NatsFaults faults) throws Exception {
        int count = faults.disconnectAll();

        assertThat(count).isEqualTo(1);
        awaitEvent(Events.DISCONNECTED);
        awaitEvent(Events.RECONNECTED);
        nats.flush(LONG);
    }

    @Test
    @SuppressWarnings("try") // close() of a jnats connection may throw InterruptedException
    void shouldDisconnectOneClientByItsName(NatsBroker broker, NatsFaults faults) throws Exception {
        try (Connection other =
                Nats.connect(options(broker, "stock").connectionListener(null).build())) {
            // when
            int count = faults.disconnect("shop");

            // then
            assertThat(count).isEqualTo(1);
            awaitEvent(Events.RECONNECTED);
            other.flush(LONG);
            assertThat(other.getStatistics().getReconnects()).isZero();
        }
    }

    @Test
    void shouldNameTheClientsThereAre(NatsFaults faults) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> faults.disconnect("nobody"))
                .withMessageContaining("\"nobody\"")
                .withMessageContaining("[shop]");
    }

    @Test
    void shouldStopAnsweringUntilReleased(NatsBroker broker, NatsFaults faults) throws Exception {
        // given
        Subscription orders = nats.subscribe("orders");
        nats.flush(LONG);

        // when
        NatsFault silence = faults.stopAnswering();
        nats.publish("orders", NOTHING);

        // then
        assertThatThrownBy(() -> nats.flush(SHORT)).isInstanceOf(TimeoutException.class);
        assertThat(orders.nextMessage(SHORT)).isNull();
        assertThat(silence.hits()).isPositive();
        assertThatThrownBy(() ->
                        Nats.connect(options(broker, "late").maxReconnects(0).build()))
                .isInstanceOf(IOException.class);

        // when
        silence.release();

        // then
        assertThat(orders.nextMessage(LONG)).isNotNull();
        nats.flush(LONG);
    }

    @Test
    void shouldRefuseConnectionsUntilReleased(NatsBroker broker, NatsFaults faults) throws Exception {
        // given
        NatsFault away = faults.refuseConnections();
        nats.flush(LONG); // who is there stays

        // when
        faults.disconnectAll();

        // then
        awaitEvent(Events.DISCONNECTED);
        assertThatThrownBy(() ->
                        Nats.connect(options(broker, "late").maxReconnects(0).build()))
                .isInstanceOf(IOException.class);
        assertThat(away.hits()).isPositive();
        assertThat(nats.getStatus()).isNotEqualTo(Connection.Status.CONNECTED);

        // when
        away.release();

        // then
        awaitEvent(Events.RECONNECTED);
        nats.flush(LONG);
    }

    @Test
    void shouldTreatAClientAsASlowConsumer(NatsBroker broker, NatsFaults faults) throws Exception {
        long before = broker.view().clients().slowConsumers();

        faults.slowConsumer("shop");

        awaitEvent(Events.DISCONNECTED);
        assertThat(broker.view().clients().slowConsumers()).isEqualTo(before + 1);
    }

    @Test
    void shouldLoseAcknowledgementsOfAStream(NatsFaults faults) throws Exception {
        // given
        JetStreamManagement management = SlowMachine.management(nats);
        management.addStream(
                StreamConfiguration.builder().name("LOST").subjects("lost").build());
        JetStream jetStream = SlowMachine.jetStream(nats);
        PublishOptions.Builder id = PublishOptions.builder().messageId("42");

        // when
        NatsFault loss = faults.losePublishAcks("LOST", 1);

        // then
        PublishOptions impatient = id.streamTimeout(SHORT).build();
        assertThatThrownBy(() -> jetStream.publish("lost", NOTHING, impatient)).isInstanceOf(IOException.class);
        assertThat(jetStream
                        .publish("lost", NOTHING, id.streamTimeout(LONG).build())
                        .isDuplicate())
                .isTrue();
        assertThat(loss.hits()).isEqualTo(1);
        assertThat(management.getStreamInfo("LOST").getStreamState().getMsgCount())
                .isEqualTo(1);
    }

    @Test
    void shouldLoseAcknowledgementsForAConsumer(NatsFaults faults, NatsTestClock clock) throws Exception {
        // given
        SlowMachine.management(nats)
                .addStream(StreamConfiguration.builder()
                        .name("JOBS")
                        .subjects("jobs")
                        .build());
        ConsumerConfiguration worker = ConsumerConfiguration.builder()
                .durable("worker")
                .ackWait(Duration.ofMinutes(1))
                .build();
        JetStreamSubscription jobs = SlowMachine.jetStream(nats)
                .subscribe(
                        "jobs",
                        PullSubscribeOptions.builder().configuration(worker).build());
        SlowMachine.jetStream(nats).publish("jobs", NOTHING);
        Message first = jobs.fetch(1, LONG).get(0);

        // when
        NatsFault loss = faults.loseAcks("JOBS", "worker", 1);
        first.inProgress(); // not one of those that are lost
        first.ack();
        nats.flush(LONG);
        clock.advance(Duration.ofMinutes(1));

        // then
        Message again = jobs.fetch(1, LONG).get(0);
        assertThat(loss.hits()).isEqualTo(1);
        assertThat(again.metaData().deliveredCount()).isEqualTo(2);
        again.ackSync(LONG);
    }

    @Test
    void shouldRefuseToPublishUntilReleased(NatsFaults faults) throws Exception {
        // given
        Subscription all = nats.subscribe("refused.>");

        try (NatsFault refusal = faults.refusePublish("refused.*")) {
            // when
            nats.publish("refused.a", NOTHING);
            nats.flush(LONG);

            // then
            assertThat(errors.poll(LONG.toSeconds(), TimeUnit.SECONDS))
                    .containsIgnoringCase("Permissions Violation for Publish to \"refused.a\"");
            assertThat(all.nextMessage(SHORT)).isNull();
            assertThat(refusal).hasToString("publishing to refused.* is refused");
        }
        nats.publish("refused.b", NOTHING);
        assertThat(all.nextMessage(LONG).getSubject()).isEqualTo("refused.b");
    }

    @Test
    void shouldRefuseSubscriptionsUntilReleased(NatsFaults faults) throws Exception {
        // given
        nats.subscribe("secret");
        nats.flush(LONG);

        // when
        NatsFault refusal = faults.refuseSubscribe("secret");

        // then
        assertThat(errors.poll(LONG.toSeconds(), TimeUnit.SECONDS)).contains("secret");
        nats.subscribe("secret");
        nats.flush(LONG);
        assertThat(errors.poll(LONG.toSeconds(), TimeUnit.SECONDS))
                .containsIgnoringCase("Permissions Violation for Subscription to \"secret\"");

        // when
        refusal.release();
        Subscription allowed = nats.subscribe("secret");
        nats.publish("secret", NOTHING);

        // then
        assertThat(allowed.nextMessage(LONG)).isNotNull();
    }

    @Test
    void shouldSayWhatIsWrongWithAFault(NatsFaults faults) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> faults.refusePublish("a..b"))
                .withMessageContaining("\"a..b\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> faults.losePublishAcks("ORDERS", 0))
                .withMessageContaining("0")
                .withMessageContaining("1 or more");
    }
}
