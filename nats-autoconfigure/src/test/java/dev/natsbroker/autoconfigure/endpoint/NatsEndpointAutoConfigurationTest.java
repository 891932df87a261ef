package dev.natsbroker.autoconfigure.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.autoconfigure.ClientFixture;
import dev.natsbroker.autoconfigure.client.NatsAutoConfiguration;
import dev.natsbroker.autoconfigure.endpoint.NatsEndpoint.NatsDescriptor;
import dev.natsbroker.spring.annotation.JetStreamListener;
import dev.natsbroker.spring.annotation.Subscribe;
import dev.natsbroker.spring.core.JetStreamTemplate;
import dev.natsbroker.spring.listener.ListenerSnapshot;
import dev.natsbroker.spring.listener.ListenerState;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

class NatsEndpointAutoConfigurationTest {
    @RegisterExtension
    static final ClientFixture NATS = new ClientFixture();

    private final ApplicationContextRunner contextRunner = NATS.contextRunner(NatsEndpointAutoConfiguration.class)
            .withBean(Listener.class, Listener::new)
            .withPropertyValues(
                    "management.endpoints.web.exposure.include=nats",
                    "nats.connections.billing.servers=nats://127.0.0.1:1",
                    "nats.connections.billing.startup=background");

    private final ReactiveWebApplicationContextRunner webContextRunner = new ReactiveWebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    JacksonAutoConfiguration.class,
                    CodecsAutoConfiguration.class,
                    WebFluxAutoConfiguration.class,
                    HttpHandlerAutoConfiguration.class,
                    EndpointAutoConfiguration.class,
                    WebEndpointAutoConfiguration.class,
                    ManagementContextAutoConfiguration.class,
                    NatsAutoConfiguration.class,
                    NatsEndpointAutoConfiguration.class))
            .withBean(Listener.class, Listener::new)
            .withPropertyValues(ClientFixture.properties(NATS.broker()))
            .withPropertyValues("management.endpoints.web.exposure.include=nats");

    @Test
    void shouldShowConnectionsAndListeners() {
        contextRunner.run(context -> {
            NatsDescriptor all = context.getBean(NatsEndpoint.class).nats();
            assertThat(all.connections())
                    .satisfiesExactly(
                            billing -> {
                                assertThat(billing.name()).isEqualTo("billing");
                                assertThat(billing.status()).isEqualTo("DISCONNECTED");
                                assertThat(billing.url()).isNull();
                            },
                            connection -> {
                                assertThat(connection.name()).isEqualTo("default");
                                assertThat(connection.status()).isEqualTo("CONNECTED");
                                assertThat(connection.url())
                                        .contains(String.valueOf(NATS.broker().port()));
                                assertThat(connection.serverName()).isNotEmpty();
                            });
            assertThat(all.listeners()).extracting(ListenerSnapshot::id).containsExactly("orders", "others");
        });
    }

    @Test
    void shouldShowWhatBecomesOfMessagesOfStreams() {
        contextRunner
                .withBean(StreamListener.class, StreamListener::new)
                .withPropertyValues(
                        "nats.jetstream.streams.SHOWN.subjects=shown", "nats.jetstream.streams.SHOWN.storage=memory")
                .run(context -> {
                    context.getBean(JetStreamTemplate.class).publish("shown", "x");

                    Awaitility.await()
                            .untilAsserted(() -> assertThat(context.getBean(NatsEndpoint.class)
                                            .nats()
                                            .jetStream())
                                    .hasEntrySatisfying("shown", state -> {
                                        assertThat(state.acked()).isEqualTo(1);
                                        assertThat(state.deadLettered()).isZero();
                                    }));
                });
    }

    @Test
    void shouldShowAndControlOneListener() {
        contextRunner.run(context -> {
            NatsEndpoint endpoint = context.getBean(NatsEndpoint.class);
            assertThat(state(endpoint.listener("orders"))).isEqualTo(ListenerState.RUNNING);

            assertThat(Objects.requireNonNull(endpoint.control("orders", "pause"))
                            .paused())
                    .isTrue();
            assertThat(Objects.requireNonNull(endpoint.control("orders", "resume"))
                            .paused())
                    .isFalse();
            assertThat(state(endpoint.control("orders", "stop"))).isEqualTo(ListenerState.STOPPED);
            assertThat(state(endpoint.control("orders", "START"))).isEqualTo(ListenerState.RUNNING);
            assertThat(endpoint.listener("missing")).isNull();
            assertThat(endpoint.control("missing", "stop")).isNull();
            assertThatThrownBy(() -> endpoint.control("orders", "explode"))
                    .isInstanceOf(InvalidEndpointRequestException.class)
                    .hasMessageContaining("explode")
                    .hasMessageContaining("pause, resume, start and stop");
        });
    }

    private static ListenerState state(@Nullable ListenerSnapshot snapshot) {
        return Objects.requireNonNull(snapshot).state();
    }

    @Test
    void shouldWorkOverHttp() {
        webContextRunner.run(context -> {
            WebTestClient client = WebTestClient.bindToApplicationContext(context)
                    .configureClient()
                    .baseUrl("/actuator/nats")
                    .build();
            client.get()
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectBody(String.class)
                    .value(body -> assertThat(body).contains("\"status\":\"CONNECTED\"", "\"sources\":[\"orders.>\"]"));
            client.get()
                    .uri("/orders")
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectBody(String.class)
                    .value(body -> assertThat(body).contains("\"state\":\"RUNNING\""));
            client.get().uri("/missing").exchange().expectStatus().isNotFound();
            post(client, "orders", "pause")
                    .expectStatus()
                    .isOk()
                    .expectBody(String.class)
                    .value(body -> assertThat(body).contains("\"paused\":true"));
            post(client, "orders", "explode").expectStatus().isBadRequest();
            post(client, "missing", "pause").expectStatus().isNotFound();
        });
    }

    private static WebTestClient.ResponseSpec post(WebTestClient client, String listener, String action) {
        return client.post()
                .uri("/" + listener)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(Map.of("action", action))
                .exchange();
    }

    @Test
    void shouldStayAwayUnlessExposed() {
        contextRunner
                .withPropertyValues("management.endpoints.web.exposure.include=health")
                .run(context -> assertThat(context).doesNotHaveBean(NatsEndpoint.class));
        contextRunner
                .withPropertyValues("management.endpoint.nats.access=NONE")
                .run(context -> assertThat(context).doesNotHaveBean(NatsEndpoint.class));
        contextRunner
                .withPropertyValues("nats.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(NatsEndpoint.class));
        contextRunner
                .withClassLoader(new FilteredClassLoader(ConditionalOnAvailableEndpoint.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("natsEndpoint"));
    }

    static final class StreamListener {
        @JetStreamListener(stream = "SHOWN", consumer = "shown", id = "shown")
        void handle(String work) {}
    }

    static final class Listener {
        @Subscribe(value = "orders.>", id = "orders")
        void orders() {}

        @Subscribe(value = "others", id = "others")
        void others() {}
    }
}
