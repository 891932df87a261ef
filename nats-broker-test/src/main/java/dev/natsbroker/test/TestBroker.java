package dev.natsbroker.test;

import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.NatsBrokerBuilder;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.runtime.ManualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A broker for tests, with what only tests need: a clock to be moved, places to break something, streams that leave nothing. */
final class TestBroker implements AutoCloseable {
    private final NatsBroker broker;
    private final FaultPoints faultPoints;
    private final @Nullable ManualClock clock;
    private final @Nullable Path folder;

    private TestBroker(NatsBroker broker, FaultPoints faultPoints, @Nullable ManualClock clock, @Nullable Path folder) {
        this.broker = broker;
        this.faultPoints = faultPoints;
        this.clock = clock;
        this.folder = folder;
    }

    /** Starts a broker; {@link EmbeddedSettings#MEMORY} and {@link EmbeddedSettings#FOLDER} as store directory are what they stand for. */
    static TestBroker start(BrokerOptions options, boolean virtualTime) {
        FaultPoints faultPoints = new FaultPoints();
        NatsBrokerBuilder builder =
                NatsBroker.builder().intercept(faultPoints.ofChannels()).intercept(faultPoints.ofJetStream());
        ManualClock clock = virtualTime ? new ManualClock(Instant.now()) : null;
        if (clock != null) {
            builder.clock(clock);
        }
        Path store = options.jetStream().storeDirectory();
        if (EmbeddedSettings.MEMORY.equals(store)) {
            builder.disk(new MemoryDisk());
        }
        Path folder = EmbeddedSettings.FOLDER.equals(store) ? temporaryFolder() : null;
        BrokerOptions inForce = folder == null
                ? options
                : options.toBuilder().jetStream(js -> js.storeDirectory(folder)).build();
        try {
            return new TestBroker(builder.options(inForce).start(), faultPoints, clock, folder);
        } catch (RuntimeException e) {
            remove(folder);
            throw e;
        }
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("nats-test-");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a temporary folder for JetStream: " + e.getMessage(), e);
        }
    }

    NatsBroker broker() {
        return broker;
    }

    FaultPoints faultPoints() {
        return faultPoints;
    }

    /** The clock that the broker runs on, or null if that is the system's. */
    @Nullable
    ManualClock clock() {
        return clock;
    }

    @Override
    public void close() {
        broker.stop();
        remove(folder);
    }

    private static void remove(@Nullable Path folder) {
        if (folder == null) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove the streams of a test from " + folder + ": " + e, e);
        }
    }
}
