package dev.natsbroker.autoconfigure.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.natsbroker.autoconfigure.ClientFixture;
import dev.natsbroker.spring.annotation.JetStreamListener;
import dev.natsbroker.spring.annotation.Subscribe;
import dev.natsbroker.spring.config.JetStreamListenerEndpoint;
import dev.natsbroker.spring.config.NatsListenerContainerFactory;
import dev.natsbroker.spring.config.NatsListenerEndpointRegistry;
import dev.natsbroker.spring.core.NatsConnections;
import dev.natsbroker.spring.core.NatsTemplate;
import dev.natsbroker.spring.core.RemoteErrorException;
import dev.natsbroker.spring.listener.ListenerState;
import dev.natsbroker.spring.listener.NatsListenerErrorHandler;
import dev.natsbroker.spring.listener.jetstream.ErrorAction;
import dev.natsbroker.spring.listener.jetstream.JetStreamErrorHandler;
import dev.natsbroker.spring.listener.jetstream.ListenerSettings;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nats.client.Connection;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class NatsListenersConfigurationTest {
    @RegisterExtension
    static final ClientFixture NATS = new ClientFixture();

    private final ApplicationContextRunner contextRunner =
            NATS.contextRunner(ValidationAutoConfiguration.class).withUserConfiguration(ListenersConfiguration.class);

    @Test
    void shouldCallAnnotatedMethods() {
        contextRunner.run(context -> {
            NatsTemplate nats = context.getBean(NatsTemplate.class);
            assertThat(nats.request("half", new Amount(42), Amount.class)).isEqualTo(new Amount(21));
            assertThat(nats.request("thread", "", String.class)).doesNotStartWith("nats-listener-");
        });
    }

    @Test
    void shouldValidateByTheApplicationsValidator() {
        contextRunner
                .withBean(ValidatedListener.class, ValidatedListener::new)
                .run(context -> assertThatThrownBy(() ->
                                context.getBean(NatsTemplate.class).request("double", new Amount(-1), Amount.class))
                        .isInstanceOf(RemoteErrorException.class)
                        .hasMessageContaining("400"));
    }

    @Test
    void shouldWorkWithoutValidationReactorTransactionsMetersAndActuator() {
        contextRunner
                .withClassLoader(new FilteredClassLoader(
                        "jakarta.validation",
                        "org.hibernate.validator",
                        "reactor",
                        "org.springframework.transaction",
                        "io.micrometer.core",
                        "io.micrometer.tracing",
                        "org.springframework.boot.actuate",
                        "org.springframework.boot.health"))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(NatsTemplate.class).request("thread", "", String.class))
                            .isNotEmpty();
                });
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void shouldRunOnVirtualThreadsWhenSwitchedOn() {
        contextRunner
                .withPropertyValues("spring.threads.virtual.enabled=true")
                .run(context -> assertThat(context.getBean(NatsTemplate.class).request("thread", "", String.class))
                        .startsWith("nats-listener-"));
    }

    @Test
    void shouldTakeDefaultsFromProperties() {
        contextRunner
                .withPropertyValues(
                        "nats.listener.auto-startup=false",
                        "nats.listener.queue=workers",
                        "nats.listener.concurrency=3",
                        "nats.listener.timeout=4s",
                        "nats.listener.shutdown-timeout=6s",
                        "nats.listener.pending-messages=7",
                        "nats.listener.pending-bytes=8KB")
                .run(context -> {
                    NatsListenerContainerFactory factory = context.getBean(NatsListenerContainerFactory.class);
                    assertThat(factory.isAutoStartup()).isFalse();
                    assertThat(factory.getQueue()).isEqualTo("workers");
                    assertThat(factory.getConcurrency()).isEqualTo(3);
                    assertThat(factory.getTimeout()).hasSeconds(4);
                    assertThat(factory.getShutdownTimeout()).hasSeconds(6);
                    assertThat(factory.getPendingMessagesMax()).isEqualTo(7);
                    assertThat(factory.getPendingBytesMax()).isEqualTo(8192);
                    assertThat(context.getBean(NatsListenerEndpointRegistry.class)
                                    .getContainers())
                            .isNotEmpty()
                            .allSatisfy(container ->
                                    assertThat(container.getState()).isEqualTo(ListenerState.STOPPED));
                });
    }

    @Test
    void shouldLeaveToTheApplicationWhatItChangesOfTheFactory() {
        contextRunner.withPropertyValues("nats.listener.concurrency=3").run(context -> {
            NatsListenerContainerFactory factory = context.getBean(NatsListenerContainerFactory.class);
            factory.setConcurrency(5);
            factory.setShutdownTimeout(Duration.ofSeconds(7));
            JetStreamListenerEndpoint endpoint = new JetStreamListenerEndpoint("changed", "ORDERS", "changed");
            endpoint.setHandler((message, ack) -> {});
            List<ListenerSettings> settings = new ArrayList<>();
            endpoint.setSettings(builder -> settings.add(builder.build()));

            endpoint.createContainer(factory);

            assertThat(settings).singleElement().satisfies(made -> {
                assertThat(made.concurrency()).isEqualTo(5);
                assertThat(made.shutdownTimeout()).hasSeconds(7);
            });
        });
    }

    @Test
    void shouldUseTheApplicationsErrorHandler() {
        contextRunner
                .withBean(NatsListenerErrorHandler.class, () -> (message, failure) -> "handled")
                .run(context -> assertThat(context.getBean(NatsTemplate.class).request("fail", "", String.class))
                        .isEqualTo("handled"));
    }

    @Test
    void shouldUseTheApplicationsErrorHandlerForStreams() {
        Queue<String> failed = new ConcurrentLinkedQueue<>();
        contextRunner
                .withPropertyValues("nats.jetstream.streams.FAILING.subjects=failing.*")
                .withBean(JetStreamErrorHandler.class, () -> (message, failure, deliveries) -> {
                    failed.add(message.getSubject());
                    return new ErrorAction.Discard("enough");
                })
                .withUserConfiguration(FailingConfiguration.class)
                .run(context -> {
                    NatsTemplate nats = context.getBean(NatsTemplate.class);
                    FailingListener listener = context.getBean(FailingListener.class);
                    nats.publish("failing.retried", "");
                    nats.publish("failing.common", "");

                    await().untilAsserted(() -> assertThat(failed).containsExactly("failing.common"));
                    await().untilAsserted(
                                    () -> assertThat(listener.retried.get()).isEqualTo(2));
                    assertThat(failed).hasSize(1);
                });
    }

    @Test
    void shouldObserve() {
        contextRunner
                .withConfiguration(AutoConfigurations.of(ObservationAutoConfiguration.class))
                .withBean(SimpleMeterRegistry.class)
                .withUserConfiguration(ObservingConfiguration.class)
                .run(context -> {
                    context.getBean(NatsTemplate.class).request("thread", "", String.class);

                    MeterRegistry meters = context.getBean(MeterRegistry.class);
                    assertThat(meters.get("nats.request").timer().count()).isEqualTo(1);
                    await().untilAsserted(() -> assertThat(
                                    meters.get("nats.process").timer().count())
                            .isEqualTo(1));
                });
    }

    @Test
    void shouldListenOnANamedConnection() {
        contextRunner
                .withUserConfiguration(BillingConfiguration.class)
                .withPropertyValues(
                        "nats.connections.billing.servers=" + NATS.broker().clientUri(),
                        "nats.connections.billing.connection-name=billing-app",
                        "nats.connections.billing.startup=fail-fast",
                        "nats.connections.billing.drain-timeout=0")
                .run(context -> {
                    assertThat(context.getBean("billingNatsTemplate", NatsTemplate.class)
                                    .request("bills", "", String.class))
                            .isEqualTo("billing-app");
                    assertThat(context.getBean(NatsListenerEndpointRegistry.class)
                                    .getContainer("bills")
                                    .getConnectionName())
                            .isEqualTo("billing");
                });
    }

    @Test
    void shouldSayWhichConnectionIsMissing() {
        contextRunner
                .withUserConfiguration(BillingConfiguration.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("'billing'")
                        .hasMessageContaining("nats.connections.billing"));
    }

    @Test
    void shouldBackOffForAContainerFactoryOfTheApplication() {
        contextRunner
                .withUserConfiguration(OwnFactoryConfiguration.class)
                .withPropertyValues("nats.listener.concurrency=3")
                .run(context -> assertThat(context.getBean(NatsListenerContainerFactory.class)
                                .getConcurrency())
                        .isEqualTo(2));
    }

    record Amount(@Min(0) int value) {}

    static final class ValidatedListener {
        @Subscribe("double")
        Amount twice(@Valid Amount amount) {
            return new Amount(2 * amount.value());
        }
    }

    static final class Listeners {
        @Subscribe("half")
        Amount half(Amount amount) {
            return new Amount(amount.value() / 2);
        }

        @Subscribe("thread")
        String thread() {
            return Thread.currentThread().getName();
        }

        @Subscribe("fail")
        String fail() {
            throw new IllegalStateException("no");
        }
    }

    static final class FailingListener {
        private final AtomicInteger retried = new AtomicInteger();

        @JetStreamListener(stream = "FAILING", consumer = "common", subjects = "failing.common")
        void common(String text) {
            throw new IllegalStateException(text);
        }

        @JetStreamListener(
                stream = "FAILING",
                consumer = "retried",
                subjects = "failing.retried",
                maxAttempts = "3",
                retryDelay = "1ms")
        void retried(String text) {
            if (retried.incrementAndGet() < 2) {
                throw new IllegalStateException(text);
            }
        }
    }

    static final class BillingListener {
        @Subscribe(value = "bills", id = "bills", connection = "billing")
        String bills(Connection connection) {
            return String.valueOf(connection.getOptions().getConnectionName());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ListenersConfiguration {
        @Bean
        Listeners listeners() {
            return new Listeners();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class FailingConfiguration {
        @Bean
        FailingListener failingListener() {
            return new FailingListener();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ObservingConfiguration {
        @Bean
        DefaultMeterObservationHandler meters(MeterRegistry registry) {
            return new DefaultMeterObservationHandler(registry);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class BillingConfiguration {
        @Bean
        BillingListener billingListener() {
            return new BillingListener();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnFactoryConfiguration {
        @Bean(NatsListenerContainerFactory.BEAN_NAME)
        NatsListenerContainerFactory own(NatsConnections connections, PayloadConverters converters) {
            NatsListenerContainerFactory factory = new NatsListenerContainerFactory(connections, converters);
            factory.setConcurrency(2);
            return factory;
        }
    }
}
