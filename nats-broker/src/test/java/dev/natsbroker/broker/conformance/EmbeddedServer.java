package dev.natsbroker.broker.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.config.ConfigLoader;
import dev.natsbroker.broker.config.MappingCheck;
import dev.natsbroker.broker.connection.ClosedClient;
import dev.natsbroker.broker.runtime.ManualClock;
import java.time.Duration;
import java.time.Instant;

/** Our broker on a clock that the test moves. */
final class EmbeddedServer implements TestServer {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final NatsBroker broker;
    private final ManualClock clock;

    private EmbeddedServer(NatsBroker broker, ManualClock clock) {
        this.broker = broker;
        this.clock = clock;
    }

    static EmbeddedServer start(String conf) {
        BrokerOptions base = BrokerOptions.builder().host("127.0.0.1").port(0).build();
        BrokerOptions options =
                ConfigLoader.ofProcess(MappingCheck.NONE).loadText(conf, base).options();
        ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
        NatsBroker broker = NatsBroker.builder().options(options).clock(clock).start();
        return new EmbeddedServer(broker, clock);
    }

    @Override
    public int port() {
        return broker.port();
    }

    @Override
    public void advance(Duration step) {
        clock.advance(step);
    }

    @Override
    public boolean hasManualClock() {
        return true;
    }

    @Override
    public String closeReason(long clientId) {
        // The end is noted before the socket is closed, so a client that saw the end finds it here.
        return broker.view().clients().closed().stream()
                .filter(closed -> closed.client().traffic().id() == clientId)
                .map(ClosedClient::reason)
                .findFirst()
                .orElseThrow(() -> new AssertionError("client " + clientId + " is not among the closed ones"))
                .text();
    }

    @Override
    public long slowConsumers() {
        return broker.view().clients().slowConsumers();
    }

    @Override
    public void enterLameDuckMode() {
        broker.enterLameDuckMode();
    }

    @Override
    public boolean awaitStopped(Duration patience) {
        try {
            return broker.awaitStopped(patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        broker.stop();
        assertThat(awaitStopped(PATIENCE)).as("broker has stopped").isTrue();
    }
}
