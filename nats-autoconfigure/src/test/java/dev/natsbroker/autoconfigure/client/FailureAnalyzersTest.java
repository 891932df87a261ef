package dev.natsbroker.autoconfigure.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.autoconfigure.ClientFixture;
import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.config.BrokerOptionsBuilder;
import dev.natsbroker.broker.config.ConfigLoader;
import dev.natsbroker.broker.config.MappingCheck;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

/** What people read when the application does not start. Each analysis is found as Spring Boot finds it, by spring.factories. */
@SuppressWarnings("try") // close() of a jnats connection may throw InterruptedException
class FailureAnalyzersTest {
    private static final Path CERTIFICATES = Path.of("../nats-broker/src/test/resources/tls");

    @RegisterExtension
    static final ClientFixture NATS = new ClientFixture();

    private final ApplicationContextRunner contextRunner = NATS.contextRunner();

    @BeforeAll
    static void makeAStream() throws Exception {
        try (Connection connection = Nats.connect(NATS.broker().clientUri().toString())) {
            JetStreamManagement streams = connection.jetStreamManagement();
            streams.addStream(StreamConfiguration.builder()
                    .name("TAKEN")
                    .subjects("taken.>")
                    .allowDirect(true)
                    .storageType(StorageType.Memory)
                    .build());
            streams.createConsumer(
                    "TAKEN",
                    ConsumerConfiguration.builder()
                            .durable("worker")
                            .ackPolicy(AckPolicy.Explicit)
                            .ackWait(Duration.ofSeconds(5))
                            .build());
        }
    }

    private static FailureAnalysis analyze(ApplicationContextRunner runner) {
        AtomicReference<@Nullable FailureAnalysis> analysis = new AtomicReference<>();
        runner.run(context -> {
            assertThat(context).hasFailed();
            analysis.set(analyze(Objects.requireNonNull(context.getStartupFailure())));
        });
        return Objects.requireNonNull(analysis.get());
    }

    private static FailureAnalysis analyze(Throwable failure) {
        return SpringFactoriesLoader.forDefaultResourceLocation()
                .load(FailureAnalyzer.class, FailureHandler.handleMessage((message, cause) -> {}))
                .stream()
                .map(analyzer -> analyzer.analyze(failure))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> new AssertionError("Nobody explains it", failure));
    }

    private static NatsBroker start(UnaryOperator<BrokerOptionsBuilder> change) {
        return NatsBroker.start(
                change.apply(BrokerOptions.builder().host("127.0.0.1").port(0)).build());
    }

    @Test
    void shouldExplainARefusedConnection() {
        for (String mode : new String[] {"fail-fast", "wait"}) {
            FailureAnalysis analysis = analyze(contextRunner.withPropertyValues(
                    "nats.servers=nats://127.0.0.1:1", "nats.startup=" + mode, "nats.startup-timeout=1s"));
            assertThat(analysis.getDescription()).contains("nats://127.0.0.1:1", "'default'");
            assertThat(analysis.getAction()).contains("nats.servers", "nats.startup=background");
        }
    }

    @Test
    void shouldExplainAnUnknownHost() {
        FailureAnalysis analysis =
                analyze(contextRunner.withPropertyValues("nats.servers=nats://nowhere.invalid:4222"));
        assertThat(analysis.getDescription()).contains("nowhere.invalid");
        assertThat(analysis.getAction()).contains("nats.servers");
    }

    @Test
    void shouldExplainWrongCredentials() throws Exception {
        NatsBroker secured = start(options -> options.user("alice", "secret"));
        FailureAnalysis analysis = analyze(ClientFixture.contextRunner(secured)
                .withPropertyValues(
                        "nats.username=alice",
                        "nats.password=wrong",
                        // Refused, the client library still waits that long for the answer to its first ping.
                        "nats.connect-timeout=2s"));
        assertThat(analysis.getDescription()).contains("refused", "Authorization Violation");
        assertThat(analysis.getDescription()).doesNotContain("wrong");
        assertThat(analysis.getAction()).contains("nats.username", "nats.token", "nats.credentials-file");
        ClientFixture.stop(secured);
    }

    @Test
    void shouldExplainACertificateThatIsNotTrusted() throws Exception {
        NatsBroker secured = startWithTls();
        FailureAnalysis analysis = analyze(ClientFixture.contextRunner(secured)
                .withPropertyValues(
                        "nats.servers=tls://localhost:" + secured.port(),
                        "nats.ssl.bundle=other",
                        "spring.ssl.bundle.pem.other.truststore.certificate=file:"
                                + CERTIFICATES.resolve("other-ca.pem")));
        assertThat(analysis.getDescription()).contains("localhost");
        assertThat(analysis.getAction()).contains("nats.ssl.bundle", "nats.ssl.tls-first");
        ClientFixture.stop(secured);
    }

    @Test
    void shouldExplainAServerThatWantsTls() throws Exception {
        NatsBroker secured = startWithTls();
        FailureAnalysis analysis = analyze(ClientFixture.contextRunner(secured));
        assertThat(analysis.getAction()).contains("nats.ssl");
        ClientFixture.stop(secured);
    }

    private static NatsBroker startWithTls() {
        String text = "tls { cert_file: '" + CERTIFICATES.resolve("server-ec.pem") + "', key_file: '"
                + CERTIFICATES.resolve("server-ec-key.pem") + "' }";
        return NatsBroker.start(ConfigLoader.ofProcess(MappingCheck.NONE)
                .loadText(
                        text, BrokerOptions.builder().host("127.0.0.1").port(0).build())
                .options());
    }

    @Test
    void shouldExplainAServerWithoutJetStream() throws Exception {
        NatsBroker core = start(options -> options);
        FailureAnalysis analysis = analyze(ClientFixture.contextRunner(core)
                .withPropertyValues("nats.jetstream.streams.ORDERS.subjects=orders.>"));
        assertThat(analysis.getDescription()).contains("stream 'ORDERS'", "JetStream is not enabled");
        assertThat(analysis.getAction()).contains("-js");
        ClientFixture.stop(core);
    }

    @Test
    void shouldExplainAMissingStream() {
        FailureAnalysis analysis = analyze(contextRunner.withPropertyValues(
                "nats.jetstream.provision=validate", "nats.jetstream.streams.MISSING.subjects=missing"));
        assertThat(analysis.getDescription()).contains("stream 'MISSING' does not exist");
        assertThat(analysis.getAction()).contains("nats.jetstream.provision=create");
    }

    @Test
    void shouldExplainOverlappingSubjects() {
        FailureAnalysis analysis =
                analyze(contextRunner.withPropertyValues("nats.jetstream.streams.OVERLAPPING.subjects=taken.too"));
        assertThat(analysis.getDescription()).contains("stream 'OVERLAPPING'", "overlap");
        assertThat(analysis.getAction()).contains("nats.jetstream.streams.<name>.subjects");
    }

    @Test
    void shouldExplainADifferentConsumer() {
        FailureAnalysis analysis = analyze(contextRunner.withPropertyValues(
                "nats.jetstream.provision=validate",
                "nats.jetstream.streams.TAKEN.subjects=taken.>",
                "nats.jetstream.streams.TAKEN.storage=memory",
                "nats.jetstream.streams.TAKEN.consumers.worker.ack-wait=9s"));
        assertThat(analysis.getDescription()).contains("consumer 'worker'", "ack_wait");
        assertThat(analysis.getAction()).contains("nats.jetstream.provision=update");
    }

    @Test
    void shouldExplainAChangeThatTheServerRefuses() {
        FailureAnalysis analysis = analyze(contextRunner.withPropertyValues(
                "nats.jetstream.provision=update",
                "nats.jetstream.streams.TAKEN.subjects=taken.>",
                "nats.jetstream.streams.TAKEN.storage=file"));
        assertThat(analysis.getDescription()).contains("stream 'TAKEN'", "storage");
        assertThat(analysis.getAction()).contains("Make the declaration and the server agree");
    }

    @Test
    void shouldExplainInvalidProperties() {
        for (String mode : new String[] {"fail-fast", "wait", "background"}) {
            ApplicationContextRunner runner = contextRunner.withPropertyValues("nats.startup=" + mode);
            assertThat(analyze(runner.withPropertyValues("nats.token=x", "nats.username=alice"))
                            .getAction())
                    .contains("Correct nats.username", "nats.connections.<name>");
            assertThat(analyze(runner.withPropertyValues("nats.servers=http://x y"))
                            .getAction())
                    .contains("Correct nats.servers");
            assertThat(analyze(runner.withPropertyValues("nats.options.socket.so.linger=often"))
                            .getDescription())
                    .contains("options", "socket.so.linger", "often");
            assertThat(analyze(runner.withPropertyValues("nats.credentials-file=file:missing.creds"))
                            .getAction())
                    .contains("Correct nats.credentials-file");
        }
    }

    @Test
    void shouldExplainAConnectionByTheNameOfTheDefault() {
        assertThat(analyze(contextRunner.withPropertyValues("nats.connections.default.servers=nats://127.0.0.1:1"))
                        .getAction())
                .contains("Correct nats.connections.default");
    }
}
