package dev.natsbroker.spring.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.spring.BrokerFixture;
import dev.natsbroker.spring.support.PayloadTooLargeException;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.nats.client.Connection;
import io.nats.client.Connection.Status;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.messaging.support.MessageBuilder;

/** What cannot be sent is refused with the reason and what to do, and costs nothing else. */
class UnsendableMessageTest {
    @RegisterExtension
    static final BrokerFixture nats = new BrokerFixture();

    private Connection connection;
    private NatsTemplate template;
    private JetStreamTemplate jetStream;

    @BeforeEach
    void create() {
        NatsConnectionFactory factory = nats.connectionFactory();
        connection = factory.getConnection();
        template = new NatsTemplate(factory, new PayloadConverters());
        jetStream = new JetStreamTemplate(factory, new PayloadConverters());
    }

    @Test
    void shouldRefuseWhatIsLargerThanTheServerTakes() {
        // given
        int limit = (int) connection.getMaxPayload();
        byte[] tooLarge = new byte[limit + 1];

        // then
        assertThatThrownBy(() -> template.publish("large.a", tooLarge))
                .isInstanceOfSatisfying(PayloadTooLargeException.class, e -> {
                    assertThat(e.getSize()).isEqualTo(limit + 1L);
                    assertThat(e.getLimit()).isEqualTo(limit);
                })
                .hasMessageContainingAll("large.a", Integer.toString(limit + 1), "max_payload");
        assertThatThrownBy(() -> template.request("large.b", tooLarge, String.class))
                .isInstanceOf(PayloadTooLargeException.class);
        assertThatThrownBy(() ->
                        template.requestAsync("large.c", tooLarge, String.class).get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(PayloadTooLargeException.class);
        assertThatThrownBy(() -> jetStream.publish("large.d", tooLarge)).isInstanceOf(PayloadTooLargeException.class);
        assertThatThrownBy(() -> jetStream.publishAsync("large.e", tooLarge).get())
                .hasCauseInstanceOf(PayloadTooLargeException.class);
    }

    @Test
    void shouldCountHeaders() throws Exception {
        // given
        int limit = (int) connection.getMaxPayload();
        Subscription received = connection.subscribe("headers.large");

        // when
        assertThatThrownBy(() -> template.to("headers.large")
                        .payload(new byte[limit])
                        .header("Name", "value")
                        .publish())
                .isInstanceOf(PayloadTooLargeException.class);
        template.publish("headers.large", new byte[limit]);

        // then: the largest message arrives, and the connection was not lost
        Message message = received.nextMessage(Duration.ofSeconds(10));
        assertThat(message.getData()).hasSize(limit);
        assertThat(connection.getStatistics().getReconnects()).isZero();
    }

    @Test
    void shouldRefuseHeadersThatCannotBeSent() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> template.to("headers.bad").header("Text", "two\r\nlines"))
                .withMessageContainingAll("'Text'", "line breaks", "payload");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> jetStream.to("headers.bad").header("Text", "M\u00fcller"))
                .withMessageContainingAll("'Text'", "ASCII");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> template.publish(
                        "headers.bad",
                        MessageBuilder.withPayload("x").setHeader("Na me", "v").build()))
                .withMessageContaining("'Na me'");
    }

    @Test
    void shouldTakeNoHeadersForNone() throws Exception {
        // given
        Subscription received = connection.subscribe("headers.none");
        Headers none = null;

        // when
        template.to("headers.none").headers(none).publish();

        // then
        Message message = received.nextMessage(Duration.ofSeconds(10));
        assertThat(message.getData()).isEmpty();
        assertThat(message.hasHeaders()).isFalse();
    }

    @Test
    void shouldSayThatTheConnectionIsClosed() throws Exception {
        // given
        connection.close();

        // then
        assertThat(connection.getStatus()).isEqualTo(Status.CLOSED);
        assertThatThrownBy(() -> template.publish("closed.a", "x"))
                .isInstanceOf(NatsConnectionException.class)
                .hasMessageContainingAll("closed.a", "CLOSED");
        assertThatThrownBy(() -> template.request("closed.b", "x", String.class))
                .isInstanceOf(NatsConnectionException.class);
        assertThatThrownBy(() ->
                        template.to("closed.c").requestMany(RequestMany.within(Duration.ofSeconds(1)), String.class))
                .isInstanceOf(NatsConnectionException.class);
        CompletableFuture<String> later = template.requestAsync("closed.d", "x", String.class);
        assertThatThrownBy(later::get).hasCauseInstanceOf(NatsConnectionException.class);
        assertThatThrownBy(() -> jetStream.publish("closed.e", "x")).isInstanceOf(NatsConnectionException.class);
    }
}
