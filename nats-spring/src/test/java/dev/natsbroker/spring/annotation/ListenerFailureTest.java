package dev.natsbroker.spring.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.natsbroker.spring.BrokerFixture;
import dev.natsbroker.spring.core.NatsHeaders;
import dev.natsbroker.spring.core.NatsTemplate;
import dev.natsbroker.spring.core.RemoteErrorException;
import dev.natsbroker.spring.listener.ErrorReplyException;
import dev.natsbroker.spring.listener.ListenerExecutionException;
import dev.natsbroker.spring.listener.ListenerTimeoutException;
import dev.natsbroker.spring.listener.NatsListenerErrorHandler;
import dev.natsbroker.spring.listener.method.InvalidPayloadException;
import dev.natsbroker.spring.listener.method.MissingHeaderException;
import dev.natsbroker.spring.listener.method.UnreadableHeaderException;
import dev.natsbroker.spring.listener.method.UnreadablePayloadException;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.impl.Headers;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Positive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.support.MessageBuilder;
import reactor.core.publisher.Mono;

/** Broken messages, failing handlers, and who hears of it. */
class ListenerFailureTest {
    @RegisterExtension
    static final BrokerFixture nats = new BrokerFixture();

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private @Nullable ListenerContext context;

    @BeforeEach
    void captureLogs() {
        logger().setAdditive(false);
        logger().addAppender(logged);
        logged.start();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("dev.natsbroker.spring.listener");
    }

    @AfterEach
    void stop() {
        if (context != null) {
            context.close();
        }
        logger().detachAppender(logged);
        logger().setAdditive(true);
    }

    private <T> T start(Class<T> bean, Class<?>... others) {
        context = ListenerContext.start(
                nats,
                java.util.stream.Stream.concat(java.util.stream.Stream.of(bean), java.util.stream.Stream.of(others))
                        .toArray(Class<?>[]::new));
        return context.bean(bean);
    }

    private static Message request(String subject, String payload) throws Exception {
        return nats.client()
                .requestWithTimeout(subject, payload.getBytes(StandardCharsets.UTF_8), Duration.ofSeconds(5))
                .get(5, TimeUnit.SECONDS);
    }

    private static String error(String subject, String payload) throws Exception {
        return errorOf(request(subject, payload));
    }

    private static String errorOf(Message reply) {
        Headers headers = reply.getHeaders();
        assertThat(headers).as("error headers of the reply").isNotNull();
        return headers.getFirst(NatsHeaders.SERVICE_ERROR_CODE) + " " + headers.getFirst(NatsHeaders.SERVICE_ERROR);
    }

    record Order(String id, @Positive int total) {}

    static class Broken {
        @Subscribe("broken.json")
        String json(Order order) {
            return order.id();
        }

        @Subscribe("broken.header")
        String header(@Header("Priority") int priority) {
            return "" + priority;
        }

        @Subscribe("broken.variable.{number}")
        String variable(@DestinationVariable int number) {
            return "" + number;
        }

        @Subscribe("broken.valid")
        String valid(@Valid Order order) {
            return order.id();
        }

        @Subscribe("broken.reply")
        Object unwritable() {
            return new Object() {
                @SuppressWarnings("unused")
                public Object getSelf() {
                    throw new IllegalStateException("cannot be read");
                }
            };
        }
    }

    @Test
    void shouldAnswerBrokenMessages() throws Exception {
        // given
        start(Broken.class);

        // then
        assertThat(error("broken.json", "{\"id\":"))
                .startsWith("400 Payload of 6 bytes cannot be read as JSON of type");
        assertThat(error("broken.json", "")).startsWith("400 ").contains("must not be empty");
        assertThat(error("broken.json", "null")).startsWith("400 Payload is the JSON value null");
        assertThat(error("broken.header", ""))
                .startsWith("400 Header 'Priority' is missing in the message on 'broken.header'");
        assertThat(error("broken.variable.x", "")).startsWith("400 Failed to convert");
        assertThat(error("broken.valid", "{\"id\":\"o\",\"total\":-1}")).isEqualTo("400 total: must be greater than 0");
        assertThat(error("broken.reply", "")).startsWith("500 ").contains("cannot be written as JSON");
        assertThat(logged.list)
                .anySatisfy(event -> assertThat(event.getFormattedMessage())
                        .contains("broken.json")
                        .contains("was sent a message that it cannot handle")
                        .contains("cannot be read as JSON"));
    }

    static class Failing {
        @Subscribe("fail.{kind}")
        String fail(@DestinationVariable String kind) throws Exception {
            switch (kind) {
                case "runtime" -> throw new IllegalStateException("no \u20ac\r\nleft");
                case "checked" -> throw new IOException("disk");
                case "error" -> throw new StackOverflowError();
                case "assertion" -> throw new AssertionError("not so");
                case "interrupted" -> throw new InterruptedException("stopped");
                case "flag" -> {
                    Thread.currentThread().interrupt();
                    return "flagged";
                }
                case "invalid" -> throw new UnreadablePayloadException("of somebody else", new IOException());
                case "chosen" -> throw new ErrorReplyException(404, "no such order", new IOException("secret"));
                default -> {
                    return "interrupted=" + Thread.currentThread().isInterrupted();
                }
            }
        }

        @Subscribe("fail.later.stage")
        CompletableFuture<String> stage() {
            return CompletableFuture.supplyAsync(() -> {
                throw new IllegalStateException("later");
            });
        }

        @Subscribe("fail.later.mono")
        Mono<String> mono() {
            return Mono.error(new IOException("reactive"));
        }

        @Subscribe("fail.void.x")
        void none() {
            throw new IllegalStateException("nobody asked");
        }
    }

    @Test
    void shouldAnswerFailuresOfEveryKind() throws Exception {
        // given
        start(Failing.class);

        // then: each is answered, and the next message finds the listener well
        assertThat(error("fail.runtime", "")).isEqualTo("500 no left");
        assertThat(error("fail.checked", "")).isEqualTo("500 disk");
        assertThat(error("fail.error", "")).isEqualTo("500 StackOverflowError");
        assertThat(error("fail.assertion", "")).isEqualTo("500 not so");
        assertThat(error("fail.interrupted", "")).isEqualTo("500 stopped");
        assertThat(new String(request("fail.flag", "").getData(), StandardCharsets.UTF_8))
                .isEqualTo("flagged");
        assertThat(error("fail.chosen", "")).isEqualTo("404 no such order");
        assertThat(error("fail.later.stage", "")).isEqualTo("500 later");
        assertThat(error("fail.later.mono", "")).isEqualTo("500 reactive");
        assertThat(new String(request("fail.none", "").getData(), StandardCharsets.UTF_8))
                .isEqualTo("interrupted=false");
        // and
        assertThat(logged.list)
                .anySatisfy(event -> {
                    assertThat(event.getFormattedMessage()).contains("failed on a message on 'fail.checked'");
                    assertThat(event.getThrowableProxy().getCause().getClassName())
                            .isEqualTo(IOException.class.getName());
                })
                .noneSatisfy(event -> assertThat(event.getFormattedMessage()).contains("no such order"));
        assertThat(context().registry().getContainers())
                .filteredOn(container -> container.getSources().contains("fail.{kind}"))
                .singleElement()
                .satisfies(container -> {
                    assertThat(container.getSnapshot().received()).isEqualTo(8);
                    assertThat(container.getSnapshot().failed()).isEqualTo(6);
                    assertThat(container.getSnapshot().processed()).isEqualTo(2);
                    assertThat(container.getSnapshot().inFlight()).isZero();
                });
    }

    private ListenerContext context() {
        return java.util.Objects.requireNonNull(context);
    }

    @Test
    void shouldNotAnswerForMethodsWithoutValue() throws Exception {
        // given: somebody who waits for another answer, such as that of a stream
        start(Failing.class);
        Subscription inbox = nats.client().subscribe("_INBOX.ack");

        // when
        nats.client().publish("fail.void.x", "_INBOX.ack", new byte[0]);

        // then
        await().untilAsserted(() -> assertThat(logged.list)
                .anySatisfy(event -> assertThat(event.getFormattedMessage()).contains("nobody asked")));
        assertThat(inbox.nextMessage(Duration.ofMillis(20))).isNull();
    }

    @Test
    void shouldGiveCallersATypedException() {
        // given
        start(Failing.class);
        NatsTemplate template = new NatsTemplate(nats.connectionFactory(), new PayloadConverters());

        // then
        assertThatExceptionOfType(RemoteErrorException.class)
                .isThrownBy(() -> template.request("fail.chosen", "", String.class))
                .satisfies(e -> {
                    assertThat(e.getCode()).isEqualTo(404);
                    assertThat(e.getDescription()).isEqualTo("no such order");
                });
    }

    static class Handled {
        final BlockingQueue<ListenerExecutionException> failures = new LinkedBlockingQueue<>();

        @Subscribe(value = "handled.valid", id = "handled", errorHandler = "recorder")
        String valid(@Valid Order order, @Header("Priority") int priority) {
            throw new IllegalArgumentException("always");
        }

        @Subscribe(value = "handled.again", errorHandler = "rethrower")
        String again() {
            throw new IllegalArgumentException("original");
        }

        @Subscribe(value = "handled.null", errorHandler = "forgetful")
        String forgotten() {
            throw new IllegalArgumentException("forgotten");
        }

        @Subscribe(value = "handled.default")
        String byDefault() {
            throw new IllegalArgumentException("unhandled");
        }

        @Bean
        NatsListenerErrorHandler recorder() {
            return (message, failure) -> {
                failures.add(failure);
                return MessageBuilder.withPayload(
                                "handled " + message.getHeaders().get(NatsHeaders.SUBJECT))
                        .setHeader("Handled", true)
                        .build();
            };
        }

        @Bean
        NatsListenerErrorHandler rethrower() {
            return (message, failure) -> {
                throw new IllegalStateException("handler", failure.getFailure());
            };
        }

        @Bean
        NatsListenerErrorHandler forgetful() {
            return (message, failure) -> null;
        }
    }

    @Test
    void shouldLetErrorHandlersReply() throws Exception {
        // given
        Handled listener = start(Handled.class);
        Headers noNumber = new Headers().add("Priority", "x");
        Headers number = new Headers().add("Priority", "1");
        String valid = "{\"id\":\"o\",\"total\":1}";

        // when
        Message reply = request("handled.valid", valid);
        send(number, "{");
        send(number, "{\"id\":\"o\",\"total\":0}");
        send(noNumber, valid);
        send(number, valid);

        // then
        assertThat(new String(reply.getData(), StandardCharsets.UTF_8)).isEqualTo("handled handled.valid");
        assertThat(reply.getHeaders().getFirst("Handled")).isEqualTo("true");
        assertThat(listener.failures)
                .extracting(failure -> failure.getFailure().getClass().getSimpleName())
                .containsExactly(
                        MissingHeaderException.class.getSimpleName(),
                        UnreadablePayloadException.class.getSimpleName(),
                        InvalidPayloadException.class.getSimpleName(),
                        UnreadableHeaderException.class.getSimpleName(),
                        IllegalArgumentException.class.getSimpleName());
        assertThat(listener.failures)
                .extracting(ListenerExecutionException::isInvalidMessage)
                .containsExactly(true, true, true, true, false);
        assertThat(listener.failures)
                .allSatisfy(failure -> assertThat(failure.getListenerId()).isEqualTo("handled"));
        assertThat(logged.list).isEmpty();
    }

    private static void send(Headers headers, String payload) throws Exception {
        nats.client()
                .requestWithTimeout(
                        "handled.valid", headers, payload.getBytes(StandardCharsets.UTF_8), Duration.ofSeconds(5))
                .get(5, TimeUnit.SECONDS);
    }

    @Test
    void shouldReportWhatErrorHandlersDoNotHandle() throws Exception {
        // given
        start(Handled.class);

        // then
        assertThat(error("handled.again", "")).isEqualTo("500 original");
        assertThat(error("handled.null", "")).isEqualTo("500 forgotten");
        assertThat(error("handled.default", "")).isEqualTo("500 unhandled");
        assertThat(logged.list)
                .anySatisfy(event -> assertThat(event.getFormattedMessage()).contains("original"))
                .noneSatisfy(event -> assertThat(event.getFormattedMessage()).contains("forgotten"));
    }

    static class Slow {
        final CountDownLatch interrupted = new CountDownLatch(2);
        final CompletableFuture<String> never = new CompletableFuture<>();

        @Subscribe(value = "slow.sleep", timeout = "50ms")
        String sleep(String payload) throws InterruptedException {
            if (payload.equals("fast")) {
                return "fast";
            }
            try {
                new CountDownLatch(1).await();
            } finally {
                interrupted.countDown();
            }
            return "never";
        }

        @Subscribe(value = "slow.stubborn", timeout = "PT0.05S", concurrency = "2")
        String stubborn() {
            boolean woken = false;
            while (!woken) {
                woken = Thread.interrupted();
                Thread.onSpinWait();
            }
            interrupted.countDown();
            return "too late";
        }

        @Subscribe(value = "slow.async", timeout = "50ms")
        CompletableFuture<String> async(String payload) {
            return payload.equals("fast") ? CompletableFuture.completedFuture("fast") : never;
        }
    }

    @Test
    void shouldInterruptHandlersThatTakeTooLong() throws Exception {
        // given
        Slow listener = start(Slow.class);

        // then
        assertThat(error("slow.sleep", "")).startsWith("504 Listener '").contains("within 50 ms");
        assertThat(error("slow.stubborn", "")).startsWith("504 Listener '");
        assertThat(error("slow.async", "")).startsWith("504 Listener '");
        assertThat(listener.never).isCancelled();
        assertThat(listener.interrupted.await(1, TimeUnit.SECONDS)).isTrue();
        // and: the listener goes on
        assertThat(new String(request("slow.sleep", "fast").getData(), StandardCharsets.UTF_8))
                .isEqualTo("fast");
        assertThat(new String(request("slow.async", "fast").getData(), StandardCharsets.UTF_8))
                .isEqualTo("fast");
        assertThat(logged.list)
                .anySatisfy(
                        event -> assertThat(event.getThrowableProxy().getCause().getClassName())
                                .isEqualTo(ListenerTimeoutException.class.getName()));
    }

    static class Limited {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);

        @Subscribe(value = "limited.x", id = "limited", pendingMessages = "3", pendingBytes = "1000000")
        void take(String payload) throws InterruptedException {
            begun.countDown();
            goOn.await();
        }
    }

    @Test
    void shouldSayWhenMessagesAreDropped() throws Exception {
        // given
        Limited listener = start(Limited.class);
        nats.client().publish("limited.x", new byte[0]);
        assertThat(listener.begun.await(5, TimeUnit.SECONDS)).isTrue();

        // when
        IntStream.range(0, 10).forEach(i -> nats.client().publish("limited.x", new byte[0]));
        await().until(() -> context().container().getSnapshot().dropped() == 7);
        assertThat(context().container().getSnapshot().lag()).isEqualTo(3);
        listener.goOn.countDown();

        // then
        await().untilAsserted(() -> assertThat(logged.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anySatisfy(text -> assertThat(text)
                        .contains("Listener 'limited' is too slow: 7 messages were dropped")
                        .contains("3 messages or 1000000 bytes")));
        await().until(() -> context().container().getSnapshot().processed() == 4);
    }

    static class Rejected {
        @Subscribe(value = "rejected.x", executor = "busy")
        String take() {
            return "";
        }

        @Bean
        java.util.concurrent.Executor busy() {
            return task -> {
                throw new java.util.concurrent.RejectedExecutionException("busy");
            };
        }
    }

    @Test
    void shouldAnswerWhatAnExecutorRejects() throws Exception {
        // given
        start(Rejected.class);

        // then
        assertThat(error("rejected.x", "")).isEqualTo("500 busy");
        assertThat(error("rejected.x", "")).isEqualTo("500 busy");
        // and: counted just after the reply is sent
        await().until(() -> context().container().getSnapshot().failed() == 2);
    }

    static class Large {
        @Subscribe("large.x")
        byte[] take(io.nats.client.Connection connection) {
            return new byte[(int) connection.getMaxPayload() + 1];
        }
    }

    @Test
    void shouldAnswerThatAReplyIsTooLarge() throws Exception {
        // given
        start(Large.class);

        // then
        assertThat(error("large.x", "")).startsWith("500 ").contains("max_payload");
    }
}
