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

    private static final String STORE_FAILED = "\"code\":503,\"err_code\":10077";

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
        assertThat(ask("s", "3"))
                .contains(STORE_FAILED, "Simulated failure to force")
                .contains("\"seq\":0");
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

        assertThat(updateConsumer()).contains(STORE_FAILED).doesNotContain("delivered");
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
        assertThat(ask("$JS.API.STREAM.UPDATE.S", changed)).contains(STORE_FAILED);

        assertThat(ask("$JS.API.STREAM.CREATE.S", changed)).contains("\"error\"");
    }

    @Test
    void shouldNotAnswerThatAConsumerIsDeleted() throws IOException {
        failJournal();

        assertThat(ask("$JS.API.CONSUMER.DELETE.S.C", "")).contains(STORE_FAILED);
        assertThat(ask("$JS.API.CONSUMER.DELETE.S.C", "")).contains(STORE_FAILED);

        assertThat(restarted(true).config().durableName()).isEqualTo("C");
    }

    @Test
    void shouldRefuseAllThatWaitedForTheForceThatFailed() {
        heard.clear();
        disk.failForce(1);

        for (int i = 1; i <= 3; i++) {
            server.publish("s", "_R." + i, "", "m" + i);
        }
        server.settle();

        assertThat(heard).extracting(EngineLife.Heard::subject).containsExactly("_R.1", "_R.2", "_R.3");
        assertThat(heard).allMatch(answer -> answer.payload().contains(STORE_FAILED));
    }

    @Test
    void shouldAnswerNothingTwiceWhenTheWriteFails() {
        disk.failWrites(path -> path.toString().endsWith(".journal"));

        assertThat(request("s", "3"))
                .hasSize(1)
                .first()
                .asString()
                .contains(STORE_FAILED, "Simulated failure to write");
        assertThat(request("s", "4")).hasSize(1).first().asString().contains(STORE_FAILED);
        assertThat(server.log).filteredOn(line -> line.contains("failed")).hasSize(1);
    }

    @Test
    void shouldRefuseEveryChangeAndServeWhatIsSafe() {
        failJournal();

        assertThat(ask("s", "4")).contains(STORE_FAILED);
        assertThat(ask("$JS.API.STREAM.PURGE.S", "")).contains(STORE_FAILED);
        assertThat(ask("$JS.API.STREAM.MSG.DELETE.S", "{\"seq\":1}")).contains(STORE_FAILED);
        assertThat(ask("$JS.API.CONSUMER.CREATE.S", "{\"stream_name\":\"S\",\"config\":{\"ack_policy\":\"none\"}}"))
                .contains(STORE_FAILED);
        assertThat(ask("$JS.API.CONSUMER.PAUSE.S.C", "{\"pause_until\":\"2030-01-01T00:00:00Z\"}"))
                .contains(STORE_FAILED);
        assertThat(ask("$JS.API.STREAM.CREATE.T", "{\"name\":\"T\",\"subjects\":[\"t\"],\"storage\":\"file\"}"))
                .contains(STORE_FAILED);
        assertThat(ask("$JS.API.STREAM.MSG.GET.S", "{\"seq\":2}")).contains("\"seq\":2");
        assertThat(ask("$JS.API.STREAM.INFO.S", "")).contains("\"name\":\"S\"");
    }

    @Test
    void shouldKeepMemoryStreamsGoing() {
        ask("$JS.API.STREAM.CREATE.M", "{\"name\":\"M\",\"subjects\":[\"m\"],\"storage\":\"memory\"}");
        failJournal();

        assertThat(ask("m", "1")).isEqualTo("{\"stream\":\"M\",\"seq\":1}");
    }

    @Test
    void shouldDeleteAStreamWhoseJournalHasFailed() throws IOException {
        failJournal();

        assertThat(ask("$JS.API.STREAM.DELETE.S", "")).contains("\"success\":true");

        server = life(disk.image(true));
        server.start();
        assertThat(server.served().snapshot()).isEmpty();
    }

    @Test
    void shouldRefuseTheBatchThatCannotBeStored() {
        ask(
                "$JS.API.STREAM.UPDATE.S",
                "{\"name\":\"S\",\"subjects\":[\"s\"],\"storage\":\"file\",\"allow_atomic\":true,\"allow_batched\":true}");
        disk.failForce(1);
        String batch = "NATS/1.0\r\nNats-Batch-Id: b\r\nNats-Batch-Sequence: ";
        server.publish("s", null, batch + "1\r\n\r\n", "3");

        heard.clear();
        server.publish("s", "_R.1", batch + "2\r\nNats-Batch-Commit: 1\r\n\r\n", "4");
        server.settle();
        assertThat(heard).hasSize(1).first().asString().contains(STORE_FAILED);

        heard.clear();
        server.publish("s", "_R.2.b.10.ok.1.2.$FI", "", "5");
        server.settle();
        assertThat(heard).hasSize(1).first().asString().contains(STORE_FAILED);
    }

    /** As when a file system turns read-only. */
    @Test
    void shouldStopWhenNothingCanBeWrittenAnyMore() throws IOException {
        disk.failWrites(path -> true);
        assertThat(ask("s", "3")).contains(STORE_FAILED);

        server.stop();

        assertThat(restarted(true).deliveredConsumer()).isBetween(0L, 1L);
    }

    @Test
    void shouldStopWhenTheJournalHasFailed() throws IOException {
        failJournal();

        server.stop();

        assertThat(restarted(true).deliveredConsumer()).isBetween(0L, 1L);
    }

    @Test
    void shouldRefuseMessagesOfAStreamWhoseSegmentCannotBeWritten() throws IOException {
        disk.failWrites(path -> path.toString().endsWith(".seg"));
        String large = "x".repeat(2000);
        int acknowledged = 0;
        String answer = ask("s", large);
        while (answer.contains("\"seq\":" + (3 + acknowledged)) && acknowledged < 100) {
            acknowledged++;
            answer = ask("s", large);
        }

        assertThat(answer).contains(STORE_FAILED);
        assertThat(ask("s", large)).contains(STORE_FAILED);
        server.stop();
        server = life(disk.image(true));
        server.start();
        var stream = Objects.requireNonNull(server.served().snapshot().get(0).stream());
        assertThat(stream.store().messages()).isEqualTo(2L + acknowledged);
    }
}
