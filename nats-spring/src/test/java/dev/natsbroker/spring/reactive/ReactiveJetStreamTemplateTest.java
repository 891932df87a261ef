package dev.natsbroker.spring.reactive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.natsbroker.spring.BrokerFixture;
import dev.natsbroker.spring.core.JetStreamException;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.support.converter.JacksonConverter;
import dev.natsbroker.spring.support.converter.PayloadConversionException;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;

class ReactiveJetStreamTemplateTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @RegisterExtension
    static final BrokerFixture nats = new BrokerFixture();

    private static JetStreamManagement management;
    private static ReactiveJetStreamTemplate template;

    record Order(String item, int count) {}

    @BeforeAll
    static void connect() throws Exception {
        NatsConnectionFactory connections = nats.connectionFactory();
        management = connections.getConnection().jetStreamManagement();
        template = new ReactiveJetStreamTemplate(
                connections, new PayloadConverters(new JacksonConverter(JsonMapper.shared())));
        management.addStream(StreamConfiguration.builder()
                .name("ORDERS")
                .subjects("orders.>")
                .storageType(StorageType.File)
                .build());
    }

    private static void consumer(String name) throws Exception {
        management.addOrUpdateConsumer(
                "ORDERS",
                ConsumerConfiguration.builder()
                        .durable(name)
                        .filterSubject("orders." + name)
                        .build());
    }

    private static void publish(String name, int count) {
        Flux.range(1, count)
                .concatMap(n -> template.publish("orders." + name, new Order(name, n)))
                .blockLast(LIMIT);
    }

    @Test
    void shouldPublish() {
        StepVerifier.create(template.publish("orders.published", new Order("pen", 1), "id-1"))
                .assertNext(ack -> assertThat(ack.isDuplicate()).isFalse())
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(template.publish("orders.published", new Order("pen", 1), "id-1"))
                .assertNext(ack -> assertThat(ack.isDuplicate()).isTrue())
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(template.publish("nowhere", "x"))
                .expectErrorSatisfies(e ->
                        assertThat(e).isInstanceOf(JetStreamException.class).hasMessageContaining("'nowhere'"))
                .verify(LIMIT);
    }

    @Test
    void shouldPullOnlyWhatIsRequested() throws Exception {
        // given
        consumer("requested");
        publish("requested", 10);

        // when
        StepVerifier.create(template.consume("ORDERS", "requested", Order.class), 3)
                .expectNextCount(3)
                .then(() -> assertThat(info("requested").getNumPending()).isEqualTo(7))
                .thenRequest(2)
                .expectNextCount(2)
                .thenCancel()
                .verify(LIMIT);

        // then
        assertThat(info("requested").getNumAckPending()).isEqualTo(5);
    }

    private static ConsumerInfo info(String consumer) {
        try {
            return management.getConsumerInfo("ORDERS", consumer);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldAcknowledge() throws Exception {
        // given
        consumer("acked");
        publish("acked", 120);

        // when
        StepVerifier.create(template.consume("ORDERS", "acked", Order.class)
                        .concatMap(delivery -> delivery.inProgress()
                                .then(
                                        delivery.value().count() % 20 != 0
                                                ? delivery.ack()
                                                : delivery.ackConfirmed(LIMIT))
                                .thenReturn(delivery.value().count()))
                        .take(120))
                .expectNextCount(120)
                .expectComplete()
                .verify(LIMIT);

        // then
        await().until(() -> info("acked").getNumAckPending() == 0);
        assertThat(info("acked").getAckFloor().getConsumerSequence()).isGreaterThanOrEqualTo(120);
    }

    @Test
    void shouldDeliverAgainOrNever() throws Exception {
        // given
        consumer("again");
        publish("again", 1);
        template.publish("orders.again", "no JSON").block(LIMIT);

        // then
        StepVerifier.create(template.consume("ORDERS", "again", Order.class))
                .assertNext(delivery -> delivery.nak(Duration.ofMillis(1)).block())
                .assertNext(delivery -> {
                    assertThatThrownBy(delivery::value).isInstanceOf(PayloadConversionException.class);
                    delivery.term().block();
                })
                .assertNext(delivery -> {
                    assertThat(delivery.value()).isEqualTo(new Order("again", 1));
                    assertThat(delivery.message().metaData().deliveredCount()).isEqualTo(2);
                    delivery.ack().block();
                })
                .thenCancel()
                .verify(LIMIT);
    }

    @Test
    void shouldEndWithoutConsumer() {
        StepVerifier.create(template.consume("ORDERS", "missing", Order.class))
                .expectErrorSatisfies(e -> assertThat(e)
                        .isInstanceOf(JetStreamException.class)
                        .hasMessageContaining("'missing'")
                        .hasMessageContaining("'ORDERS'"))
                .verify(LIMIT);
    }

    @Test
    void shouldGoOnAfterTheServerWasAway() throws Exception {
        // given
        consumer("resumed");
        publish("resumed", 2);

        // then
        StepVerifier.create(template.consume("ORDERS", "resumed", Order.class)
                        .concatMap(delivery -> delivery.ack().thenReturn(delivery.value()))
                        .distinct()
                        .take(3))
                .expectNextCount(2)
                .then(ReactiveJetStreamTemplateTest::restart)
                .then(() -> template.publish("orders.resumed", new Order("resumed", 3))
                        .retry(20)
                        .block(LIMIT))
                .expectNext(new Order("resumed", 3))
                .expectComplete()
                .verify(Duration.ofSeconds(20));
    }

    private static void restart() {
        try {
            nats.stop();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        nats.restart();
    }
}
