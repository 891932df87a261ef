package dev.natsbroker.spring.listener.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.spring.BrokerFixture;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Message;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.Subscription;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A stream of its own for each test, and containers that are stopped after it. */
final class JetStreamFixture implements AfterEachCallback {
    static final Duration LIMIT = Duration.ofSeconds(10);

    private final BrokerFixture nats;
    private final List<JetStreamListenerContainer> containers = new ArrayList<>();
    private final String id = UUID.randomUUID().toString().substring(0, 8);
    private final Connection connection;

    JetStreamFixture(BrokerFixture nats) {
        this.nats = nats;
        this.connection = nats.connect();
    }

    static ConditionFactory await() {
        return Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(5));
    }

    static void awaitLatch(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("Nothing happened within " + LIMIT);
        }
    }

    String stream() {
        return "S" + id;
    }

    String consumer() {
        return "C" + id;
    }

    String subject(String rest) {
        return "s" + id + "." + rest;
    }

    String deadLetters() {
        return "dead" + id;
    }

    Connection connection() {
        return connection;
    }

    JetStreamManagement management() throws IOException {
        return connection.jetStreamManagement();
    }

    JetStreamFixture createStream() throws IOException, JetStreamApiException {
        management().addStream(streamConfiguration());
        return this;
    }

    /** A stream that survives the broker. */
    JetStreamFixture createStoredStream() throws IOException, JetStreamApiException {
        management()
                .addStream(StreamConfiguration.builder(streamConfiguration())
                        .storageType(StorageType.File)
                        .build());
        return this;
    }

    StreamConfiguration streamConfiguration() {
        return StreamConfiguration.builder()
                .name(stream())
                .subjects(subject(">"))
                .storageType(StorageType.Memory)
                .build();
    }

    void createDeadLetterStream() throws IOException, JetStreamApiException {
        management()
                .addStream(StreamConfiguration.builder()
                        .name("D" + id)
                        .subjects(deadLetters())
                        .storageType(StorageType.Memory)
                        .build());
    }

    /** Dead letters in their stream, first to last. */
    List<Message> storedDeadLetters() throws Exception {
        Subscription subscription = connection
                .jetStream()
                .subscribe(
                        deadLetters(),
                        PushSubscribeOptions.builder().ordered(true).build());
        List<Message> found = new ArrayList<>();
        for (Message next = subscription.nextMessage(200); next != null; next = subscription.nextMessage(100)) {
            found.add(next);
        }
        subscription.unsubscribe();
        return found;
    }

    long deadLetterCount() throws Exception {
        return management().getStreamInfo("D" + id).getStreamState().getMsgCount();
    }

    PublishAck publish(String rest, String payload) throws IOException, JetStreamApiException {
        return connection.jetStream().publish(subject(rest), bytes(payload));
    }

    PublishAck publish(String rest, Headers headers, String payload) throws IOException, JetStreamApiException {
        return connection.jetStream().publish(subject(rest), headers, bytes(payload));
    }

    void publishNumbers(int count) throws Exception {
        List<CompletableFuture<PublishAck>> acks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            acks.add(connection.jetStream().publishAsync(subject("n"), bytes(Integer.toString(i))));
        }
        for (CompletableFuture<PublishAck> ack : acks) {
            ack.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(Message message) {
        return new String(message.getData(), StandardCharsets.UTF_8);
    }

    ConsumerInfo consumerInfo() throws IOException, JetStreamApiException {
        return management().getConsumerInfo(stream(), consumer());
    }

    /** Waits until the consumer has delivered everything and nothing waits for an acknowledgement. */
    void awaitAllAcknowledged(long messages) {
        await().untilAsserted(() -> {
            ConsumerInfo info = consumerInfo();
            assertThat(info.getAckFloor().getStreamSequence()).isEqualTo(messages);
            assertThat(info.getNumAckPending()).isZero();
            assertThat(info.getNumPending()).isZero();
        });
    }

    ConsumerSettings.Builder consumerSettings() {
        return ConsumerSettings.builder(stream(), consumer());
    }

    ListenerSettings.Builder settings() {
        return ListenerSettings.builder("listener-" + id).retryInterval(Duration.ofMillis(50));
    }

    /** Retries that do not hold up a test. */
    static RetrySettings quickRetries(int attempts) {
        return new RetrySettings(attempts, Duration.ofMillis(20), 1, Duration.ofMillis(20), TerminalFailures.DEFAULT);
    }

    JetStreamListenerContainer start(
            ConsumerSettings.Builder consumer, ListenerSettings.Builder settings, JetStreamMessageHandler handler) {
        JetStreamListenerContainer container = container(nats.connectionFactory(), consumer, settings, handler);
        container.start();
        return container;
    }

    JetStreamListenerContainer container(
            NatsConnectionFactory factory,
            ConsumerSettings.Builder consumer,
            ListenerSettings.Builder settings,
            JetStreamMessageHandler handler) {
        return stopLater(new JetStreamListenerContainer(factory, consumer.build(), settings.build(), true, handler));
    }

    JetStreamListenerContainer startBatch(
            ConsumerSettings.Builder consumer, ListenerSettings.Builder settings, JetStreamBatchHandler handler) {
        JetStreamListenerContainer container = stopLater(new JetStreamListenerContainer(
                nats.connectionFactory(), consumer.build(), settings.build(), true, handler));
        container.start();
        return container;
    }

    private JetStreamListenerContainer stopLater(JetStreamListenerContainer container) {
        containers.add(container);
        return container;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        containers.forEach(JetStreamListenerContainer::stop);
    }
}
