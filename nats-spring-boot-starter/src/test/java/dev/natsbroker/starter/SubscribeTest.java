package dev.natsbroker.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.natsbroker.spring.annotation.NatsListener;
import dev.natsbroker.spring.annotation.Subscribe;
import dev.natsbroker.spring.core.NatsHeaders;
import dev.natsbroker.spring.core.NatsOperations;
import dev.natsbroker.spring.core.NatsTimeoutException;
import dev.natsbroker.spring.core.NoRespondersException;
import dev.natsbroker.spring.core.RemoteErrorException;
import dev.natsbroker.spring.core.RequestMany;
import dev.natsbroker.spring.listener.NatsListenerErrorHandler;
import io.nats.client.impl.Headers;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Positive;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.annotation.AliasFor;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Mono;

@NatsApplicationTest
@TestPropertySource(properties = {"shop.subject=core.configured", "nats.listener.queue=core-default"})
class SubscribeTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    @Autowired
    private NatsOperations nats;

    @Autowired
    private Shop shop;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Shop.class)
    static class Application {
        @Bean(defaultCandidate = false)
        NatsListenerErrorHandler apology() {
            return (message, failure) -> "sorry: " + failure.getFailure().getMessage();
        }
    }

    record Order(String id, @Positive int amount) {}

    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @Subscribe(timeout = "200ms")
    @interface Impatient {
        @AliasFor(annotation = Subscribe.class, attribute = "subjects")
        String[] value();
    }

    static class Shop {
        final Queue<String> seen = new ConcurrentLinkedQueue<>();

        @Subscribe("core.orders.{country}.*.{*rest}")
        void wildcards(
                @DestinationVariable String country,
                @DestinationVariable String rest,
                @Header(NatsHeaders.SUBJECT) String subject,
                @Payload Order order) {
            seen.add(country + "|" + rest + "|" + subject + "|" + order.amount());
        }

        @Subscribe(subjects = "core.work", queue = "workers")
        void firstWorker(String job) {
            seen.add(job);
        }

        @NatsListener(subjects = "core.work", queue = "workers")
        void secondWorker(String job) {
            seen.add(job);
        }

        @Subscribe(subjects = "core.default")
        void firstOfTheDefaultGroup(String job) {
            seen.add(job);
        }

        @Subscribe(subjects = "core.default")
        void secondOfTheDefaultGroup(String job) {
            seen.add(job);
        }

        @Subscribe(subjects = "core.all.everybody", queue = Subscribe.NO_QUEUE)
        @Subscribe(subjects = "core.all.*", queue = Subscribe.NO_QUEUE)
        @Subscribe(subjects = "core.{who}.everybody", queue = Subscribe.NO_QUEUE, autoStartup = "false")
        void repeated(String job) {
            seen.add(job);
        }

        @Subscribe("core.double")
        Order value(@Valid Order order, @Header(name = "Factor", required = false) Integer factor) {
            return new Order(order.id(), order.amount() * (factor == null ? 2 : factor));
        }

        @Subscribe("core.message")
        Message<Order> message(Order order) {
            return MessageBuilder.withPayload(order).setHeader("Checked", "yes").build();
        }

        @Subscribe("core.stage")
        CompletionStage<Order> stage(Order order) {
            return CompletableFuture.supplyAsync(() -> order);
        }

        @Subscribe("core.mono")
        Mono<List<Order>> mono(Order order) {
            return Mono.just(List.of(order, order)).delayElement(Duration.ofMillis(1));
        }

        @Subscribe("core.forward.{id}")
        @SendTo("core.forwarded.{id}")
        String forward(String text) {
            return text + "!";
        }

        @Subscribe("core.forwarded.*")
        void forwarded(@Header(NatsHeaders.SUBJECT) String subject, String text) {
            seen.add(subject + "=" + text);
        }

        @Subscribe("${shop.subject}")
        String configured(@Header("Needed") String header) {
            return header;
        }

        @Subscribe(subjects = "core.failing.{how}")
        String failing(@DestinationVariable String how) throws Exception {
            switch (how) {
                case "checked" -> throw new Exception("checked went wrong");
                case "unchecked" -> throw new IllegalStateException("unchecked went wrong");
                case "error" -> throw new StackOverflowError("error went wrong");
                case "silent" -> throw new NullPointerException();
                default -> {
                    return how;
                }
            }
        }

        @Subscribe("core.failing.after.later")
        Mono<String> failingLater() {
            return Mono.error(new IllegalStateException("later went wrong"));
        }

        @Subscribe(subjects = "core.apologizing", errorHandler = "apology")
        String apologizing() {
            throw new IllegalStateException("too late");
        }

        @Impatient("core.slow")
        String slow() throws InterruptedException {
            new CountDownLatch(1).await();
            return "never";
        }

        @Subscribe(subjects = "core.everyone", queue = Subscribe.NO_QUEUE)
        String one() {
            return "one";
        }

        @Subscribe(subjects = "core.everyone", queue = Subscribe.NO_QUEUE, concurrency = "3")
        String two() {
            return "two";
        }
    }

    private void awaitSeen(String... expected) {
        await().atMost(LONG).untilAsserted(() -> assertThat(shop.seen).containsExactlyInAnyOrder(expected));
        shop.seen.clear();
    }

    @Test
    void shouldTakeWildcardsAndPlaceholdersFromTheSubject() {
        // when
        nats.publish("core.orders.de.big.a.b", new Order("1", 7));

        // then
        awaitSeen("de|a.b|core.orders.de.big.a.b|7");
    }

    @Test
    void shouldGiveAMessageToOneOfAQueueGroup() {
        // given
        String[] jobs = IntStream.range(0, 50).mapToObj(Integer::toString).toArray(String[]::new);

        // when
        for (String job : jobs) {
            nats.publish("core.work", job);
        }

        // then
        awaitSeen(jobs);
    }

    @Test
    void shouldTakeTheQueueGroupFromThePropertiesUnlessThereIsNone() {
        // when
        nats.publish("core.default", "once");
        nats.publish("core.all.everybody", "everybody");

        // then
        awaitSeen("once", "everybody", "everybody");
    }

    @Test
    void shouldReplyWithValuesOfEveryKind() {
        // given
        Order order = new Order("1", 7);

        // then
        assertThat(nats.request("core.double", order, Order.class)).isEqualTo(new Order("1", 14));
        assertThat(nats.to("core.double").payload(order).header("Factor", "3").request(Order.class))
                .isEqualTo(new Order("1", 21));
        assertThat(nats.request("core.stage", order, Order.class)).isEqualTo(order);
        assertThat(nats.to("core.mono").payload(order).request(new ParameterizedTypeReference<List<Order>>() {}))
                .containsExactly(order, order);
        assertThat(nats.requestAsync("core.stage", order, Order.class))
                .succeedsWithin(LONG)
                .isEqualTo(order);
    }

    @Test
    void shouldReplyWithHeadersAndContentType() {
        // when
        Headers headers =
                nats.to("core.message").payload(new Order("1", 7)).request().getHeaders();

        // then
        assertThat(headers.getFirst("Checked")).isEqualTo("yes");
        assertThat(headers.getFirst(NatsHeaders.CONTENT_TYPE)).isEqualTo("application/json");
    }

    @Test
    void shouldSendResultsOnWhereNobodyWaits() {
        // when
        nats.publish("core.forward.42", "hello");

        // then
        awaitSeen("core.forwarded.42=hello!");
    }

    @Test
    void shouldCollectManyReplies() {
        // when
        List<String> replies =
                nats.to("core.everyone").requestMany(RequestMany.within(LONG).atMost(2), String.class);

        // then
        assertThat(replies).containsExactlyInAnyOrder("one", "two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"checked", "unchecked", "error", "after.later"})
    void shouldTellTheCallerOfFailuresAndGoOn(String how) {
        // when
        ThrowingCallable call = () -> nats.request("core.failing." + how, "x", String.class);

        // then
        assertRemoteError(call, 500, how.replace("after.", "") + " went wrong");
        assertThat(nats.request("core.failing.not", "x", String.class)).isEqualTo("not");
    }

    @Test
    void shouldNameTheExceptionThatHasNoMessage() {
        assertRemoteError(() -> nats.request("core.failing.silent", "x", String.class), 500, "NullPointerException");
    }

    @Test
    void shouldRefuseWhatCannotBecomeTheArguments() {
        // then
        assertRemoteError(() -> nats.to("core.double").payload("{nonsense").request(Order.class), 400, "");
        assertRemoteError(() -> nats.request("core.double", Map.of("amount", "x"), Order.class), 400, "");
        assertRemoteError(() -> nats.request("core.double", new byte[] {(byte) 0xff}, Order.class), 400, "");
        assertRemoteError(() -> nats.request("core.double", new Order("1", -1), Order.class), 400, "amount");
        assertRemoteError(
                () -> nats.to("core.double")
                        .payload(new Order("1", 1))
                        .header("Factor", "many")
                        .request(Order.class),
                400,
                "many");
        assertRemoteError(() -> nats.request("core.configured", "x", String.class), 400, "Needed");
        assertThat(nats.to("core.configured").header("Needed", "here").request(String.class))
                .isEqualTo("here");
    }

    private static void assertRemoteError(ThrowingCallable call, int code, String text) {
        assertThatExceptionOfType(RemoteErrorException.class).isThrownBy(call).satisfies(error -> {
            assertThat(error.getCode()).isEqualTo(code);
            assertThat(error.getDescription()).contains(text);
        });
    }

    @Test
    void shouldLetAnErrorHandlerReply() {
        assertThat(nats.request("core.apologizing", "x", String.class)).isEqualTo("sorry: too late");
    }

    @Test
    void shouldEndMethodsThatTakeTooLong() {
        assertRemoteError(() -> nats.request("core.slow", "x", String.class), 504, "");
    }

    @Test
    void shouldTellNobodyFromNobodyInTime() {
        assertThatExceptionOfType(NoRespondersException.class)
                .isThrownBy(() -> nats.request("core.nobody", "x", String.class));
        assertThatExceptionOfType(NatsTimeoutException.class)
                .isThrownBy(() -> nats.to("core.work")
                        .payload("job")
                        .timeout(Duration.ofMillis(50))
                        .request(String.class));
        awaitSeen("job");
    }
}
