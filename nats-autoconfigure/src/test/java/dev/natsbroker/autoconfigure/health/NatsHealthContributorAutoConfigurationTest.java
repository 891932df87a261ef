package dev.natsbroker.autoconfigure.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.natsbroker.autoconfigure.ClientFixture;
import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.spring.core.DefaultNatsConnectionFactory;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Subscription;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

@SuppressWarnings("try") // close() of a jnats connection may throw InterruptedException
class NatsHealthContributorAutoConfigurationTest {
    @RegisterExtension
    static final ClientFixture NATS = new ClientFixture();

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final ApplicationContextRunner contextRunner =
            NATS.contextRunner(NatsHealthContributorAutoConfiguration.class);

    private static Health healthOf(ApplicationContext context) {
        return health(context.getBean("natsHealthContributor", HealthIndicator.class));
    }

    private static Health health(@Nullable HealthContributor indicator) {
        Health health = indicator == null ? null : ((HealthIndicator) indicator).health();
        if (health == null) {
            throw new AssertionError("There is no health");
        }
        return health;
    }

    @Test
    void shouldBeUpWhileConnected() {
        contextRunner.run(context -> {
            Health health = healthOf(context);
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails())
                    .containsEntry("connection", "default")
                    .containsEntry("status", "CONNECTED")
                    .containsEntry("jetStream", true)
                    .containsKeys("roundTripMicros", "serverName", "serverVersion", "url");
        });
    }

    @Test
    void shouldBeDownBeforeThereIsAConnection() {
        contextRunner
                .withPropertyValues("nats.servers=nats://127.0.0.1:1", "nats.startup=background")
                .run(context -> {
                    Health health = healthOf(context);
                    assertThat(health.getStatus()).isEqualTo(Status.DOWN);
                    assertThat(health.getDetails()).containsEntry("status", "not connected yet");
                });
    }

    @Test
    void shouldBeDownWhileTheBrokerIsAway(@TempDir Path store) throws Exception {
        NatsBroker first = ClientFixture.start(0, store);
        int port = first.port();
        ClientFixture.contextRunner(first, NatsHealthContributorAutoConfiguration.class)
                .withPropertyValues("nats.reconnect.delay=20ms", "nats.reconnect.jitter=1ms")
                .run(context -> {
                    assertThat(healthOf(context).getStatus()).isEqualTo(Status.UP);

                    ClientFixture.stop(first);
                    await().untilAsserted(() ->
                            assertThat(healthOf(context).getDetails()).containsEntry("status", "RECONNECTING"));
                    assertThat(healthOf(context).getStatus()).isEqualTo(Status.DOWN);

                    NatsBroker second = ClientFixture.start(port, store);
                    await().untilAsserted(() ->
                            assertThat(healthOf(context).getStatus()).isEqualTo(Status.UP));
                    context.getBean(DefaultNatsConnectionFactory.class).stop();
                    ClientFixture.stop(second);
                });
    }

    @Test
    void shouldBeOutOfServiceWhileDraining() {
        contextRunner.withPropertyValues("nats.drain-timeout=5s").run(context -> {
            DefaultNatsConnectionFactory factory = context.getBean(DefaultNatsConnectionFactory.class);
            CompletableFuture<Health> during = new CompletableFuture<>();
            Connection connection = factory.getConnection();
            connection
                    .createDispatcher(message -> {
                        connection.publish("begun", null);
                        await().until(factory::isDraining);
                        during.complete(healthOf(context));
                    })
                    .subscribe("work");
            connection.flush(LIMIT);
            try (Connection other = Nats.connect(NATS.broker().clientUri().toString())) {
                Subscription begun = other.subscribe("begun");
                other.flush(LIMIT);
                other.publish("work", null);
                assertThat(begun.nextMessage(LIMIT)).isNotNull();
            }
            factory.stop();

            assertThat(during)
                    .isCompletedWithValueMatching(health -> health.getStatus().equals(Status.OUT_OF_SERVICE));
            assertThat(during.join().getDetails()).containsEntry("status", "DRAINING");
            assertThat(healthOf(context).getStatus()).isEqualTo(Status.DOWN);
        });
    }

    @Test
    void shouldBeDownWhenClosed() {
        // with attempts without end another connection would be made
        contextRunner.withPropertyValues("nats.reconnect.max-attempts=3").run(context -> {
            context.getBean(NatsConnectionFactory.class).getConnection().close();

            assertThat(healthOf(context).getStatus()).isEqualTo(Status.DOWN);
            assertThat(healthOf(context).getDetails()).containsEntry("status", "CLOSED");
        });
    }

    @Test
    void shouldTellOfEachConnectionByItsName() {
        contextRunner
                .withPropertyValues(
                        "nats.connections.billing.servers=nats://127.0.0.1:1",
                        "nats.connections.billing.startup=background")
                .run(context -> {
                    CompositeHealthContributor all = context.getBean(CompositeHealthContributor.class);
                    assertThat(all.stream().map(CompositeHealthContributor.Entry::name))
                            .containsExactlyInAnyOrder("default", "billing");
                    assertThat(health(all.getContributor("default")).getStatus())
                            .isEqualTo(Status.UP);
                    assertThat(health(all.getContributor("billing")).getStatus())
                            .isEqualTo(Status.DOWN);
                });
    }

    @Test
    void shouldBeSwitchedOff() {
        contextRunner
                .withPropertyValues("management.health.nats.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(HealthContributor.class));
        contextRunner
                .withPropertyValues("nats.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(HealthContributor.class));
    }

    @Test
    void shouldNotNeedTheHealthModule() {
        contextRunner
                .withClassLoader(new FilteredClassLoader(HealthContributor.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("natsHealthContributor"));
    }

    @Test
    void shouldBackOff() {
        contextRunner
                .withBean(
                        "natsHealthIndicator",
                        HealthIndicator.class,
                        () -> () -> Health.up().build())
                .run(context -> assertThat(context).hasSingleBean(HealthContributor.class));
    }
}
