package dev.natsbroker.spring.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.natsbroker.spring.BrokerFixture;
import dev.natsbroker.spring.config.NatsListenerContainerFactory;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.core.NatsConnections;
import dev.natsbroker.spring.core.NatsHeaders;
import dev.natsbroker.spring.listener.NatsListenerContainer;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.nats.client.Connection;
import io.nats.client.Subscription;
import io.nats.client.impl.Headers;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.support.MessageBuilder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Every attribute, argument and kind of reply of {@link Subscribe}. */
class SubscribeListenerTest {
    @RegisterExtension
    static final BrokerFixture nats = new BrokerFixture();

    private @Nullable ListenerContext context;

    @AfterEach
    void stop() {
        if (context != null) {
            context.close();
        }
    }

    private <T> T start(Class<T> bean, Class<?>... others) {
        context = ListenerContext.start(nats, Map.of("subject", "placeholder.x", "limit", "2"), application -> {
            application.register(bean);
            if (others.length > 0) {
                application.register(others);
            }
        });
        return context.bean(bean);
    }

    private static io.nats.client.Message request(String subject, String payload) throws Exception {
        return request(subject, null, payload);
    }

    private static io.nats.client.Message request(String subject, @Nullable Headers headers, String payload)
            throws Exception {
        return nats.client()
                .requestWithTimeout(subject, headers, bytes(payload), Duration.ofSeconds(5))
                .get(5, TimeUnit.SECONDS);
    }

    private static String ask(String subject, String payload) throws Exception {
        return text(request(subject, payload));
    }

    private static String text(io.nats.client.Message message) {
        return new String(message.getData(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    record Order(String id, int total) {}

    static class Arguments {
        @Subscribe("args.bytes")
        byte[] bytes(byte[] payload) {
            return payload;
        }

        @Subscribe("args.text")
        String text(String payload) {
            return "<" + payload + ">";
        }

        @Subscribe("args.record")
        Order order(@Payload Order order) {
            return new Order(order.id(), order.total() + 1);
        }

        @Subscribe("args.generic")
        int sum(List<Order> orders) {
            return orders.stream().mapToInt(Order::total).sum();
        }

        @Subscribe("args.optional")
        String optional(Optional<Order> order) {
            return order.map(Order::id).orElse("none");
        }

        @Subscribe("args.message")
        String message(Message<List<Order>> message) {
            return message.getPayload().get(0).id()
                    + message.getHeaders().get("Priority")
                    + message.getHeaders().get(NatsHeaders.SUBJECT);
        }

        @Subscribe("args.headers")
        String headers(
                @Header("Priority") int priority,
                @Header("Tag") List<String> tags,
                @Header(name = "Missing", required = false) String missing,
                @Header(name = "Other", defaultValue = "${subject}") String other,
                @Header(NatsHeaders.REPLY_TO) String replyTo,
                @org.springframework.messaging.handler.annotation.Headers Map<String, Object> all) {
            return priority + " " + tags + " " + missing + " " + other + " " + replyTo.startsWith("_INBOX.") + " "
                    + all.get("Tag") + " " + all.get("id");
        }

        @Subscribe("args.native.>")
        String nativeTypes(io.nats.client.Message message, Headers headers, Connection connection) {
            return message.getSubject() + " " + headers.getFirst("Tag") + " " + (connection == message.getConnection());
        }

        @Subscribe("args.{region}.order.{number}.{*rest}")
        String variables(
                @DestinationVariable String region,
                @DestinationVariable("number") int number,
                @DestinationVariable String rest,
                @Payload(required = false) Order order) {
            return region + " " + (number + 1) + " " + rest + " " + order;
        }
    }

    @Test
    void shouldResolveArguments() throws Exception {
        // given
        start(Arguments.class);
        Headers headers = new Headers().add("Priority", "7").add("Tag", "a,b").add("id", "i-1");

        // then
        assertThat(ask("args.bytes", "x")).isEqualTo("x");
        assertThat(ask("args.bytes", "")).isEmpty();
        assertThat(ask("args.text", "")).isEqualTo("<>");
        assertThat(ask("args.record", "{\"id\":\"o\",\"total\":1}")).isEqualTo("{\"id\":\"o\",\"total\":2}");
        assertThat(ask("args.generic", "[{\"id\":\"o\",\"total\":1},{\"id\":\"p\",\"total\":2}]"))
                .isEqualTo("3");
        assertThat(ask("args.optional", "{\"id\":\"o\",\"total\":1}")).isEqualTo("o");
        assertThat(ask("args.optional", "")).isEqualTo("none");
        assertThat(text(request("args.message", headers, "[{\"id\":\"o\",\"total\":1}]")))
                .isEqualTo("o7args.message");
        assertThat(text(request("args.headers", headers, ""))).isEqualTo("7 [a,b] null placeholder.x true a,b i-1");
        assertThat(text(request("args.native.a.b", headers, ""))).isEqualTo("args.native.a.b a,b true");
        assertThat(ask("args.eu.order.41.a.b", "")).isEqualTo("eu 42 a.b null");
    }

    static class Replying {
        final CompletableFuture<String> later = new CompletableFuture<>();
        final CountDownLatch called = new CountDownLatch(2);

        @Subscribe("reply.message")
        Message<Order> message(String id) {
            return MessageBuilder.withPayload(new Order(id, 1))
                    .setHeader("Version", 3)
                    .build();
        }

        @Subscribe("reply.stage")
        CompletableFuture<String> stage() {
            called.countDown();
            return later;
        }

        @Subscribe("reply.mono")
        Mono<Order> mono(String id) {
            return Mono.delay(Duration.ofMillis(5)).map(tick -> new Order(id, 2));
        }

        @Subscribe("reply.void")
        void none() {
            called.countDown();
        }

        @Subscribe("forward.{region}.in")
        @SendTo("forward.{region}.out,forward.all")
        @Nullable
        String forward(String payload) {
            return payload.isEmpty() ? null : payload + "!";
        }
    }

    @Test
    void shouldReply() throws Exception {
        // given
        Replying listener = start(Replying.class);

        // when
        io.nats.client.Message reply = request("reply.message", "o");

        // then
        assertThat(text(reply)).isEqualTo("{\"id\":\"o\",\"total\":1}");
        assertThat(reply.getHeaders().getFirst("Version")).isEqualTo("3");
        assertThat(reply.getHeaders().getFirst("Content-Type")).isEqualTo("application/json");
        assertThat(reply.getHeaders().keySet()).containsExactlyInAnyOrder("Version", "Content-Type");
        assertThat(ask("reply.mono", "m")).isEqualTo("{\"id\":\"m\",\"total\":2}");
        // and
        CompletableFuture<io.nats.client.Message> pending = nats.client().request("reply.stage", new byte[0]);
        nats.client().publish("reply.void", "_INBOX.nobody", new byte[0]);
        assertThat(listener.called.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(pending).isNotDone();
        listener.later.complete("late");
        assertThat(text(pending.get(5, TimeUnit.SECONDS))).isEqualTo("late");
    }

    @Test
    void shouldSendToOtherSubjectsWhenNobodyAsked() throws Exception {
        // given
        start(Replying.class);
        Subscription out = nats.client().subscribe("forward.eu.out");
        Subscription all = nats.client().subscribe("forward.all");
        nats.client().flush(Duration.ofSeconds(5));

        // when
        nats.client().publish("forward.eu.in", bytes(""));
        nats.client().publish("forward.eu.in", bytes("x"));

        // then
        assertThat(text(out.nextMessage(Duration.ofSeconds(5)))).isEqualTo("x!");
        assertThat(text(all.nextMessage(Duration.ofSeconds(5)))).isEqualTo("x!");
        // and
        assertThat(ask("forward.eu.in", "y")).isEqualTo("y!");
        assertThat(out.nextMessage(Duration.ofMillis(20))).isNull();
    }

    static class Named {
        final BlockingQueue<String> received = new LinkedBlockingQueue<>();

        @Subscribe(subjects = "${subject}", id = "#{'by' + 'Expression'}")
        @NatsListener(
                value = {"alias.a", "alias.*.b, alias.>"},
                id = "alias")
        void take(String payload) {
            received.add(payload);
        }

        @Important(id = "important", subjects = "important.x")
        void important(String payload) {
            received.add("!" + payload);
        }

        @NatsListener("repeated.a")
        @NatsListener("repeated.b")
        void repeated(String payload) {
            received.add("r" + payload);
        }
    }

    @Subscribe(queue = "important", concurrency = "${limit}")
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Important {
        @AliasFor(annotation = Subscribe.class, attribute = "id")
        String id();

        @AliasFor(annotation = Subscribe.class, attribute = "subjects")
        String[] subjects();
    }

    @Test
    void shouldFindComposedRepeatedAndResolvedAnnotations() throws Exception {
        // given
        Named listener = start(Named.class);

        // when
        nats.client().publish("placeholder.x", bytes("1"));
        nats.client().publish("alias.a", bytes("2"));
        nats.client().publish("important.x", bytes("3"));
        nats.client().publish("repeated.a", bytes("4"));
        nats.client().publish("repeated.b", bytes("5"));

        // then: alias.a matches two of its subjects
        await().untilAsserted(
                        () -> assertThat(listener.received).containsExactlyInAnyOrder("1", "2", "2", "!3", "r4", "r5"));
        assertThat(context().registry().getContainers())
                .extracting(NatsListenerContainer::getId)
                .anyMatch(id -> id.endsWith("Named.repeated"))
                .anyMatch(id -> id.endsWith("Named.repeated#2"))
                .contains("byExpression", "alias", "important");
        assertThat(context().registry().getContainer("alias").getSources())
                .containsExactly("alias.a", "alias.*.b", "alias.>");
    }

    private ListenerContext context() {
        return java.util.Objects.requireNonNull(context);
    }

    static class Queues {
        final BlockingQueue<String> received = new LinkedBlockingQueue<>();

        @Subscribe(value = "queue.{kind}", queue = "workers")
        void first(String payload) {
            received.add(payload);
        }

        @Subscribe(value = "queue.*", queue = "workers")
        void second(String payload) {
            received.add(payload);
        }

        @Subscribe("queue.*")
        void third(String payload) {
            received.add("default" + payload);
        }

        @Subscribe("queue.*")
        void fourth(String payload) {
            received.add("default" + payload);
        }

        @Subscribe(value = "queue.*", queue = Subscribe.NO_QUEUE)
        void all(String payload) {
            received.add("all" + payload);
        }
    }

    @Test
    void shouldJoinQueueGroups() throws Exception {
        // given
        context = ListenerContext.start(nats, Map.of(), application -> {
            application.register(Queues.class);
            application.registerBean(NatsListenerContainerFactory.class, () -> {
                NatsListenerContainerFactory factory = factory(application.getBean(NatsConnectionFactory.class));
                factory.setQueue("default-group");
                return factory;
            });
        });
        Queues listener = context.bean(Queues.class);

        // when
        nats.client().publish("queue.a", bytes("1"));
        nats.client().publish("queue.a", bytes("2"));

        // then
        await().untilAsserted(() -> assertThat(listener.received)
                .containsExactlyInAnyOrder("1", "2", "default1", "default2", "all1", "all2"));
    }

    private static NatsListenerContainerFactory factory(NatsConnectionFactory... connections) {
        return new NatsListenerContainerFactory(new NatsConnections(List.of(connections)), new PayloadConverters());
    }

    static class Concurrent {
        final CountDownLatch together = new CountDownLatch(3);
        final BlockingQueue<String> received = new LinkedBlockingQueue<>();

        @Subscribe(value = "concurrent.three", concurrency = "3")
        String three() throws InterruptedException {
            together.countDown();
            return "" + together.await(5, TimeUnit.SECONDS);
        }

        @Subscribe("concurrent.ordered")
        Mono<Void> ordered(String payload) {
            return Mono.delay(Duration.ofMillis(payload.equals("0") ? 20 : 1))
                    .doOnNext(tick -> received.add(payload))
                    .then();
        }

        @Subscribe(value = "concurrent.executor", executor = "handlers")
        String executor() {
            return Thread.currentThread().getName();
        }

        @Subscribe("concurrent.direct")
        String direct() {
            return Thread.currentThread().getName();
        }
    }

    static class Handlers {
        @org.springframework.context.annotation.Bean
        SimpleAsyncTaskExecutor handlers() {
            return new SimpleAsyncTaskExecutor("handlers-");
        }
    }

    @Test
    void shouldHandleAsManyAtATimeAsItSays() throws Exception {
        // given
        Concurrent listener = start(Concurrent.class, Handlers.class);

        // when
        List<CompletableFuture<io.nats.client.Message>> replies = java.util.stream.IntStream.range(0, 3)
                .mapToObj(i -> nats.client().request("concurrent.three", new byte[0]))
                .toList();

        // then
        for (CompletableFuture<io.nats.client.Message> reply : replies) {
            assertThat(text(reply.get(5, TimeUnit.SECONDS))).isEqualTo("true");
        }
        // and: asynchronous results keep the order, too
        for (int i = 0; i < 5; i++) {
            nats.client().publish("concurrent.ordered", bytes("" + i));
        }
        await().untilAsserted(() -> assertThat(listener.received).containsExactly("0", "1", "2", "3", "4"));
        assertThat(ask("concurrent.executor", "")).startsWith("handlers-");
        assertThat(ask("concurrent.direct", "")).doesNotStartWith("handlers-");
    }

    static class Connections {
        @Subscribe(value = "connection.x", connection = "second")
        String second(Connection connection) {
            return connection.getOptions().getConnectionName();
        }
    }

    @Test
    void shouldReceiveFromTheNamedConnection() throws Exception {
        // given
        context = ListenerContext.start(nats, Map.of(), application -> {
            application.register(Connections.class);
            application.registerBean("second", NatsConnectionFactory.class, () -> nats.connectionFactory("second"));
        });

        // when
        String name = ask("connection.x", "");

        // then
        assertThat(name).isEqualTo("second");
        assertThat(context.container().getConnectionName()).isEqualTo("second");
    }

    interface Quoting {
        @Subscribe("proxy.x")
        String quote(String item);
    }

    static class Quotes implements Quoting {
        @Override
        public String quote(String item) {
            return item + "=1";
        }
    }

    @Test
    void shouldCallThroughProxies() throws Exception {
        // given
        context = ListenerContext.start(
                nats,
                Map.of(),
                application -> application.registerBean("quotes", Quoting.class, () -> {
                    ProxyFactory proxy = new ProxyFactory(new Quotes());
                    proxy.addAdvice((org.aopalliance.intercept.MethodInterceptor)
                            invocation -> "proxied " + invocation.proceed());
                    return (Quoting) proxy.getProxy();
                }));

        // then
        assertThat(ask("proxy.x", "a")).isEqualTo("proxied a=1");
    }

    static class NoSubject {
        @Subscribe
        void none() {}
    }

    static class WrongSubject {
        @Subscribe("a.x{b}")
        void none() {}
    }

    static class WrongNumber {
        @Subscribe(value = "a", concurrency = "${subject}")
        void none() {}
    }

    static class ZeroConcurrency {
        @Subscribe(value = "a", concurrency = "0")
        void none() {}
    }

    static class UnknownConnection {
        @Subscribe(value = "a", connection = "nowhere")
        void none() {}
    }

    static class UnknownVariable {
        @Subscribe("a.{b}")
        void none(@DestinationVariable String c) {}
    }

    static class UnknownHandler {
        @Subscribe(value = "a", errorHandler = "nobody")
        void none() {}
    }

    static class Stream {
        @Subscribe("a")
        Flux<String> none() {
            return Flux.empty();
        }
    }

    static class SameId {
        @Subscribe(value = "a", id = "same")
        @Subscribe(value = "b", id = "same")
        void none() {}
    }

    static class UnknownSendTo {
        @Subscribe("a.{b}")
        @SendTo("c.{d}")
        String none() {
            return "";
        }
    }

    @Test
    void shouldRefuseWhatMakesNoSense() {
        assertRefused(NoSubject.class, "has no subjects");
        assertRefused(WrongSubject.class, "a placeholder such as {name} must be a whole token");
        assertRefused(WrongNumber.class, "'concurrency' cannot be 'placeholder.x' (from '${subject}')");
        assertRefused(ZeroConcurrency.class, "concurrency is 0, allowed is 1 or more");
        assertRefused(UnknownConnection.class, "There is no NATS connection 'nowhere'");
        assertRefused(UnknownVariable.class, "@DestinationVariable 'c'");
        assertRefused(UnknownHandler.class, "'errorHandler' names no bean");
        assertRefused(Stream.class, "return a Mono of a list instead");
        assertRefused(SameId.class, "There already is a NATS listener with id 'same'");
        assertRefused(UnknownSendTo.class, "@SendTo subject 'c.{d}'");
    }

    private void assertRefused(Class<?> bean, String message) {
        assertThatThrownBy(() -> start(bean)).hasMessageContaining(message).hasMessageContaining(bean.getName());
    }
}
