package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.config.BrokerOptionsBuilder;
import dev.natsbroker.broker.disk.Disk;
import dev.natsbroker.broker.runtime.ManualClock;
import dev.natsbroker.broker.runtime.ServerLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A broker with monitoring on a free port and a clock that stands still, and a browser to look at its pages. */
final class MonitoredBroker implements AutoCloseable {
    static final Instant START = Instant.parse("2026-01-02T03:04:05.060708Z");

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ManualClock clock = new ManualClock(START);
    private final LogLines log = new LogLines();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final NatsBroker broker;

    private MonitoredBroker(UnaryOperator<BrokerOptionsBuilder> change, Disk disk) {
        BrokerOptionsBuilder options =
                BrokerOptions.builder().host("127.0.0.1").port(0).monitor(monitor -> monitor.httpPort(-1));
        this.broker = NatsBroker.builder()
                .options(change.apply(options).build())
                .clock(clock)
                .log(log)
                .disk(disk)
                .start();
    }

    static MonitoredBroker start() {
        return start(UnaryOperator.identity());
    }

    static MonitoredBroker start(UnaryOperator<BrokerOptionsBuilder> change) {
        return new MonitoredBroker(change, Disk.system());
    }

    /** With JetStream, whose folder this is, and one thread for streams. */
    static MonitoredBroker startWithJetStream(Path folder) {
        return startWithJetStream(folder, UnaryOperator.identity());
    }

    static MonitoredBroker startWithJetStream(Path folder, UnaryOperator<BrokerOptionsBuilder> change) {
        return startWithJetStream(folder, change, Disk.system());
    }

    static MonitoredBroker startWithJetStream(Path folder, UnaryOperator<BrokerOptionsBuilder> change, Disk disk) {
        UnaryOperator<BrokerOptionsBuilder> jetStream = options -> options.serverName("S")
                .jetStream(js -> js.enabled(true)
                        .storeDirectory(folder)
                        .maxMemoryBytes(1 << 20)
                        .maxFileBytes(1 << 30)
                        .lanes(1));
        return new MonitoredBroker(options -> change.apply(jetStream.apply(options)), disk);
    }

    NatsBroker broker() {
        return broker;
    }

    BrokerView view() {
        return broker.view();
    }

    ManualClock clock() {
        return clock;
    }

    List<String> logLines() {
        return new ArrayList<>(log.lines);
    }

    WireClient connect() {
        return connect("");
    }

    WireClient connect(String fields) {
        return WireClient.connect(broker.port(), fields);
    }

    int monitorPort() {
        return Objects.requireNonNull(view().monitorAddress()).getPort();
    }

    HttpResponse<String> get(String pathAndQuery) {
        return request("GET", pathAndQuery);
    }

    HttpResponse<String> request(String method, String pathAndQuery) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + monitorPort() + pathAndQuery))
                .timeout(PATIENCE)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** The page as JSON; the answer must have status 200. */
    JsonNode json(String pathAndQuery) {
        HttpResponse<String> response = get(pathAndQuery);
        if (response.statusCode() != 200) {
            throw new AssertionError(pathAndQuery + " gave " + response.statusCode() + " " + response.body());
        }
        return JSON.readTree(response.body());
    }

    static Collection<String> fields(JsonNode object) {
        return List.copyOf(object.propertyNames());
    }

    /** Looks again and again until the condition holds, for what the broker learns from its peer. */
    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("Not within " + PATIENCE + ": " + what);
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        broker.close();
    }

    private static final class LogLines implements ServerLog {
        private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        public void write(Level level, String text) {
            lines.add("[" + level.label() + "] " + text);
        }

        @Override
        public boolean isEnabled(Level level) {
            return level != Level.TRACE;
        }
    }
}
