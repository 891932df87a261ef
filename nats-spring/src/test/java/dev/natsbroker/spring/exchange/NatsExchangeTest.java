package dev.natsbroker.spring.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.natsbroker.spring.BrokerFixture;
import dev.natsbroker.spring.annotation.ListenerContext;
import dev.natsbroker.spring.annotation.Subscribe;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.core.NatsOperations;
import dev.natsbroker.spring.core.NatsTemplate;
import dev.natsbroker.spring.core.NatsTimeoutException;
import dev.natsbroker.spring.core.NoRespondersException;
import dev.natsbroker.spring.core.RemoteErrorException;
import dev.natsbroker.spring.listener.ErrorReplyException;
import dev.natsbroker.spring.support.converter.JacksonConverter;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

class NatsExchangeTest {
    @RegisterExtension
    static final BrokerFixture nats = new BrokerFixture();

    private static @Nullable ListenerContext context;

    @BeforeAll
    static void start() {
        PayloadConverters converters = new PayloadConverters(new JacksonConverter(new JsonMapper()));
        context = ListenerContext.start(nats, Map.of("prefix", "shop", "patience", "50ms"), application -> {
            application.register(Server.class, Clients.class);
            application.registerBean(PayloadConverters.class, () -> converters);
            application.registerBean(
                    NatsOperations.class,
                    () -> new NatsTemplate(
                            application.getBean("connectionFactory", NatsConnectionFactory.class), converters));
            application.registerBean("second", NatsConnectionFactory.class, () -> nats.connectionFactory("second"));
        });
    }

    @AfterAll
    static void stop() {
        context().close();
    }

    private static ListenerContext context() {
        return java.util.Objects.requireNonNull(context);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableNatsExchanges(basePackageClasses = NatsExchangeTest.class, clients = Elsewhere.class)
    static class Clients {}

    record Order(String id, int total) {}

    static class Server {
        final BlockingQueue<String> published = new LinkedBlockingQueue<>();

        @Subscribe("shop.order.{id}.get")
        Order get(@DestinationVariable String id, @Header(name = "Tenant", defaultValue = "none") String tenant) {
            if (id.equals("unknown")) {
                throw new ErrorReplyException(404, "no order " + id);
            }
            return new Order(id + "-" + tenant, 1);
        }

        @Subscribe("shop.all")
        List<Order> all(
                String filter,
                @Header(name = "Tag", required = false) @Nullable List<String> tags,
                @Header(name = "Other", required = false) @Nullable String other) {
            return List.of(new Order(filter + tags + other, 2));
        }

        @Subscribe("shop.created.{*path}")
        void created(Order order, @DestinationVariable String path) {
            published.add(path + " " + order.id());
        }

        @Subscribe("shop.slow")
        CompletableFuture<String> slow() {
            return new CompletableFuture<>();
        }

        @Subscribe("elsewhere")
        String elsewhere() {
            return "here";
        }
    }

    @NatsExchange("${prefix}")
    interface Shop {
        @NatsExchange("order.{id}.get")
        Order get(@DestinationVariable String id);

        @NatsExchange("order.{id}.get")
        Order get(@DestinationVariable("id") int number, @Header("Tenant") String tenant);

        @NatsExchange("order.{id}.get")
        CompletableFuture<Order> getLater(
                @DestinationVariable String id, @Header(name = "Tenant", defaultValue = "me") @Nullable String tenant);

        @NatsExchange("all")
        List<Order> all(
                @Payload String filter,
                @Header("Tag") List<String> tags,
                @Header(name = "Other", required = false) @Nullable String other);

        @NatsExchange("all")
        Mono<List<Order>> allLater(String filter, @Headers Map<String, ?> headers);

        @NatsExchange("created.{*path}")
        void created(Order order, @DestinationVariable String path);

        @NatsExchange("created.x")
        Mono<Void> createdLater(Order order);

        @NatsExchange("created.y")
        CompletableFuture<Void> createdSoon(Order order);

        @NatsExchange(value = "slow", timeout = "${patience}")
        String slow();

        @NatsExchange("nobody")
        String nobody();

        default String idOf(String id) {
            return get(id).id();
        }
    }

    @NatsExchange(connection = "second")
    interface Elsewhere {
        @NatsExchange("elsewhere")
        String where();
    }

    @Test
    void shouldRequest() throws Exception {
        // given
        Shop shop = context().bean(Shop.class);

        // then
        assertThat(shop.get("a")).isEqualTo(new Order("a-none", 1));
        assertThat(shop.get(7, "t")).isEqualTo(new Order("7-t", 1));
        assertThat(shop.getLater("b", null).get(5, TimeUnit.SECONDS)).isEqualTo(new Order("b-me", 1));
        assertThat(shop.all("f", List.of("x", "y"), null)).containsExactly(new Order("f[x, y]null", 2));
        assertThat(shop.allLater("g", Map.of("Other", 5)).block(Duration.ofSeconds(5)))
                .containsExactly(new Order("gnull5", 2));
        assertThat(shop.idOf("c")).isEqualTo("c-none");
        assertThat(context().bean(Elsewhere.class).where()).isEqualTo("here");
        assertThat(shop).isEqualTo(shop).hasSameHashCodeAs(shop).hasToString("NATS exchange " + Shop.class.getName());
    }

    @Test
    void shouldPublish() throws Exception {
        // given
        Shop shop = context().bean(Shop.class);
        Server server = context().bean(Server.class);

        // when
        shop.created(new Order("o", 1), "a.b");
        Mono<Void> later = shop.createdLater(new Order("p", 1));
        shop.createdSoon(new Order("q", 1)).get(5, TimeUnit.SECONDS);

        // then: a Mono does nothing before somebody subscribes
        assertThat(server.published.poll(5, TimeUnit.SECONDS)).isEqualTo("a.b o");
        assertThat(server.published.poll(5, TimeUnit.SECONDS)).isEqualTo("y q");
        later.block(Duration.ofSeconds(5));
        assertThat(server.published.poll(5, TimeUnit.SECONDS)).isEqualTo("x p");
    }

    @Test
    void shouldThrowWhatTheTemplateThrows() {
        // given
        Shop shop = context().bean(Shop.class);

        // then
        assertThatExceptionOfType(RemoteErrorException.class)
                .isThrownBy(() -> shop.get("unknown"))
                .satisfies(e -> assertThat(e.getCode()).isEqualTo(404));
        assertThatExceptionOfType(NatsTimeoutException.class)
                .isThrownBy(shop::slow)
                .withMessageContaining("50 ms");
        assertThatExceptionOfType(NoRespondersException.class).isThrownBy(shop::nobody);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> shop.get("a.b"))
                .withMessageContaining("is not one token");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> shop.get(1, null))
                .withMessageContaining("Header 'Tenant' is required");
    }

    interface Bare {
        void nothing();
    }

    interface WrongVariables {
        @NatsExchange("a.{b}")
        void send(@DestinationVariable String c);
    }

    interface TwoPayloads {
        @NatsExchange("a")
        void send(String one, String two);
    }

    interface Wildcards {
        @NatsExchange("a.*")
        void send();
    }

    @Test
    void shouldRefuseWhatMakesNoSense() {
        assertRefused(Bare.class, "needs @NatsExchange, or a body");
        assertRefused(WrongVariables.class, "has @DestinationVariable arguments [c], but subject 'a.{b}'");
        assertRefused(TwoPayloads.class, "several arguments for the payload");
        assertRefused(Wildcards.class, "it has wildcards");
        assertRefused(Order.class, "is no interface");
    }

    private static void assertRefused(Class<?> type, String message) {
        NatsExchangeProxyFactory factory =
                new NatsExchangeProxyFactory(context().bean(NatsOperations.class));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> factory.createClient(type))
                .withMessageContaining(message);
    }
}
