package dev.natsbroker.spring.reactive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.spring.BrokerFixture;
import dev.natsbroker.spring.FixedConnectionFactory;
import dev.natsbroker.spring.core.NatsConnectionException;
import dev.natsbroker.spring.core.NatsTemplate;
import dev.natsbroker.spring.core.NoRespondersException;
import dev.natsbroker.spring.support.converter.JacksonConverter;
import dev.natsbroker.spring.support.converter.PayloadConversionException;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.nats.client.Connection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;

class ReactiveNatsTemplateTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @RegisterExtension
    static final BrokerFixture nats = new BrokerFixture();

    private Connection connection;
    private ReactiveNatsTemplate template;

    record Order(String item, int count) {}

    @BeforeEach
    void connect() {
        connection = nats.connect();
        template = template(4);
    }

    private ReactiveNatsTemplate template(int buffer) {
        PayloadConverters converters = new PayloadConverters(new JacksonConverter(JsonMapper.shared()));
        FixedConnectionFactory connections = new FixedConnectionFactory(connection);
        return new ReactiveNatsTemplate(new NatsTemplate(connections, converters), connections, converters, buffer);
    }

    @Test
    void shouldPublishAndSubscribe() {
        Flux<Order> orders = template.subscribe("reactive.orders.*", Order.class);
        StepVerifier.create(orders.take(2))
                .then(() -> publishUntilReceived("reactive.orders.a", new Order("pen", 1)))
                .expectNext(new Order("pen", 1))
                .expectNext(new Order("pen", 1))
                .expectComplete()
                .verify(LIMIT);
    }

    /** Subscribing is asynchronous, so what is published at once may come too early. */
    private void publishUntilReceived(String subject, Object value) {
        Flux.interval(Duration.ofMillis(20))
                .take(50)
                .onBackpressureDrop()
                .concatMap(tick -> template.publish(subject, value))
                .subscribe(nothing -> {}, error -> {});
    }

    @Test
    void shouldRequest() {
        // given
        connection
                .createDispatcher(message -> connection.publish(message.getReplyTo(), message.getData()))
                .subscribe("reactive.echo");

        // then
        StepVerifier.create(template.request("reactive.echo", new Order("pen", 1), Order.class))
                .expectNext(new Order("pen", 1))
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(template.request("reactive.nobody", "x", String.class))
                .expectError(NoRespondersException.class)
                .verify(LIMIT);
        StepVerifier.create(template.publish("no good subject", "x"))
                .expectError()
                .verify(LIMIT);
    }

    @Test
    void shouldUnsubscribeWhenCancelled() {
        StepVerifier.create(template.receive("reactive.cancelled", "group"))
                .then(() -> publishUntilReceived("reactive.cancelled", "x"))
                .expectNextCount(1)
                .thenCancel()
                .verify(LIMIT);
        StepVerifier.create(template.request("reactive.cancelled", "x", String.class))
                .expectError(NoRespondersException.class)
                .verify(LIMIT);
    }

    @Test
    void shouldShareInQueueGroups() {
        Flux<String> both = Flux.merge(
                template.subscribe("reactive.shared", "workers", String.class),
                template.subscribe("reactive.shared", "workers", String.class));
        StepVerifier.create(both.take(5).distinct())
                .then(() -> Flux.range(0, 200)
                        .delayElements(Duration.ofMillis(10))
                        .concatMap(n -> template.publish("reactive.shared", "n" + n))
                        .subscribe())
                .expectNextCount(5)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void shouldEndWhenTheSubscriberIsTooSlow() {
        StepVerifier.create(template.subscribe("reactive.slow", String.class), 1)
                .then(() -> publishUntilReceived("reactive.slow", "x"))
                .expectNext("x")
                .thenAwait(Duration.ofMillis(500))
                .thenRequest(10)
                .expectNextCount(4)
                .expectErrorSatisfies(e -> assertThat(e)
                        .isInstanceOf(SubscriberOverflowException.class)
                        .hasMessageContaining("'reactive.slow'")
                        .hasMessageContaining("4 messages"))
                .verify(LIMIT);
    }

    @Test
    void shouldEndWithErrors() {
        StepVerifier.create(template.subscribe("reactive.bad", Order.class))
                .then(() -> publishUntilReceived("reactive.bad", "no JSON"))
                .expectError(PayloadConversionException.class)
                .verify(LIMIT);
        StepVerifier.create(template.subscribe("reactive.closed", String.class))
                .then(() -> publishUntilReceived("reactive.closed", "x"))
                .expectNext("x")
                .then(this::close)
                .thenConsumeWhile("x"::equals)
                .expectError(NatsConnectionException.class)
                .verify(LIMIT);
        assertThat(List.of(connection.getStatus())).containsExactly(Connection.Status.CLOSED);
    }

    private void close() {
        try {
            connection.close();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
