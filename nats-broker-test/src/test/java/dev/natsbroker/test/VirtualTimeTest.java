package dev.natsbroker.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.natsbroker.broker.NatsBroker;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PublishOptions;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EmbeddedNats(virtualTime = true)
class VirtualTimeTest {
    private static final Duration FETCH = SlowMachine.LONG;

    private Connection nats;
    private JetStream jetStream;
    private JetStreamManagement management;

    @BeforeEach
    void connect(NatsBroker broker) throws Exception {
        nats = SlowMachine.connect(broker);
        jetStream = SlowMachine.jetStream(nats);
        management = SlowMachine.management(nats);
    }

    @AfterEach
    void disconnect() throws Exception {
        for (String stream : management.getStreamNames()) {
            management.deleteStream(stream);
        }
        nats.close();
    }

    private StreamConfiguration.Builder orders() {
        return StreamConfiguration.builder().name("ORDERS").subjects("orders.>");
    }

    private JetStreamSubscription worker(Duration ackWait) throws Exception {
        ConsumerConfiguration worker = ConsumerConfiguration.builder()
                .durable("worker")
                .ackWait(ackWait)
                .build();
        return jetStream.subscribe(
                "orders.>", PullSubscribeOptions.builder().configuration(worker).build());
    }

    private long publish(String text) throws Exception {
        return jetStream
                .publish("orders.new", text.getBytes(StandardCharsets.UTF_8))
                .getSeqno();
    }

    private static Message fetchOne(JetStreamSubscription subscription) {
        List<Message> fetched = subscription.fetch(1, FETCH);
        assertThat(fetched).hasSize(1);
        return fetched.get(0);
    }

    @Test
    void shouldRedeliverWhenTheAcknowledgementWaitIsOver(NatsTestClock clock) throws Exception {
        // given
        management.addStream(orders().build());
        JetStreamSubscription worker = worker(Duration.ofHours(1));
        publish("one");
        assertThat(fetchOne(worker).metaData().deliveredCount()).isEqualTo(1);

        // when
        clock.advance(Duration.ofHours(1));

        // then
        Message again = fetchOne(worker);
        assertThat(again.metaData().deliveredCount()).isEqualTo(2);
        again.ackSync(FETCH);
    }

    @Test
    void shouldHaveSentWhatBecameDueWhenTheClockHasMoved(NatsTestClock clock) throws Exception {
        // given
        management.addStream(orders().build());
        JetStreamSubscription worker = worker(Duration.ofMinutes(5));
        publish("one");
        fetchOne(worker);
        worker.pullExpiresIn(1, Duration.ofMinutes(10));
        nats.flush(FETCH);

        // when
        clock.advance(Duration.ofMinutes(5));
        nats.flush(FETCH); // answered behind the message, which was on its way before

        // then
        assertThat(worker.getPendingMessageCount()).isEqualTo(1);
    }

    @Test
    void shouldRedeliverAfterTheDelayOfANegativeAcknowledgement(NatsTestClock clock) throws Exception {
        // given
        management.addStream(orders().build());
        JetStreamSubscription worker = worker(Duration.ofDays(1));
        publish("one");
        fetchOne(worker).nakWithDelay(Duration.ofMinutes(10));
        nats.flush(FETCH);

        // when, then
        clock.advance(Duration.ofMinutes(9));
        assertThat(worker.fetch(1, Duration.ofMillis(50))).isEmpty();
        clock.advance(Duration.ofMinutes(1));
        assertThat(fetchOne(worker).metaData().deliveredCount()).isEqualTo(2);
    }

    @Test
    void shouldRemoveMessagesBeyondTheMaximumAge(NatsTestClock clock) throws Exception {
        for (StorageType storage : StorageType.values()) {
            // given
            management.addStream(
                    orders().storageType(storage).maxAge(Duration.ofDays(1)).build());
            publish("one");
            clock.advance(Duration.ofHours(12));
            publish("two");

            // when
            clock.advance(Duration.ofHours(12));

            // then
            assertThat(management.getStreamInfo("ORDERS").getStreamState().getFirstSequence())
                    .as("%s", storage)
                    .isEqualTo(2);
            management.deleteStream("ORDERS");
        }
    }

    @Test
    void shouldRemoveMessagesWhoseTimeToLiveIsOver(NatsTestClock clock) throws Exception {
        // given
        management.addStream(orders().allowMessageTtl().build());
        PublishOptions anHour = PublishOptions.builder().messageTtlCustom("1h").build();
        jetStream.publish("orders.new", new byte[0], anHour);

        // when
        clock.advance(Duration.ofHours(2));

        // then
        assertThat(management.getStreamInfo("ORDERS").getStreamState().getMsgCount())
                .isZero();
    }

    @Test
    void shouldForgetMessageIdsBehindTheDuplicateWindow(NatsTestClock clock) throws Exception {
        // given
        management.addStream(orders().duplicateWindow(Duration.ofMinutes(2)).build());
        PublishOptions id = PublishOptions.builder().messageId("42").build();
        jetStream.publish("orders.new", new byte[0], id);

        // when, then
        clock.advance(Duration.ofMinutes(1));
        assertThat(jetStream.publish("orders.new", new byte[0], id).isDuplicate())
                .isTrue();
        clock.advance(Duration.ofMinutes(2));
        assertThat(jetStream.publish("orders.new", new byte[0], id).isDuplicate())
                .isFalse();
    }

    @Test
    void shouldKeepConnectionsWhileDaysPass(NatsTestClock clock) throws Exception {
        // given
        Instant before = clock.now();

        // when
        for (int day = 0; day < 20; day++) {
            clock.advance(Duration.ofDays(1));
        }

        // then
        nats.flush(FETCH);
        assertThat(nats.getStatistics().getReconnects()).isZero();
        assertThat(Duration.between(before, clock.now())).isEqualTo(Duration.ofDays(20));
    }

    @Test
    void shouldGoForwardOnly(NatsTestClock clock) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> clock.advance(Duration.ofSeconds(-1)))
                .withMessageContaining("PT-1S")
                .withMessageContaining("forward");
    }
}
