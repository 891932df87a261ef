package dev.natsbroker.broker.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.disk.SimulatedDisk;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code /healthz} of a server with JetStream; texts and codes of what nats-server knows are those of nats-server 2.15.1. */
class JetStreamHealthTest {
    private static final String STREAM = "{\"name\":\"S\",\"subjects\":[\"s\"]}";

    @TempDir
    private Path folder;

    private MonitoredBroker startWithStream() {
        MonitoredBroker broker = MonitoredBroker.startWithJetStream(folder);
        try (WireClient client = broker.connect()) {
            client.request("$JS.API.STREAM.CREATE.S", STREAM);
            client.request(
                    "$JS.API.CONSUMER.CREATE.S.C",
                    "{\"stream_name\":\"S\",\"config\":{\"durable_name\":\"C\",\"name\":\"C\",\"ack_policy\":\"explicit\"}}");
        }
        return broker;
    }

    private static void assertHealth(MonitoredBroker broker, String query, int status, String body) {
        HttpResponse<String> response = broker.get("/healthz" + query);
        assertThat(response.body()).isEqualTo(body);
        assertThat(response.statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "?account=$G|200|{\"status\":\"ok\"}",
                "?account=$G&stream=S&consumer=C|200|{\"status\":\"ok\"}",
                "?account=Z|404|{\"status\":\"unavailable\",\"error\":\"JetStream account \\\"Z\\\" not found\"}",
                "?account=Z&details=1|404|{\"status\":\"error\",\"errors\":[{\"type\":\"ACCOUNT\",\"account\":\"Z\","
                        + "\"error\":\"JetStream account \\\"Z\\\" not found\"}]}",
                "?account=$G&stream=N|404|{\"status\":\"unavailable\","
                        + "\"error\":\"JetStream stream \\\"N\\\" not found on account \\\"$G\\\"\"}",
                "?account=$G&stream=N&details=1|404|{\"status\":\"error\",\"errors\":[{\"type\":\"STREAM\","
                        + "\"account\":\"$G\",\"stream\":\"N\","
                        + "\"error\":\"JetStream stream \\\"N\\\" not found on account \\\"$G\\\"\"}]}",
                "?account=$G&stream=S&consumer=N&details=1|404|{\"status\":\"error\",\"errors\":[{\"type\":\"CONSUMER\","
                        + "\"account\":\"$G\",\"stream\":\"S\",\"consumer\":\"N\",\"error\":\"JetStream consumer \\\"N\\\""
                        + " not found for stream \\\"S\\\" on account \\\"$G\\\"\"}]}",
                "?account=Z&js-enabled-only=1|200|{\"status\":\"ok\"}",
                "?account=Z&js-server-only=1|200|{\"status\":\"ok\"}",
                "?account=$G&stream=N&js-meta-only=1|404|{\"status\":\"unavailable\","
                        + "\"error\":\"JetStream stream \\\"N\\\" not found on account \\\"$G\\\"\"}",
            })
    void shouldFindWhatIsAskedFor(String query, int status, String body) {
        try (MonitoredBroker broker = startWithStream()) {
            assertHealth(broker, query, status, body);
        }
    }

    @Test
    void shouldTellOfStreamsThatCannotBeRead() throws IOException {
        // given
        startWithStream().close();
        Path damaged = folder.resolve("jetstream/accounts/%24+g/streams/+s/stream.meta");
        Files.writeString(damaged, "garbage");

        // when
        try (MonitoredBroker broker = MonitoredBroker.startWithJetStream(folder)) {
            // then
            String error = "JetStream stream '$G \\u003e S' could not be recovered";
            assertHealth(broker, "", 503, "{\"status\":\"unavailable\",\"error\":\"" + error + "\"}");
            assertHealth(
                    broker,
                    "?account=$G&stream=S&details=1",
                    503,
                    "{\"status\":\"error\",\"errors\":[{\"type\":\"STREAM\",\"account\":\"$G\",\"stream\":\"S\","
                            + "\"error\":\"" + error + "\"}]}");
            assertHealth(broker, "?js-server-only=1", 200, "{\"status\":\"ok\"}");
            JsonNode problem = broker.json("/jsz").path("problems").path(0);
            assertThat(problem.path("stream").asString()).isEqualTo("S");
            assertThat(problem.path("detail").asString()).contains("[" + damaged.getParent() + "]");
            assertThat(damaged).hasContent("garbage");
        }
    }

    @Test
    void shouldTellOfAJournalThatHasFailed() {
        SimulatedDisk disk = new SimulatedDisk(1);
        try (MonitoredBroker broker = MonitoredBroker.startWithJetStream(folder, UnaryOperator.identity(), disk);
                WireClient client = broker.connect()) {
            // given
            client.request("$JS.API.STREAM.CREATE.S", STREAM);
            disk.failForce(1);

            // when
            client.send("PUB s 5\r\nhello\r\n");
            MonitoredBroker.await("the failure", () -> broker.get("/healthz").statusCode() == 503);

            // then
            String error = "JetStream takes no more writes to file streams until the server is restarted";
            for (String query : List.of("", "?js-enabled-only=1", "?js-server-only=1")) {
                assertHealth(broker, query, 503, "{\"status\":\"unavailable\",\"error\":\"" + error + "\"}");
            }
            assertHealth(
                    broker,
                    "?js-server-only=1&details=1",
                    503,
                    "{\"status\":\"error\",\"errors\":[{\"type\":\"JETSTREAM\",\"error\":\"" + error + "\"}]}");
            assertThat(broker.json("/jsz").at("/problems/0/detail").asString()).contains("journal");
            assertThat(JetStreamProblems.describe(
                            Objects.requireNonNull(broker.view().jetStream())))
                    .anyMatch(line -> line.startsWith(error + ": The force of the journal in "));
        }
    }

    @Test
    void shouldTellThatTheDiskIsFull() {
        SimulatedDisk disk = new SimulatedDisk(1);
        try (MonitoredBroker broker = MonitoredBroker.startWithJetStream(folder, UnaryOperator.identity(), disk);
                WireClient client = broker.connect()) {
            // given
            client.request("$JS.API.STREAM.CREATE.S", STREAM);
            disk.capacity(disk.usedBytes());

            // when
            String payload = "x".repeat(900_000);
            for (int i = 0; i < 10; i++) {
                client.send("PUB s " + payload.length() + "\r\n" + payload + "\r\n");
            }
            MonitoredBroker.await("a full disk", () -> broker.get("/healthz").statusCode() == 503);

            // then
            assertThat(broker.get("/healthz").body()).contains("because the disk is full");
            assertThat(broker.json("/jsz").path("problems").toString()).contains("because the disk is full");

            // and when
            disk.capacity(Long.MAX_VALUE);
            client.request("s", "hello");

            // then
            MonitoredBroker.await("room", () -> {
                broker.clock().advance(Duration.ofSeconds(1));
                return broker.get("/healthz").statusCode() == 200;
            });
        }
    }

    @Test
    void shouldNotWaitForeverForALane() {
        try (MonitoredBroker broker = startWithStream()) {
            // given
            var engine = Objects.requireNonNull(broker.view().jetStream()).engine();
            var entry = Objects.requireNonNull(engine.account("$G")).snapshot().get(0);
            CountDownLatch goOn = new CountDownLatch(1);
            Objects.requireNonNull(entry.stream()).lane().lane().execute(() -> {
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });

            // when
            LaneInquiry inquiry = new LaneInquiry(Duration.ofMillis(1));
            Map<?, ?> answers = inquiry.ask(JetStreamProblems.allStreams(engine), StreamFigures::of);
            var problems = JetStreamProblems.find(engine, inquiry, List.of(), Map.of());
            goOn.countDown();

            // then
            assertThat(answers).isEmpty();
            assertThat(inquiry.silentLanes()).containsExactly("nats-js-0");
            assertThat(problems)
                    .extracting(JetStreamProblem::error)
                    .containsExactly("JetStream lane nats-js-0 did not answer within 2s");
        }
    }

    @Test
    void shouldSayAtTheStartHowDurableMessagesAre() {
        try (MonitoredBroker always = MonitoredBroker.startWithJetStream(folder)) {
            assertThat(always.logLines())
                    .containsSubsequence(
                            "[INF] Starting JetStream",
                            "[INF] ---------------- JETSTREAM ----------------",
                            "[INF]   Max Memory:      1.00 MB",
                            "[INF]   Max Storage:     1.00 GB",
                            "[INF]   Store Directory: \"" + folder.resolve("jetstream") + "\"",
                            "[INF]   API Level:       5",
                            "[INF]   Sync:            always (an acknowledged message is on the disk)",
                            "[INF] -------------------------------------------")
                    .anyMatch(line -> line.matches("\\[INF] Took .*s to start JetStream"));
        }
        try (MonitoredBroker lazy = MonitoredBroker.startWithJetStream(
                folder,
                options -> options.jetStream(js -> js.syncAlways(false).syncInterval(Duration.ofSeconds(10))))) {
            assertThat(lazy.json("/jsz").path("sync").asString()).isEqualTo("lazy");
            assertThat(lazy.json("/jsz").at("/config/sync_interval").asLong()).isEqualTo(10_000_000_000L);
            assertThat(lazy.logLines()).anyMatch(line -> line.startsWith("[INF]   Sync:            lazy, every 10s ("));
        }
    }
}
