package dev.natsbroker.spring.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.spring.BrokerFixture;
import dev.natsbroker.spring.NatsException;
import dev.natsbroker.spring.observation.SendObservations;
import dev.natsbroker.spring.support.converter.JacksonConverter;
import dev.natsbroker.spring.support.converter.PayloadConversionException;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.support.MessageBuilder;
import tools.jackson.databind.json.JsonMapper;

class NatsTemplateTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    @RegisterExtension
    static final BrokerFixture nats = new BrokerFixture();

    private final PayloadConverters converters = new PayloadConverters(new JacksonConverter(new JsonMapper()));
    private Connection other;
    private NatsConnectionFactory factory;
    private NatsTemplate template;

    record Order(String id, int amount) {}

    @BeforeEach
    void connect() {
        other = nats.connect();
        factory = nats.connectionFactory();
        template = new NatsTemplate(factory, converters);
    }

    @Test
    void shouldPublishTextBytesAndJson() throws Exception {
        // given
        Subscription received = subscribe("publish.>");

        // when
        template.publish("publish.text", "hello");
        template.publish("publish.bytes", new byte[] {1, 2});
        template.publish("publish.json", new Order("a", 1));
        template.publish("publish.nothing", null);

        // then
        Message text = received.nextMessage(LONG);
        assertThat(text.getData()).asString().isEqualTo("hello");
        assertThat(text.getHeaders().getLast(NatsHeaders.CONTENT_TYPE)).isEqualTo("text/plain");
        Message bytes = received.nextMessage(LONG);
        assertThat(bytes.getData()).containsExactly(1, 2);
        assertThat(bytes.hasHeaders()).isFalse();
        Message json = received.nextMessage(LONG);
        assertThat(json.getData()).asString().isEqualTo("{\"id\":\"a\",\"amount\":1}");
        assertThat(json.getHeaders().getLast(NatsHeaders.CONTENT_TYPE)).isEqualTo("application/json");
        assertThat(received.nextMessage(LONG).getData()).isEmpty();
    }

    @Test
    void shouldPublishWithHeadersAndReplySubject() throws Exception {
        // given
        Subscription received = subscribe("orders.*.created");

        // when
        template.to("orders.{customer}.created", 42)
                .payload("x")
                .header("Priority", "high")
                .headers(new Headers().add("Tag", "a", "b"))
                .replyTo("answers.here")
                .publish();

        // then
        Message message = received.nextMessage(LONG);
        assertThat(message.getSubject()).isEqualTo("orders.42.created");
        assertThat(message.getReplyTo()).isEqualTo("answers.here");
        assertThat(message.getHeaders().get("Priority")).containsExactly("high");
        assertThat(message.getHeaders().get("Tag")).containsExactly("a", "b");
    }

    @Test
    void shouldPublishSpringMessageWithItsHeaders() throws Exception {
        // given
        Subscription received = subscribe("spring.message");

        // when
        template.publish(
                "spring.message",
                MessageBuilder.withPayload(new Order("b", 2))
                        .setHeader("Attempt", 3)
                        .setHeader("Tags", List.of("x", "y"))
                        .setHeader("nats_subject", "stays.here")
                        .build());

        // then
        Message message = received.nextMessage(LONG);
        assertThat(message.getHeaders().keySet()).containsExactlyInAnyOrder("Attempt", "Tags", "Content-Type");
        assertThat(message.getHeaders().get("Tags")).containsExactly("x", "y");
        assertThat(message.getData()).asString().contains("\"id\":\"b\"");
    }

    @Test
    void shouldRequestTypedReply() throws Exception {
        // given
        reply("quotes.get", "{\"id\":\"q\",\"amount\":7}");

        // when
        Order order = template.request("quotes.get", "please", Order.class);
        Order later = template.requestAsync("quotes.get", "please", Order.class).get(10, TimeUnit.SECONDS);
        Map<String, Object> generic = template.to("quotes.get")
                .payload("please")
                .request(new ParameterizedTypeReference<Map<String, Object>>() {});
        Map<String, Object> genericLater = template.to("quotes.get")
                .requestAsync(new ParameterizedTypeReference<Map<String, Object>>() {})
                .get(10, TimeUnit.SECONDS);
        String raw = new String(template.to("quotes.get").request().getData(), StandardCharsets.UTF_8);

        // then
        assertThat(order).isEqualTo(new Order("q", 7)).isEqualTo(later);
        assertThat(generic).containsEntry("id", "q").isEqualTo(genericLater);
        assertThat(raw).startsWith("{");
    }

    @Test
    void shouldSayThatNobodyListens() {
        // when, then
        assertThatThrownBy(() -> template.request("nobody.here", "x", String.class))
                .isInstanceOf(NoRespondersException.class)
                .hasMessageContaining("'nobody.here'");
        assertThatThrownBy(() ->
                        template.requestAsync("nobody.here", "x", String.class).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(NoRespondersException.class);
        assertThatThrownBy(() -> template.to("nobody.here").requestMany(RequestMany.within(LONG), String.class))
                .isInstanceOf(NoRespondersException.class);
    }

    @Test
    void shouldSayThatNoReplyCameInTime() {
        // given
        subscribe("silent.service");
        Duration brief = Duration.ofMillis(50);

        // when, then
        assertThatThrownBy(() -> template.to("silent.service").timeout(brief).request(String.class))
                .isInstanceOf(NatsTimeoutException.class)
                .hasMessageContaining("'silent.service'")
                .hasMessageContaining("50 ms");
        assertThatThrownBy(() -> template.to("silent.service")
                        .timeout(brief)
                        .requestAsync(String.class)
                        .get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(NatsTimeoutException.class);
        assertThat(template.to("silent.service").requestMany(RequestMany.within(brief), String.class))
                .isEmpty();
    }

    @Test
    void shouldThrowTheOtherSidesError() {
        // given
        Dispatcher dispatcher = other.createDispatcher(request -> other.publish(NatsMessage.builder()
                .subject(request.getReplyTo())
                .headers(new Headers().add("Nats-Service-Error", "no stock").add("Nats-Service-Error-Code", "409"))
                .build()));
        dispatcher.subscribe("failing.service");
        flush();

        // when, then
        assertThatThrownBy(() -> template.request("failing.service", "x", Order.class))
                .isInstanceOfSatisfying(RemoteErrorException.class, error -> {
                    assertThat(error.getCode()).isEqualTo(409);
                    assertThat(error.getDescription()).isEqualTo("no stock");
                })
                .hasMessageContaining("'failing.service'");
        assertThatThrownBy(() -> template.requestAsync("failing.service", "x", Order.class)
                        .join())
                .hasCauseInstanceOf(RemoteErrorException.class);
    }

    @Test
    void shouldCollectManyReplies() {
        // given
        for (String name : List.of("a", "b", "c")) {
            reply("who.is.there", name);
        }

        // when
        List<String> two =
                template.to("who.is.there").requestMany(RequestMany.within(LONG).atMost(2), String.class);
        List<String> all = template.to("who.is.there")
                .requestMany(RequestMany.within(LONG).untilQuietFor(Duration.ofMillis(300)), String.class);

        // then
        assertThat(two).hasSize(2);
        assertThat(all).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void shouldEndManyRepliesAtAnEmptyOne() {
        // given
        other.createDispatcher(request -> {
                    other.publish(request.getReplyTo(), "first".getBytes(StandardCharsets.UTF_8));
                    other.publish(request.getReplyTo(), new byte[0]);
                })
                .subscribe("counted.service");
        flush();

        // when
        List<String> replies = template.to("counted.service")
                .requestMany(RequestMany.within(LONG).untilEmptyReply(), String.class);

        // then
        assertThat(replies).containsExactly("first");
    }

    @Test
    void shouldSayWhatIsWrongWithAReply() {
        // given
        reply("broken.json", "{not json");

        // when, then
        assertThatThrownBy(() -> template.request("broken.json", "x", Order.class))
                .isInstanceOf(PayloadConversionException.class)
                .hasMessageContaining(Order.class.getName())
                .hasMessageContaining("9 bytes");
    }

    @Test
    void shouldSayWhatIsWrongWithASubject() {
        assertThatThrownBy(() -> template.to("orders.{id}", "a.b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'a.b'")
                .hasMessageContaining("{id}");
        assertThatThrownBy(() -> template.to("orders.{id}", 1, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 variables, but 2 values");
        assertThatThrownBy(() -> template.to("orders.{id}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 variables, but 0 values");
        assertThatThrownBy(() -> template.publish("with space", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> template.to("a.b").replyTo("c").request(String.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("replyTo 'c'");
    }

    @Test
    void shouldSayThatAValueCannotBeWritten() {
        // given
        NatsTemplate plain = new NatsTemplate(factory, new PayloadConverters());

        // when, then
        assertThatThrownBy(() -> plain.publish("a.b", new Order("x", 1)))
                .isInstanceOf(PayloadConversionException.class)
                .hasMessageContaining(Order.class.getName())
                .hasMessageContaining("Jackson");
    }

    @Test
    void shouldGiveAccessToTheClientLibrary() {
        // when
        String serverId =
                template.execute(connection -> connection.getServerInfo().getServerId());

        // then
        assertThat(serverId).isEqualTo(nats.broker().serverId());
        assertThatThrownBy(() -> template.execute(connection -> {
                    throw new IOException("broken");
                }))
                .isInstanceOf(NatsException.class)
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void shouldObserveWhatItSends() throws Exception {
        // given
        TestObservationRegistry registry = TestObservationRegistry.create();
        NatsTemplate observed =
                new NatsTemplate(factory, converters, LONG, new SendObservations(registry, null, "default"));
        reply("orders.7.price", "1");

        // when
        observed.publish("orders.created.9", "x");
        observed.to("orders.{id}.price", 7).request(String.class);
        observed.to("orders.{id}.price", 7).requestAsync(String.class).get(10, TimeUnit.SECONDS);
        assertThatThrownBy(() -> observed.request("orders.nobody", "x", String.class))
                .isInstanceOf(NoRespondersException.class);

        // then
        TestObservationRegistryAssert.assertThat(registry)
                .hasNumberOfObservationsWithNameEqualTo("nats.publish", 1)
                .hasNumberOfObservationsWithNameEqualTo("nats.request", 3)
                .hasAnObservationWithAKeyValue("messaging.destination.template", "orders.>")
                .hasAnObservationWithAKeyValue("messaging.destination.template", "orders.{id}.price")
                .hasAnObservationWithAKeyValue("messaging.destination.name", "orders.created.9");
    }

    private Subscription subscribe(String subject) {
        Subscription subscription = other.subscribe(subject);
        flush();
        return subscription;
    }

    private void reply(String subject, String text) {
        other.createDispatcher(request -> other.publish(request.getReplyTo(), text.getBytes(StandardCharsets.UTF_8)))
                .subscribe(subject);
        flush();
    }

    private void flush() {
        try {
            other.flush(LONG);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
