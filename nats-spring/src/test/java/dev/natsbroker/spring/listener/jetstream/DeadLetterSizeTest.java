package dev.natsbroker.spring.listener.jetstream;

import static dev.natsbroker.spring.listener.jetstream.JetStreamFixture.await;
import static dev.natsbroker.spring.listener.jetstream.JetStreamFixture.quickRetries;
import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.spring.BrokerFixture;
import dev.natsbroker.spring.core.NatsHeaders;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Dead letters that are larger than what the server, or the stream that takes them, lets through. */
class DeadLetterSizeTest {
    private static final int OWN_HEADERS = 300;

    @RegisterExtension
    static final BrokerFixture nats = new BrokerFixture();

    @RegisterExtension
    final JetStreamFixture fixture = new JetStreamFixture(nats);

    private final AtomicInteger calls = new AtomicInteger();

    private JetStreamListenerContainer failing() {
        return fixture.start(
                fixture.consumerSettings(),
                fixture.settings().errorHandler(quickRetries(1)).deadLetterSubject(fixture.deadLetters()),
                (message, ack) -> {
                    calls.incrementAndGet();
                    throw new IllegalStateException("no luck");
                });
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static byte[] join(List<Message> parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        parts.forEach(part -> all.writeBytes(part.getData()));
        return all.toByteArray();
    }

    private static List<String> headers(List<Message> messages, String name) {
        return messages.stream()
                .map(message -> message.getHeaders().getFirst(name))
                .toList();
    }

    @Test
    void shouldMakePartsOfWhatIsAsLargeAsTheServerTakes() throws Exception {
        // given: a work queue forgets the message when the listener is done with it
        fixture.management()
                .addStream(StreamConfiguration.builder(fixture.streamConfiguration())
                        .retentionPolicy(RetentionPolicy.WorkQueue)
                        .build());
        fixture.createDeadLetterStream();
        JetStreamListenerContainer container = failing();

        // when
        byte[] payload = random((int) fixture.connection().getMaxPayload());
        fixture.connection().jetStream().publish(fixture.subject("large"), payload);

        // then
        await().until(() -> container.getJetStreamState().terminated() == 1);
        assertThat(calls).hasValue(1);
        List<Message> parts = fixture.storedDeadLetters();
        assertThat(join(parts)).isEqualTo(payload);
        assertThat(headers(parts, NatsHeaders.DEAD_LETTER_PART)).containsExactly("1/2", "2/2");
        assertThat(headers(parts, NatsHeaders.DEAD_LETTER_SEQUENCE)).containsExactly("1", "1");
        assertThat(headers(parts, NatsHeaders.DEAD_LETTER_MESSAGE)).containsExactly("no luck", "no luck");
        assertThat(container.getJetStreamState().deadLettered()).isEqualTo(1);
        assertThat(fixture.consumerInfo().getNumAckPending()).isZero();
    }

    @Test
    void shouldKeepAwayFromTheLimitByItsOwnMessageId() throws Exception {
        // given: sizes around that at which everything but the message id would fit
        fixture.createStream().createDeadLetterStream();
        JetStreamListenerContainer container = failing();
        int limit = (int) fixture.connection().getMaxPayload();

        // when
        for (int size = limit - OWN_HEADERS - 250; size <= limit - OWN_HEADERS; size += 25) {
            fixture.connection().jetStream().publish(fixture.subject("large"), new byte[size]);
        }

        // then
        await().until(() -> container.getJetStreamState().terminated() == 11);
        assertThat(calls).hasValue(11);
    }

    @Test
    void shouldLeaveOutLongHeaders() throws Exception {
        // given: streams take headers of 64 KiB
        fixture.createStream().createDeadLetterStream();
        JetStreamListenerContainer container = failing();
        Headers headers = new Headers();
        headers.put("Order", "7");
        headers.put("Longest", "x".repeat(65_000));

        // when
        fixture.publish("a", headers, "paid");

        // then
        await().until(() -> container.getJetStreamState().terminated() == 1);
        assertThat(calls).hasValue(1);
        Message letter = fixture.storedDeadLetters().get(0);
        assertThat(letter.getData()).asString().isEqualTo("paid");
        assertThat(letter.getHeaders().getFirst("Order")).isEqualTo("7");
        assertThat(letter.getHeaders().containsKey("Longest")).isFalse();
        assertThat(letter.getHeaders().getFirst(NatsHeaders.DEAD_LETTER_LEFT_OUT))
                .isEqualTo("Longest");
        assertThat(letter.getHeaders().containsKey(NatsHeaders.DEAD_LETTER_PART))
                .isFalse();
    }

    @Test
    void shouldMakePartsForAStreamThatTakesLittle() throws Exception {
        // given
        fixture.createStream();
        fixture.management()
                .addStream(StreamConfiguration.builder()
                        .name(fixture.deadLetters())
                        .subjects(fixture.deadLetters())
                        .storageType(StorageType.Memory)
                        .maximumMessageSize(1_000)
                        .build());
        JetStreamListenerContainer container = failing();
        byte[] payload = random(3_000);

        // when
        fixture.connection().jetStream().publish(fixture.subject("large"), payload);

        // then
        await().until(() -> container.getJetStreamState().terminated() == 1);
        List<Message> parts = fixture.storedDeadLetters();
        assertThat(join(parts)).isEqualTo(payload);
        assertThat(headers(parts, NatsHeaders.DEAD_LETTER_STREAM)).containsOnly(fixture.stream());
    }

    @Test
    void shouldGivePartsToSubscribersToo() throws Exception {
        // given
        Subscription subscriber = fixture.connection().subscribe(fixture.deadLetters());
        fixture.connection().flush(Duration.ofSeconds(5));
        fixture.createStream();
        JetStreamListenerContainer container = failing();
        byte[] payload = random((int) fixture.connection().getMaxPayload());

        // when
        fixture.connection().jetStream().publish(fixture.subject("large"), payload);

        // then
        await().until(() -> container.getJetStreamState().terminated() == 1);
        Message first = subscriber.nextMessage(Duration.ofSeconds(5));
        Message second = subscriber.nextMessage(Duration.ofSeconds(5));
        assertThat(join(List.of(first, second))).isEqualTo(payload);
    }
}
