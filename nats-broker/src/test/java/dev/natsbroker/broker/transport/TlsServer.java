package dev.natsbroker.broker.transport;

import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.config.BrokerOptionsBuilder;
import dev.natsbroker.broker.config.TlsOptions;
import dev.natsbroker.broker.connection.ClientConnection;
import dev.natsbroker.broker.connection.ClosedClient;
import dev.natsbroker.broker.connection.TlsInfo;
import dev.natsbroker.broker.runtime.BrokerClock;
import dev.natsbroker.broker.runtime.ServerLog;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** A broker with TLS on a free port, and what it logged. */
final class TlsServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final NatsBroker broker;
    private final List<String> log;

    private TlsServer(NatsBroker broker, List<String> log) {
        this.broker = broker;
        this.log = log;
    }

    static TlsServer start(TlsOptions.Builder tls) {
        return start(tls, options -> options);
    }

    static TlsServer start(TlsOptions.Builder tls, UnaryOperator<BrokerOptionsBuilder> change) {
        return start(tls, change, BrokerClock.system());
    }

    static TlsServer start(TlsOptions.Builder tls, UnaryOperator<BrokerOptionsBuilder> change, BrokerClock clock) {
        List<String> log = new CopyOnWriteArrayList<>();
        BrokerOptionsBuilder options = BrokerOptions.builder().host("127.0.0.1").port(0);
        NatsBroker broker = NatsBroker.builder()
                .options(change.apply(options.tls(tls.build())).build())
                .clock(clock)
                .log(new ServerLog() {
                    @Override
                    public void write(Level level, String text) {
                        log.add("[" + level.label() + "] " + text);
                    }

                    @Override
                    public boolean isEnabled(Level level) {
                        return true;
                    }
                })
                .start();
        return new TlsServer(broker, log);
    }

    NatsBroker broker() {
        return broker;
    }

    int port() {
        return broker.port();
    }

    TlsClient dial() throws IOException {
        return TlsClient.dial(port());
    }

    List<String> log() {
        return log;
    }

    void reload(TlsOptions.Builder tls) {
        broker.reload(broker.options().toBuilder().tls(tls.build()).build());
    }

    /** What is known of the TLS of the only client. */
    TlsInfo tlsOfClient() {
        await("one client", () -> open().size() == 1);
        return Objects.requireNonNull(open().get(0).snapshot(false).tls());
    }

    private List<ClientConnection> open() {
        return List.copyOf(broker.view().clients().open());
    }

    /** Why the only connection that ended did so. */
    String closeReason() {
        return closeReason(() -> {});
    }

    /** The same; {@code meanwhile} runs again and again until then. */
    String closeReason(Runnable meanwhile) {
        await("a closed client", () -> {
            meanwhile.run();
            return !closed().isEmpty();
        });
        return closed().get(0).reason().text();
    }

    private List<ClosedClient> closed() {
        return broker.view().clients().closed();
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("no " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void close() {
        broker.stop();
    }
}
