package dev.natsbroker.broker;

import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.disk.Disk;
import dev.natsbroker.broker.jetstream.meta.JetStreamInterceptor;
import dev.natsbroker.broker.runtime.BrokerClock;
import dev.natsbroker.broker.runtime.ServerLog;
import dev.natsbroker.broker.runtime.Slf4jLog;
import dev.natsbroker.broker.transport.ChannelInterceptor;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Collects what a broker needs from outside. Not thread-safe. */
public final class NatsBrokerBuilder {
    private BrokerOptions options = BrokerOptions.defaults();
    private BrokerClock clock = BrokerClock.system();
    private @Nullable RandomGenerator random;
    private @Nullable ServerLog log;
    private Disk disk = Disk.system();
    private Interceptors interceptors = Interceptors.NONE;

    NatsBrokerBuilder() {}

    /** The options; the defaults listen on port 4222 of all addresses. */
    public NatsBrokerBuilder options(BrokerOptions newOptions) {
        this.options = newOptions;
        return this;
    }

    /** The source of time; the system's by default. */
    public NatsBrokerBuilder clock(BrokerClock newClock) {
        this.clock = newClock;
        return this;
    }

    /** The source of chance, which must be thread-safe; a secure one by default. */
    public NatsBrokerBuilder random(RandomGenerator newRandom) {
        this.random = newRandom;
        return this;
    }

    /** Where the operational log goes; to SLF4J by default. */
    public NatsBrokerBuilder log(ServerLog newLog) {
        this.log = newLog;
        return this;
    }

    /** The file layer for what JetStream keeps; the system's by default. */
    public NatsBrokerBuilder disk(Disk newDisk) {
        this.disk = newDisk;
        return this;
    }

    /** Who is shown the connections of clients, for tests; nobody by default. */
    public NatsBrokerBuilder intercept(ChannelInterceptor channels) {
        this.interceptors = new Interceptors(channels, interceptors.jetStream());
        return this;
    }

    /** What stands between JetStream and the clients, for tests; nothing by default. */
    public NatsBrokerBuilder intercept(JetStreamInterceptor jetStream) {
        this.interceptors = new Interceptors(interceptors.channels(), jetStream);
        return this;
    }

    /**
     * Starts the broker.
     *
     * @throws BrokerStartException if options contradict each other, a port cannot be opened or a file cannot be read
     */
    public NatsBroker start() {
        try {
            BrokerRuntime runtime = new BrokerRuntime(
                    options,
                    clock,
                    random == null ? new SecureRandom() : random,
                    log == null ? new Slf4jLog() : log,
                    disk,
                    interceptors);
            runtime.start();
            return new NatsBroker(runtime);
        } catch (IllegalArgumentException e) {
            throw new BrokerStartException(String.valueOf(e.getMessage()), e);
        }
    }
}
