package dev.natsbroker.autoconfigure.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.spring.annotation.Subscribe;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.core.NatsOperations;
import io.nats.client.Connection;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.time.Duration;
import java.util.Collections;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.preinitialize.BackgroundPreinitializer;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** What keeps the start of an application with one listener short, see {@code ContextStart} in the benchmarks. */
class StartCostTest {
    private static NatsBroker broker;

    private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    SslAutoConfiguration.class, JacksonAutoConfiguration.class, NatsAutoConfiguration.class))
            .withPropertyValues("nats.servers=" + broker.clientUri(), "nats.startup=fail-fast", "nats.drain-timeout=0")
            .withBean(Application.class);

    @BeforeAll
    static void startBroker() {
        broker = NatsBroker.start(
                BrokerOptions.builder().host("127.0.0.1").port(0).build());
    }

    @AfterAll
    static void stopBroker() throws InterruptedException {
        broker.stop();
        broker.awaitStopped(Duration.ofSeconds(10));
    }

    @Test
    void shouldMakeNothingThatNobodyAskedFor() {
        contextRunner.run(context -> {
            assertThat(context.getBeanFactory().getSingletonNames())
                    .contains("natsConnectionFactory", "natsListenerContainerFactory", "natsPayloadConverters")
                    .doesNotContain(
                            "natsConnection",
                            "natsTemplateAssembly",
                            "natsTemplate",
                            "jetStreamTemplate",
                            "natsKeyValueTemplate",
                            "natsObjectStoreTemplate",
                            "natsLockRegistry",
                            "natsTransactionalPublisher",
                            "reactiveNatsTemplate",
                            "reactiveJetStreamTemplate",
                            "reactiveKeyValueTemplate")
                    .noneMatch(name -> name.endsWith(NatsReactiveConfiguration.class.getSimpleName())
                            || name.endsWith(NatsTransactionConfiguration.class.getSimpleName()));
            assertThat(context.getBean(NatsOperations.class)).isNotNull();
            assertThat(context.getBean(Connection.class).getStatus()).isEqualTo(Connection.Status.CONNECTED);
        });
    }

    @Test
    void shouldNotHaveTheLibraryTraceItsConnecting() {
        contextRunner.run(context -> assertThat(context.getBean(NatsConnectionFactory.class)
                        .getConnection()
                        .getOptions()
                        .isTraceConnection())
                .isFalse());
    }

    @Test
    void shouldWriteDownTheConditionsOfAllAutoConfigurations() throws IOException {
        // given
        Properties metadata = new Properties();
        for (URL file : Collections.list(
                getClass().getClassLoader().getResources("META-INF/spring-autoconfigure-metadata.properties"))) {
            try (InputStream content = file.openStream()) {
                metadata.load(content);
            }
        }

        // then
        Stream<String> own =
                ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()).getCandidates().stream()
                        .filter(name -> name.startsWith("dev.natsbroker."));
        assertThat(own)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(metadata.getProperty(name + ".ConditionalOnClass"))
                        .isNotEmpty());
    }

    @Test
    void shouldPrepareInTheBackgroundWithoutFailing() {
        // Spring Boot would ignore a failure, and nobody would see that the start takes longer.
        assertThat(SpringFactoriesLoader.forDefaultResourceLocation().load(BackgroundPreinitializer.class))
                .hasAtLeastOneElementOfType(NatsBackgroundPreinitializer.class);
        assertThatNoException().isThrownBy(new NatsBackgroundPreinitializer()::preinitialize);
        assertThat(NatsBackgroundPreinitializer.Connecting.INTERNAL)
                .allSatisfy(name -> assertThat(Class.forName(name)).isNotNull());
    }

    static final class Application {
        @Subscribe("start.cost")
        void on(byte[] payload) {}
    }
}
