package dev.natsbroker.broker;

import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.monitoring.BrokerView;
import dev.natsbroker.broker.monitoring.MonitoringServer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A NATS server inside this JVM.
 *
 * <pre>{@code
 * try (NatsBroker broker = NatsBroker.start(BrokerOptions.builder().host("127.0.0.1").port(0).build())) {
 *     Connection nats = Nats.connect(broker.clientUri().toString());
 * }
 * }</pre>
 *
 * <p>Many brokers can run in one JVM: there is no static state, and no thread is left when {@link #stop()} returns. All methods
 * are thread-safe.
 */
public final class NatsBroker implements AutoCloseable {
    private final BrokerRuntime runtime;

    NatsBroker(BrokerRuntime runtime) {
        this.runtime = runtime;
    }

    /**
     * Starts a broker with these options; it accepts clients when this returns.
     *
     * @throws BrokerStartException if options contradict each other, a port cannot be opened or a file cannot be read
     */
    public static NatsBroker start(BrokerOptions options) {
        return builder().options(options).start();
    }

    /** A builder for brokers that need a clock, a random source or a log of their own. */
    public static NatsBrokerBuilder builder() {
        return new NatsBrokerBuilder();
    }

    /** The address that clients connect to. */
    public String host() {
        return address().getAddress().getHostAddress();
    }

    /** The port that clients connect to. */
    public int port() {
        return address().getPort();
    }

    private InetSocketAddress address() {
        return runtime.clientAddress();
    }

    /** The URL that clients of this machine connect to, e.g. {@code nats://127.0.0.1:4222}. */
    public URI clientUri() {
        String scheme = options().tls() == null ? "nats" : "tls";
        return URI.create(scheme + "://" + reachableHost() + ":" + port());
    }

    private String reachableHost() {
        if (address().getAddress().isAnyLocalAddress()) {
            return "127.0.0.1";
        }
        String host = host();
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    /** The server's id as clients see it in INFO: a public key, new for every start. */
    public String serverId() {
        return runtime.serverId();
    }

    /** The options in force. */
    public BrokerOptions options() {
        return runtime.options();
    }

    /** The server of the monitoring pages, or null if there is none. */
    public @Nullable MonitoringServer monitoring() {
        return runtime.monitoring();
    }

    /** What monitoring shows of this broker. */
    public BrokerView view() {
        return runtime;
    }

    /**
     * Applies what differs between {@code newOptions} and the options in force, while connections stay.
     *
     * @throws IllegalArgumentException if something changed that cannot change while the broker runs; nothing is applied then
     */
    public void reload(BrokerOptions newOptions) {
        runtime.reload(newOptions);
    }

    /**
     * Stops listening, tells the clients, and closes them one by one over the configured time; then the broker stops. Returns
     * at once. Calling it twice is fine.
     */
    public void enterLameDuckMode() {
        runtime.enterLameDuckMode();
    }

    /** Whether clients are accepted. */
    public boolean isRunning() {
        return runtime.isRunning();
    }

    /** Stops at once: clients see the end of their connection. Calling it twice is fine. */
    public void stop() {
        runtime.stop();
    }

    /** Waits until the broker has stopped, at most {@code timeout}; null waits without limit. Returns whether it has stopped. */
    public boolean awaitStopped(@Nullable Duration timeout) throws InterruptedException {
        return runtime.awaitStopped(timeout);
    }

    /** The same as {@link #stop()}. */
    @Override
    public void close() {
        stop();
    }
}
