package dev.natsbroker.broker.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.BaseConsumerContext;
import io.nats.client.Connection;
import io.nats.client.ConsumeOptions;
import io.nats.client.ConsumerContext;
import io.nats.client.FetchConsumeOptions;
import io.nats.client.IterableConsumer;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.ConsumerPauseResponse;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.PriorityPolicy;
import io.nats.client.api.ReplayPolicy;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Management of consumers by the official client, on one stream of nine messages. */
@Timeout(60)
@SuppressWarnings("try") // Connection.close() declares InterruptedException
class JnatsConsumersTest extends JetStreamClientTests {
    @BeforeAll
    void fill() throws Exception {
        try (Connection connection = server.connect()) {
            connection
                    .jetStreamManagement()
                    .addStream(StreamConfiguration.builder()
                            .name("S")
                            .subjects("s.>")
                            .build());
            for (int i = 1; i <= 9; i++) {
                connection
                        .jetStream()
                        .publish("s." + (i - 1) % 3, Integer.toString(i).getBytes(UTF_8));
            }
        }
    }

    private static List<Long> sequences(BaseConsumerContext consumer, int count) throws Exception {
        List<Long> sequences = new ArrayList<>();
        try (var fetch = consumer.fetch(
                FetchConsumeOptions.builder().maxMessages(count).noWait().build())) {
            for (Message message = fetch.nextMessage(); message != null; message = fetch.nextMessage()) {
                sequences.add(message.metaData().streamSequence());
                message.ackSync(Brokers.PATIENCE);
            }
        }
        return sequences;
    }

    private List<Long> seenBy(ConsumerConfiguration.Builder config) throws Exception {
        ConsumerInfo info = jsm.createConsumer("S", config.build());
        return sequences(js.getConsumerContext("S", info.getName()), 20);
    }

    @Test
    void shouldKeepTheWholeConfiguration() throws Exception {
        ZonedDateTime until = ZonedDateTime.now().plusHours(1);
        ConsumerInfo info = jsm.createConsumer(
                "S",
                ConsumerConfiguration.builder()
                        .durable("whole")
                        .description("all of it")
                        .deliverPolicy(DeliverPolicy.ByStartSequence)
                        .startSequence(4)
                        .ackPolicy(AckPolicy.Explicit)
                        .ackWait(Duration.ofSeconds(20))
                        .maxDeliver(4)
                        .backoff(Duration.ofSeconds(1), Duration.ofSeconds(5))
                        .filterSubjects("s.0", "s.1")
                        .replayPolicy(ReplayPolicy.Original)
                        .sampleFrequency("50%")
                        .maxAckPending(33)
                        .maxPullWaiting(44)
                        .maxBatch(55)
                        .maxBytes(6666)
                        .maxExpires(Duration.ofSeconds(70))
                        .inactiveThreshold(Duration.ofMinutes(8))
                        .headersOnly(true)
                        .memStorage(true)
                        .pauseUntil(until)
                        .metadata(Map.of("owner", "tests"))
                        .build());

        ConsumerConfiguration kept = jsm.getConsumerInfo("S", "whole").getConsumerConfiguration();
        assertThat(kept.getDescription()).isEqualTo("all of it");
        assertThat(kept.getDeliverPolicy()).isEqualTo(DeliverPolicy.ByStartSequence);
        assertThat(kept.getStartSequence()).isEqualTo(4);
        assertThat(kept.getAckWait()).isEqualTo(Duration.ofSeconds(1));
        assertThat(kept.getMaxDeliver()).isEqualTo(4);
        assertThat(kept.getBackoff()).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(5));
        assertThat(kept.getFilterSubjects()).containsExactly("s.0", "s.1");
        assertThat(kept.getReplayPolicy()).isEqualTo(ReplayPolicy.Original);
        assertThat(kept.getSampleFrequency()).isEqualTo("50%");
        assertThat(kept.getMaxAckPending()).isEqualTo(33);
        assertThat(kept.getMaxPullWaiting()).isEqualTo(44);
        assertThat(kept.getMaxBatch()).isEqualTo(55);
        assertThat(kept.getMaxBytes()).isEqualTo(6666);
        assertThat(kept.getMaxExpires()).isEqualTo(Duration.ofSeconds(70));
        assertThat(kept.getInactiveThreshold()).isEqualTo(Duration.ofMinutes(8));
        assertThat(kept.isHeadersOnly()).isTrue();
        assertThat(kept.isMemStorage()).isTrue();
        assertThat(kept.getMetadata()).containsEntry("owner", "tests");
        assertThat(info.getPaused()).isTrue();
        assertThat(info.getPauseRemaining()).isPositive();
        assertThat(info.getNumPending()).isEqualTo(4);
        assertThat(info.getDelivered().getStreamSequence()).isEqualTo(3);
    }

    @Test
    void shouldCreateUpdateListAndDelete() throws Exception {
        ConsumerConfiguration config = ConsumerConfiguration.builder()
                .durable("life")
                .ackPolicy(AckPolicy.Explicit)
                .filterSubject("s.0")
                .build();
        jsm.createConsumer("S", config);

        checkError(
                10148,
                () -> jsm.createConsumer(
                        "S", ConsumerConfiguration.builder(config).maxDeliver(9).build()));
        checkError(
                10149,
                () -> jsm.updateConsumer(
                        "S",
                        ConsumerConfiguration.builder()
                                .durable("none")
                                .ackPolicy(AckPolicy.Explicit)
                                .build()));
        ConsumerInfo updated = jsm.updateConsumer(
                "S", ConsumerConfiguration.builder(config).filterSubject("s.>").build());
        assertThat(updated.getNumPending()).isEqualTo(9);
        checkError(
                10012,
                () -> jsm.updateConsumer(
                        "S",
                        ConsumerConfiguration.builder(config)
                                .deliverPolicy(DeliverPolicy.New)
                                .build()));
        assertThat(jsm.getConsumerNames("S")).contains("life");
        assertThat(jsm.getConsumers("S")).extracting(ConsumerInfo::getName).contains("life");
        assertThat(jsm.deleteConsumer("S", "life")).isTrue();
        checkError(10014, () -> jsm.getConsumerInfo("S", "life"));
        checkError(10014, () -> jsm.deleteConsumer("S", "life"));
        checkError(10059, () -> jsm.getConsumerNames("NONE"));
    }

    @Test
    void shouldBeginWhereItIsTold() throws Exception {
        ZonedDateTime sevenths = jsm.getMessage("S", 7).getTime();

        assertThat(seenBy(policy(DeliverPolicy.All))).hasSize(9).isSorted();
        assertThat(seenBy(policy(DeliverPolicy.Last))).containsExactly(9L);
        assertThat(seenBy(policy(DeliverPolicy.New))).isEmpty();
        assertThat(seenBy(policy(DeliverPolicy.LastPerSubject).filterSubject("s.>")))
                .containsExactly(7L, 8L, 9L);
        assertThat(seenBy(policy(DeliverPolicy.LastPerSubject).filterSubjects("s.0", "s.2")))
                .containsExactly(7L, 9L);
        assertThat(seenBy(policy(DeliverPolicy.ByStartSequence).startSequence(6)))
                .containsExactly(6L, 7L, 8L, 9L);
        assertThat(seenBy(policy(DeliverPolicy.ByStartTime).startTime(sevenths)))
                .containsExactly(7L, 8L, 9L);
        assertThat(seenBy(policy(DeliverPolicy.All).filterSubject("s.1"))).containsExactly(2L, 5L, 8L);
        assertThat(seenBy(policy(DeliverPolicy.All).filterSubjects("s.1", "s.0")))
                .containsExactly(1L, 2L, 4L, 5L, 7L, 8L);
    }

    private static ConsumerConfiguration.Builder policy(DeliverPolicy policy) {
        return ConsumerConfiguration.builder().deliverPolicy(policy);
    }

    @Test
    void shouldSendHeadersOnly() throws Exception {
        ConsumerInfo info = jsm.createConsumer(
                "S", ConsumerConfiguration.builder().headersOnly(true).build());

        Message message = js.getConsumerContext("S", info.getName()).next(Brokers.PATIENCE);

        assertThat(message.getData()).isEmpty();
        assertThat(message.getHeaders().getFirst("Nats-Msg-Size")).isEqualTo("1");
    }

    @Test
    void shouldPauseAndResume() throws Exception {
        jsm.createConsumer(
                "S",
                ConsumerConfiguration.builder()
                        .durable("pausing")
                        .ackPolicy(AckPolicy.Explicit)
                        .build());
        ConsumerContext consumer = js.getConsumerContext("S", "pausing");
        ZonedDateTime until = ZonedDateTime.now().plusHours(2);

        ConsumerPauseResponse paused = jsm.pauseConsumer("S", "pausing", until);

        assertThat(paused.isPaused()).isTrue();
        assertThat(paused.getPauseUntil().toInstant()).isEqualTo(until.toInstant());
        assertThat(paused.getPauseRemaining()).isPositive();
        assertThat(consumer.getConsumerInfo().getPaused()).isTrue();
        assertThat(sequences(consumer, 1)).isEmpty();
        assertThat(jsm.resumeConsumer("S", "pausing")).isTrue();
        assertThat(consumer.getConsumerInfo().getPaused()).isFalse();
        assertThat(sequences(consumer, 1)).containsExactly(1L);
    }

    @Test
    void shouldGoOnByItselfWhenThePauseIsOver() throws Exception {
        jsm.createConsumer(
                "S",
                ConsumerConfiguration.builder()
                        .durable("shortly")
                        .ackPolicy(AckPolicy.Explicit)
                        .pauseUntil(ZonedDateTime.now().plus(Duration.ofMillis(400)))
                        .build());
        ConsumerContext consumer = js.getConsumerContext("S", "shortly");

        Message message = consumer.next(Brokers.PATIENCE);

        assertThat(message).isNotNull();
        assertThat(message.metaData().streamSequence()).isEqualTo(1);
    }

    @Test
    void shouldReset() throws Exception {
        jsm.createConsumer(
                "S",
                ConsumerConfiguration.builder()
                        .durable("again")
                        .ackPolicy(AckPolicy.Explicit)
                        .build());
        ConsumerContext consumer = js.getConsumerContext("S", "again");
        assertThat(sequences(consumer, 6)).hasSize(6);

        ConsumerInfo info = jsm.resetConsumer("S", "again", 3);

        assertThat(info.getNumPending()).isEqualTo(7);
        assertThat(sequences(consumer, 2)).containsExactly(3L, 4L);
        jsm.resetConsumer("S", "again");
        assertThat(sequences(consumer, 1)).containsExactly(5L);
    }

    @Test
    void shouldPinOneClientAndUnpinIt() throws Exception {
        jsm.createConsumer(
                "S",
                ConsumerConfiguration.builder()
                        .durable("pinning")
                        .ackPolicy(AckPolicy.Explicit)
                        .priorityGroups("jobs")
                        .priorityPolicy(PriorityPolicy.PinnedClient)
                        .priorityTimeout(Duration.ofMinutes(2))
                        .build());
        Subscription advisories = connection.subscribe("$JS.EVENT.ADVISORY.CONSUMER.*.S.pinning");
        connection.flush(Brokers.PATIENCE);
        ConsumerContext consumer = js.getConsumerContext("S", "pinning");

        String pin = pinOf(consumer);

        assertThat(pin).isNotEmpty();
        assertThat(advisories.nextMessage(Brokers.PATIENCE).getSubject()).contains(".PINNED.");
        assertThat(jsm.getConsumerInfo("S", "pinning")
                        .getPriorityGroupStates()
                        .get(0)
                        .getPinnedClientId())
                .isEqualTo(pin);
        assertThat(jsm.unpinConsumer("S", "pinning", "jobs")).isTrue();
        assertThat(advisories.nextMessage(Brokers.PATIENCE).getSubject()).contains(".UNPINNED.");
        assertThat(pinOf(js.getConsumerContext("S", "pinning"))).isNotEmpty().isNotEqualTo(pin);
        checkError(10160, () -> jsm.unpinConsumer("S", "pinning", "others"));
    }

    private static String pinOf(ConsumerContext consumer) throws Exception {
        try (IterableConsumer messages = consumer.iterate(
                ConsumeOptions.builder().group("jobs").batchSize(1).build())) {
            return messages.nextMessage(Brokers.PATIENCE).getHeaders().getFirst("Nats-Pin-Id");
        }
    }

    @Test
    void shouldGoAwayWhenNobodyUsesIt() throws Exception {
        Subscription advisories = connection.subscribe("$JS.EVENT.ADVISORY.CONSUMER.DELETED.S.fleeting");
        connection.flush(Brokers.PATIENCE);

        jsm.createConsumer(
                "S",
                ConsumerConfiguration.builder()
                        .name("fleeting")
                        .inactiveThreshold(Duration.ofMillis(200))
                        .build());

        assertThat(advisories.nextMessage(Brokers.PATIENCE)).isNotNull();
        checkError(10014, () -> jsm.getConsumerInfo("S", "fleeting"));
    }

    @Test
    void shouldRefuseBadConfigurations() {
        checkError(
                10059,
                () -> jsm.createConsumer(
                        "NONE", ConsumerConfiguration.builder().durable("x").build()));
        checkError(
                10094,
                () -> jsm.createConsumer(
                        "S",
                        ConsumerConfiguration.builder()
                                .durable("x")
                                .deliverPolicy(DeliverPolicy.ByStartSequence)
                                .build()));
        checkError(
                10138,
                () -> jsm.createConsumer(
                        "S",
                        ConsumerConfiguration.builder()
                                .durable("x")
                                .filterSubjects("s.>", "s.1")
                                .build()));
    }
}
