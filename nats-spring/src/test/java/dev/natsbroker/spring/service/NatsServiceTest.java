package dev.natsbroker.spring.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.natsbroker.spring.BrokerFixture;
import dev.natsbroker.spring.annotation.ListenerContext;
import dev.natsbroker.spring.core.NatsHeaders;
import dev.natsbroker.spring.listener.ListenerState;
import dev.natsbroker.spring.listener.NatsListenerErrorHandler;
import io.nats.client.Message;
import io.nats.service.Discovery;
import io.nats.service.EndpointStats;
import io.nats.service.InfoResponse;
import io.nats.service.PingResponse;
import io.nats.service.StatsResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.messaging.handler.annotation.DestinationVariable;

class NatsServiceTest {
    @RegisterExtension
    static final BrokerFixture nats = new BrokerFixture();

    private @Nullable ListenerContext context;

    @AfterEach
    void stop() {
        if (context != null) {
            context.close();
        }
    }

    private ListenerContext start(Class<?> bean) {
        context = ListenerContext.start(nats, Map.of("version", "1.2.3"), application -> application.register(bean));
        return context;
    }

    private static Message request(String subject, String payload) throws Exception {
        return nats.client()
                .requestWithTimeout(subject, payload.getBytes(StandardCharsets.UTF_8), Duration.ofSeconds(5))
                .get(5, TimeUnit.SECONDS);
    }

    private static String ask(String subject, String payload) throws Exception {
        return new String(request(subject, payload).getData(), StandardCharsets.UTF_8);
    }

    private static Discovery discovery() {
        return new Discovery(nats.client(), 300, 1);
    }

    record Sum(int a, int b) {}

    @NatsService(
            name = "calculator",
            version = "${version}",
            description = "Adds",
            metadata = {"team=numbers", "tier = 1"},
            group = "math")
    static class Calculator {
        final CountDownLatch together = new CountDownLatch(2);

        @NatsEndpoint(
                metadata = "unit=none",
                requestSchema = "{\"type\":\"object\"}",
                responseSchema = "https://example.org/int")
        int add(Sum sum) {
            if (sum.a() < 0) {
                throw new IllegalArgumentException("too small");
            }
            return sum.a() + sum.b();
        }

        @NatsEndpoint(name = "square-of", subject = "square.{number}", queue = "squares")
        CompletableFuture<Integer> square(@DestinationVariable int number) {
            return CompletableFuture.completedFuture(number * number);
        }

        @NatsEndpoint(value = "pair", queue = "none", concurrency = "2", executor = "threads", timeout = "5s")
        boolean pair() throws InterruptedException {
            together.countDown();
            return together.await(3, TimeUnit.SECONDS);
        }

        @NatsEndpoint(value = "recovered", errorHandler = "recovery")
        String recovered() {
            throw new IllegalStateException("recover me");
        }

        @Bean
        NatsListenerErrorHandler recovery() {
            return (message, failure) -> "recovered";
        }

        @Bean
        Executor threads() {
            return task -> new Thread(task).start();
        }
    }

    @Test
    void shouldAnswerRequests() throws Exception {
        // given
        start(Calculator.class);

        // then
        assertThat(ask("math.add", "{\"a\":1,\"b\":2}")).isEqualTo("3");
        assertThat(ask("math.square.7", "")).isEqualTo("49");
        assertThat(ask("math.recovered", "")).isEqualTo("recovered");
        CompletableFuture<Message> other = nats.client().request("math.pair", new byte[0]);
        assertThat(ask("math.pair", "")).isEqualTo("true");
        assertThat(new String(other.get(5, TimeUnit.SECONDS).getData(), StandardCharsets.UTF_8))
                .isEqualTo("true");
    }

    @Test
    void shouldBeDiscovered() {
        // given
        start(Calculator.class);

        // when
        List<PingResponse> pings = discovery().ping();
        InfoResponse info = discovery().info("calculator", pings.get(0).getId());

        // then
        assertThat(pings).singleElement().satisfies(ping -> {
            assertThat(ping.getName()).isEqualTo("calculator");
            assertThat(ping.getVersion()).isEqualTo("1.2.3");
            assertThat(ping.getMetadata()).containsOnly(Map.entry("team", "numbers"), Map.entry("tier", "1"));
        });
        assertThat(info.getDescription()).isEqualTo("Adds");
        assertThat(info.getEndpoints())
                .extracting(
                        endpoint -> endpoint.getName() + " " + endpoint.getSubject() + " " + endpoint.getQueueGroup())
                .containsExactlyInAnyOrder(
                        "add math.add q",
                        "square-of math.square.* squares",
                        "pair math.pair ",
                        "recovered math.recovered q");
        assertThat(info.getEndpoints())
                .filteredOn(endpoint -> endpoint.getName().equals("add"))
                .singleElement()
                .satisfies(endpoint -> assertThat(endpoint.getMetadata())
                        .containsOnly(
                                Map.entry("unit", "none"),
                                Map.entry("request_schema", "{\"type\":\"object\"}"),
                                Map.entry("response_schema", "https://example.org/int")));
        assertThat(discovery().ping("calculator")).hasSize(1);
        assertThat(discovery().ping("another")).isEmpty();
    }

    @Test
    void shouldCountRequestsAndErrors() throws Exception {
        // given
        start(Calculator.class);
        ask("math.add", "{\"a\":1,\"b\":2}");
        ask("math.add", "{\"a\":1,\"b\":2}");

        // when
        Message failed = request("math.add", "{\"a\":-1,\"b\":2}");
        Message broken = request("math.add", "no json");

        // then
        assertThat(failed.getHeaders().getFirst(NatsHeaders.SERVICE_ERROR)).isEqualTo("too small");
        assertThat(failed.getHeaders().getFirst(NatsHeaders.SERVICE_ERROR_CODE)).isEqualTo("500");
        assertThat(broken.getHeaders().getFirst(NatsHeaders.SERVICE_ERROR_CODE)).isEqualTo("400");
        await().untilAsserted(() -> {
            StatsResponse stats = discovery().stats("calculator").get(0);
            EndpointStats add = stats.getEndpointStatsList().stream()
                    .filter(endpoint -> endpoint.getName().equals("add"))
                    .findFirst()
                    .orElseThrow();
            assertThat(add.getNumRequests()).isEqualTo(4);
            assertThat(add.getNumErrors()).isEqualTo(2);
            assertThat(add.getLastError()).contains("no json".length() + " bytes cannot be read as JSON");
            assertThat(add.getProcessingTime()).isPositive();
            assertThat(add.getAverageProcessingTime()).isEqualTo(add.getProcessingTime() / 4);
            assertThat(stats.getStarted()).isNotNull();
        });
        assertThat(context().container().getSnapshot().received()).isEqualTo(4);
        assertThat(context().container().getSnapshot().failed()).isEqualTo(2);
        assertThat(context().container().getKind()).isEqualTo("service");
    }

    private ListenerContext context() {
        return java.util.Objects.requireNonNull(context);
    }

    @Test
    void shouldStopPauseAndResumeAsAWhole() throws Exception {
        // given
        start(Calculator.class);

        // when
        context().registry().pause("calculator");
        assertThat(discovery().ping()).hasSize(1);
        assertThatThrownBy(() -> ask("math.square.2", "")).isNotNull();
        context().registry().resume("calculator");
        assertThat(ask("math.square.2", "")).isEqualTo("4");
        context().registry().stop("calculator");

        // then
        assertThat(context().container().getState()).isEqualTo(ListenerState.STOPPED);
        assertThat(discovery().ping()).isEmpty();
        context().registry().start("calculator");
        assertThat(ask("math.square.3", "")).isEqualTo("9");
    }

    @NatsService(name = "wrong name", version = "1.0.0")
    static class WrongName {
        @NatsEndpoint
        void none() {}
    }

    @NatsService(name = "wrong", version = "one")
    static class WrongVersion {
        @NatsEndpoint
        void none() {}
    }

    @NatsService(name = "empty", version = "1.0.0")
    static class NoEndpoint {}

    @NatsService(name = "twice", version = "1.0.0", metadata = "nothing")
    static class WrongMetadata {
        @NatsEndpoint
        void none() {}
    }

    @NatsService(name = "twice", version = "1.0.0")
    static class SameEndpoints {
        @NatsEndpoint(name = "same", subject = "a")
        void first() {}

        @NatsEndpoint(name = "same", subject = "b")
        void second() {}
    }

    @Test
    void shouldRefuseWhatTheProtocolForbids() {
        assertThatThrownBy(() -> start(WrongName.class)).hasMessageContaining("Name 'wrong name' of a service");
        assertThatThrownBy(() -> start(WrongVersion.class)).hasMessageContaining("Version 'one' of service 'wrong'");
        assertThatThrownBy(() -> start(NoEndpoint.class)).hasMessageContaining("has no endpoints");
        assertThatThrownBy(() -> start(WrongMetadata.class)).hasMessageContaining("it must be key=value");
        assertThatThrownBy(() -> start(SameEndpoints.class)).hasMessageContaining("has two endpoints 'same'");
    }
}
