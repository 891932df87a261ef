package dev.natsbroker.broker.jetstream.meta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.disk.SimulatedDisk;
import dev.natsbroker.broker.jetstream.journal.JournalOptions;
import dev.natsbroker.broker.jetstream.journal.SyncPolicy;
import dev.natsbroker.broker.jetstream.store.file.FileStoreOptions;
import dev.natsbroker.broker.runtime.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A force of the journal has failed: what is answered from then on must be there after the next start, too. */
class FailedJournalTest {
    private static final EngineLife.Shape SHAPE = new EngineLife.Shape(
            1,
            true,
            new JournalOptions(1 << 16, 4096, 1024, 4, 1, SyncPolicy.ALWAYS, Duration.ofSeconds(1)),
            new FileStoreOptions(4096, 1024, 1 << 16, 2));

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-25T12:00:00Z"));
    private final List<EngineLife.Heard> heard = new ArrayList<>();
    private final SimulatedDisk disk = new SimulatedDisk(1);
    private EngineLife server = life(disk);

    private EngineLife life(SimulatedDisk of) {
        return new EngineLife(of, clock, SHAPE, 1, heard::add);
    }

    @BeforeEach
    void startWithTwoMessagesOfWhichOneWasDelivered() throws IOException {
        disk.createDirectories(EngineLife.STORE);
        disk.syncDirectory(EngineLife.STORE.getParent());
        server.start();
        ask("$JS.API.STREAM.CREATE.S", "{\"name\":\"S\",\"subjects\":[\"s\"],\"storage\":\"file\"}");
        updateConsumer();
        ask("s", "1");
        ask("s", "2");
        assertThat(fetch()).isEqualTo("1");
    }

    private List<EngineLife.Heard> request(String subject, String payload) {
        heard.clear();
        server.publish(subject, "_R.1", "", payload);
        server.settle();
        return List.copyOf(heard);
    }

    /** The answer, or nothing if there is none. */
    private String ask(String subject, String payload) {
        List<EngineLife.Heard> answers = request(subject, payload);
        return answers.isEmpty() ? "" : answers.get(0).payload();
    }

    private String fetch() {
        return ask("$JS.API.CONSUMER.MSG.NEXT.S.C", "1");
    }

    private String updateConsumer() {
        return ask(
                "$JS.API.CONSUMER.CREATE.S.C",
                "{\"stream_name\":\"S\",\"config\":{\"durable_name\":\"C\",\"name\":\"C\",\"ack_policy\":\"explicit\"}}");
    }

    private void failJournal() {
        disk.failForce(1);
        assertThat(ask("s", "3")).isEmpty();
        assertThat(server.hasFailed()).isTrue();
    }

    /** What nobody waits for is forced a little later. */
    private void letTimePass() {
        clock.advance(Duration.ofSeconds(1));
        server.settle();
    }

    private ConsumerView restarted(boolean powerCut) throws IOException {
        server = life(disk.image(powerCut));
        server.start();
        StreamEntry stream = server.served().snapshot().get(0);
        ConsumerAsset consumer =
                Objects.requireNonNull(stream.consumers()).snapshot().get(0);
        return ConsumerView.of((LiveConsumer) consumer);
    }

    @Test
    void shouldTellNothingOfDeliveriesThatAreNotDurable() {
        failJournal();

        assertThat(updateConsumer()).isEmpty();
    }

    @Test
    void shouldTellOnlyOfDeliveriesThatAreRecovered() throws IOException {
        letTimePass();
        failJournal();

        assertThat(fetch()).isEmpty();
        assertThat(ask("$JS.ACK.S.C.1.1.1.1795608000000000000.1", "+ACK")).isEmpty();
        assertThat(updateConsumer())
                .contains("\"consumer_seq\":1,\"stream_seq\":1")
                .contains("\"num_ack_pending\":1");

        ConsumerView found = restarted(true);
        assertThat(found.deliveredConsumer()).isEqualTo(1);
        assertThat(found.pending()).containsOnlyKeys(1L);
    }

    @Test
    void shouldNotConfirmAConfigurationThatIsNotDurable() {
        String changed = "{\"name\":\"S\",\"subjects\":[\"s\"],\"storage\":\"file\",\"max_msgs\":7}";
        disk.failForce(1);
        assertThat(ask("$JS.API.STREAM.UPDATE.S", changed)).isEmpty();

        assertThat(ask("$JS.API.STREAM.CREATE.S", changed)).isEmpty();
    }

    @Test
    void shouldNotAnswerThatAConsumerIsDeleted() throws IOException {
        failJournal();

        assertThat(ask("$JS.API.CONSUMER.DELETE.S.C", "")).contains("error");
        assertThat(ask("$JS.API.CONSUMER.DELETE.S.C", "")).contains("error");

        assertThat(restarted(true).config().durableName()).isEqualTo("C");
    }
}
