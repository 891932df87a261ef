package dev.natsbroker.spring.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.spring.BrokerFixture;
import dev.natsbroker.spring.observation.SendObservations;
import dev.natsbroker.spring.support.converter.JacksonConverter;
import dev.natsbroker.spring.support.converter.PayloadConversionException;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfoOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.json.JsonMapper;

class JetStreamTemplateTest {
    @RegisterExtension
    static final BrokerFixture nats = new BrokerFixture();

    private final String stream = "S" + UUID.randomUUID().toString().replace("-", "");
    private final PayloadConverters converters = new PayloadConverters(new JacksonConverter(new JsonMapper()));
    private NatsConnectionFactory factory;
    private JetStreamTemplate template;

    record Order(String id, int amount) {}

    @BeforeEach
    void createStream() {
        factory = nats.connectionFactory();
        template = new JetStreamTemplate(factory, converters);
        template.execute(connection -> connection
                .jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name(stream)
                        .subjects(stream + ".>")
                        .storageType(StorageType.Memory)
                        .allowMessageTtl()
                        .allowMessageSchedules(true)
                        .allowAtomicPublish()
                        .build()));
    }

    @Test
    void shouldPublishAndFetch() {
        // given
        addConsumer("C");

        // when
        PublishAck ack = template.publish(stream + ".a", new Order("a", 1));
        CompletableFuture<PublishAck> second = template.publishAsync(stream + ".b", new Order("b", 2));

        // then
        assertThat(ack.getSeqno()).isEqualTo(1);
        assertThat(ack.getStream()).isEqualTo(stream);
        assertThat(second.orTimeout(10, TimeUnit.SECONDS).join().getSeqno()).isEqualTo(2);
        List<ReceivedMessage<Order>> fetched = template.fetch(stream, "C", 2, Duration.ofSeconds(10), Order.class);
        assertThat(fetched)
                .extracting(ReceivedMessage::getPayload)
                .containsExactly(new Order("a", 1), new Order("b", 2));
        assertThat(fetched).extracting(ReceivedMessage::getStreamSequence).containsExactly(1L, 2L);
        assertThat(fetched.get(0).getSubject()).isEqualTo(stream + ".a");
        assertThat(fetched.get(0).getHeader(NatsHeaders.CONTENT_TYPE)).isEqualTo("application/json");
        assertThat(fetched.get(0).getHeader("Other")).isNull();
    }

    @Test
    void shouldAcknowledgeWhatItFetched() {
        // given
        addConsumer("C");
        for (int i = 0; i < 4; i++) {
            template.publish(stream + ".a", "m" + i);
        }

        // when
        List<ReceivedMessage<String>> first = template.fetch(stream, "C", 4, Duration.ofSeconds(10), String.class);
        first.get(0).ackSync(Duration.ofSeconds(5));
        first.get(1).nak();
        first.get(2).term();
        first.get(3).inProgress();
        first.get(3).nak(Duration.ofMillis(1));

        // then
        List<ReceivedMessage<String>> again = template.fetch(stream, "C", 2, Duration.ofSeconds(10), String.class);
        assertThat(again).extracting(ReceivedMessage::getPayload).containsExactlyInAnyOrder("m1", "m3");
        assertThat(again)
                .allSatisfy(message -> assertThat(message.getDeliveryCount()).isEqualTo(2));
        again.forEach(ReceivedMessage::ack);
        assertThat(template.fetch(stream, "C", 1, Duration.ZERO, String.class)).isEmpty();
    }

    @Test
    void shouldStoreAMessageIdOnce() {
        // when
        PublishAck first =
                template.to(stream + ".a").payload("x").messageId("id-1").publish();
        PublishAck second =
                template.to(stream + ".a").payload("x").messageId("id-1").publish();

        // then
        assertThat(first.isDuplicate()).isFalse();
        assertThat(second.isDuplicate()).isTrue();
        assertThat(second.getSeqno()).isEqualTo(first.getSeqno());
    }

    @Test
    void shouldRefuseWhatIsNotExpected() {
        // given
        template.to(stream + ".a").payload("x").messageId("first").publish();

        // when, then
        assertRefused(template.to(stream + ".a").expectedLastSequence(9), 10071);
        assertRefused(template.to(stream + ".a").expectedLastSubjectSequence(9), 10071);
        assertRefused(template.to(stream + ".b").expectedLastSubjectSequence(stream + ".*", 9), 10071);
        assertRefused(template.to(stream + ".a").expectedLastMessageId("other"), 10070);
        assertRefused(template.to(stream + ".a").expectedStream("OTHER"), 10060);
        PublishAck accepted = template.to(stream + ".{part}", "a")
                .expectedStream(stream)
                .expectedLastSequence(1)
                .expectedLastSubjectSequence(1)
                .expectedLastMessageId("first")
                .header("Why", "all fits")
                .publish();
        assertThat(accepted.getSeqno()).isEqualTo(2);
    }

    private static void assertRefused(StreamMessageSpec message, int errorCode) {
        assertThatThrownBy(message::publish)
                .isInstanceOfSatisfying(
                        JetStreamException.class,
                        e -> assertThat(e.getErrorCode()).isEqualTo(errorCode));
        assertThatThrownBy(() -> message.publishAsync().join()).hasCauseInstanceOf(JetStreamException.class);
    }

    @Test
    void shouldSayThatNoStreamTakesTheSubject() {
        assertThatThrownBy(() -> template.publish("nowhere.at.all", "x"))
                .isInstanceOf(JetStreamException.class)
                .hasMessageContaining("'nowhere.at.all'")
                .hasMessageContaining("no stream has this subject");
        assertThatThrownBy(() -> template.publishAsync("nowhere.at.all", "x").join())
                .hasCauseInstanceOf(JetStreamException.class);
        assertThatThrownBy(() -> template.fetch("NONE", "C", 1, Duration.ofMillis(5), String.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT0.005S");
        assertThatThrownBy(() -> template.fetch("NONE", "C", 1, Duration.ZERO, String.class))
                .isInstanceOfSatisfying(
                        JetStreamException.class,
                        e -> assertThat(e.getErrorCode()).isEqualTo(10059));
    }

    @Test
    void shouldRemoveAMessageAfterItsTimeToLive() {
        // when
        template.to(stream + ".short")
                .payload("x")
                .timeToLive(Duration.ofSeconds(1))
                .publish();

        // then
        assertThat(message(1).getHeaders().getLast("Nats-TTL")).isEqualTo("1s");
        assertThatThrownBy(() -> template.to(stream + ".a").timeToLive(Duration.ofMillis(1500)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT1.5S");
    }

    @Test
    void shouldDeliverLater() {
        // when
        template.to(stream + ".schedule.1")
                .payload("later")
                .deliverAt(Instant.now().plusMillis(100), stream + ".due")
                .publish();

        // then
        addConsumer("C", stream + ".due");
        List<ReceivedMessage<String>> due = template.fetch(stream, "C", 1, Duration.ofSeconds(10), String.class);
        assertThat(due).extracting(ReceivedMessage::getPayload).containsExactly("later");
    }

    @Test
    void shouldDeliverOnSchedule() {
        // when
        template.to(stream + ".schedule.2")
                .payload("tick")
                .deliverOnSchedule("@every 1s", stream + ".ticks")
                .publish();

        // then
        assertThat(message(1).getHeaders().getLast("Nats-Schedule")).isEqualTo("@every 1s");
        assertThat(message(1).getHeaders().getLast("Nats-Schedule-Target")).isEqualTo(stream + ".ticks");
    }

    @Test
    void shouldStoreABatchTogether() {
        // when
        AtomicBatch batch = template.atomicBatch()
                .add(stream + ".a", "one")
                .add(stream + ".b", message -> message.payload("two").messageId("2"))
                .add(stream + ".c", "three");
        PublishAck ack = batch.commit();

        // then
        assertThat(ack.getSeqno()).isEqualTo(3);
        assertThat(ack.getBatchSize()).isEqualTo(3);
        assertThat(messageCount()).isEqualTo(3);
        assertThat(template.atomicBatch().add(stream + ".a", "alone").commit().getSeqno())
                .isEqualTo(4);
        assertThatThrownBy(batch::commit).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> template.atomicBatch().commit()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldStoreNothingOfABatchThatIsRefused() {
        // when
        AtomicBatch batch = template.atomicBatch()
                .add(stream + ".a", "one")
                .add(stream + ".b", message -> message.payload("two").expectedLastSubjectSequence(7))
                .add(stream + ".c", "three");

        // then
        assertThatThrownBy(batch::commit).isInstanceOf(JetStreamException.class);
        assertThat(messageCount()).isZero();
        assertThatThrownBy(() -> template.atomicBatch()
                        .add("nowhere.at.all", "x")
                        .add("nowhere.at.all", "y")
                        .commit())
                .isInstanceOf(JetStreamException.class)
                .hasMessageContaining("no stream has this subject");
        assertThatThrownBy(() -> template.atomicBatch().add(stream + ".a", message -> message.publish()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("batch");
    }

    @Test
    void shouldNameWhatCannotBeDecoded() {
        // given
        addConsumer("C");
        template.publish(stream + ".a", "{broken");

        // when
        ReceivedMessage<Order> received = template.fetch(stream, "C", 1, Duration.ofSeconds(10), Order.class)
                .get(0);

        // then
        assertThatThrownBy(received::getPayload).isInstanceOf(PayloadConversionException.class);
        received.term();
    }

    @Test
    void shouldObserveWhatItPublishes() {
        // given
        TestObservationRegistry registry = TestObservationRegistry.create();
        JetStreamTemplate observed = new JetStreamTemplate(
                factory, converters, Duration.ofSeconds(5), new SendObservations(registry, null, "default"));

        // when
        observed.publish(stream + ".a", "x");
        observed.publishAsync(stream + ".a", "x")
                .orTimeout(10, TimeUnit.SECONDS)
                .join();

        // then
        Awaitility.await()
                .untilAsserted(() -> TestObservationRegistryAssert.assertThat(registry)
                        .hasNumberOfObservationsWithNameEqualTo("nats.publish", 2)
                        .hasAnObservationWithAKeyValue("messaging.destination.name", stream + ".a"));
    }

    private void addConsumer(String name) {
        addConsumer(name, stream + ".>");
    }

    private void addConsumer(String name, String filter) {
        template.execute(connection -> connection
                .jetStreamManagement()
                .addOrUpdateConsumer(
                        stream,
                        ConsumerConfiguration.builder()
                                .durable(name)
                                .filterSubject(filter)
                                .ackPolicy(AckPolicy.Explicit)
                                .build()));
    }

    private MessageInfo message(long sequence) {
        return template.execute(connection -> connection.jetStreamManagement().getMessage(stream, sequence));
    }

    private long messageCount() {
        return template.execute(connection -> connection
                .jetStreamManagement()
                .getStreamInfo(stream, StreamInfoOptions.allSubjects())
                .getStreamState()
                .getMsgCount());
    }
}
