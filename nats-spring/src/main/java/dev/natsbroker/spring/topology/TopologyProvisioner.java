package dev.natsbroker.spring.topology;

import dev.natsbroker.spring.NatsException;
import dev.natsbroker.spring.core.DefaultNatsConnectionFactory;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import io.nats.client.Connection;
import io.nats.client.JetStreamOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Brings about the declared streams and consumers when the application starts, in phase {@value #PHASE}: after the connections
 * and before everything that uses them.
 *
 * <p>When there is a connection within the given time, the start waits for the work to be done and fails if it fails. Otherwise
 * the start goes on, the work is done as soon as there is a connection, and a failure is logged and followed by another attempt
 * after a pause: the first answers of a cluster that comes up may be that JetStream is not available yet.
 */
public final class TopologyProvisioner implements SmartLifecycle {
    /** After the connections, before the listeners. */
    public static final int PHASE = DefaultNatsConnectionFactory.PHASE + 1000;

    private static final Logger log = LoggerFactory.getLogger(TopologyProvisioner.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final NatsConnectionFactory connectionFactory;
    private final Topology topology;
    private final Provision provision;
    private final Duration wait;
    private final Duration pause;
    private volatile boolean running;
    private volatile @Nullable String lastFailure;

    /** Provisions {@code topology}; {@code wait} is how long the start waits for a connection. */
    public TopologyProvisioner(
            NatsConnectionFactory connectionFactory, Topology topology, Provision provision, Duration wait) {
        this(connectionFactory, topology, provision, wait, PAUSE);
    }

    /** The same with a pause before another late attempt. */
    TopologyProvisioner(
            NatsConnectionFactory connectionFactory,
            Topology topology,
            Provision provision,
            Duration wait,
            Duration pause) {
        this.connectionFactory = connectionFactory;
        this.topology = topology;
        this.provision = provision;
        this.wait = wait;
        this.pause = pause;
    }

    @Override
    public void start() {
        running = true;
        if (topology.isEmpty() || provision == Provision.NONE) {
            return;
        }
        CompletableFuture<Connection> connected = connectionFactory.whenConnected();
        try {
            provision(connected.get(wait.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            log.warn(
                    "There is no connection '{}' after {} ms: declared streams and consumers are looked after as soon as"
                            + " there is one",
                    connectionFactory.getName(),
                    wait.toMillis());
            connected.thenAcceptAsync(this::provisionLate);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof NatsException failure ? failure : new NatsException("No connection", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void provisionLate(Connection connection) {
        if (!running) {
            return;
        }
        try {
            provision(connection);
        } catch (RuntimeException e) {
            report(e);
            CompletableFuture.delayedExecutor(pause.toNanos(), TimeUnit.NANOSECONDS)
                    .execute(() -> connectionFactory.whenConnected().thenAcceptAsync(this::provisionLate));
        }
    }

    /** The same reason is logged once, however often the attempt fails with it. */
    private void report(RuntimeException failure) {
        String reason = failure.toString();
        if (!reason.equals(lastFailure)) {
            lastFailure = reason;
            log.error(
                    "Declared streams and consumers are not as they should be: {}; trying again every {} ms",
                    failure.getMessage(),
                    pause.toMillis(),
                    failure);
        }
    }

    private void provision(Connection connection) {
        JetStreamOptions options = JetStreamOptions.defaultOptions();
        StreamProvisioning streams = new StreamProvisioning(connection, options, provision);
        topology.streams().values().forEach(streams::provision);
        ConsumerProvisioning<ConsumerDeclaration> consumers =
                ConsumerProvisioning.ofDeclared(connection, options, provision);
        topology.consumers().forEach(consumers::provision);
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
