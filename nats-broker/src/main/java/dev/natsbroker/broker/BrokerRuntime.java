package dev.natsbroker.broker;

import dev.natsbroker.broker.account.Accounts;
import dev.natsbroker.broker.auth.Authenticator;
import dev.natsbroker.broker.auth.NKey;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.config.EngineOptions;
import dev.natsbroker.broker.config.OptionsDifference;
import dev.natsbroker.broker.config.TlsOptions;
import dev.natsbroker.broker.connection.Clients;
import dev.natsbroker.broker.connection.LoopContext;
import dev.natsbroker.broker.disk.Disk;
import dev.natsbroker.broker.jetstream.meta.ServerNames;
import dev.natsbroker.broker.monitoring.BrokerView;
import dev.natsbroker.broker.monitoring.JetStreamView;
import dev.natsbroker.broker.monitoring.MonitoringServer;
import dev.natsbroker.broker.protocol.ServerInfo;
import dev.natsbroker.broker.runtime.BrokerClock;
import dev.natsbroker.broker.runtime.ServerLog;
import dev.natsbroker.broker.transport.BindFailedException;
import dev.natsbroker.broker.transport.ClientListener;
import dev.natsbroker.broker.transport.EventLoops;
import dev.natsbroker.broker.transport.TlsSetup;
import dev.natsbroker.broker.transport.TlsSetupException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a running broker and the order in which they start and stop.
 *
 * <p>Life: made → started → (lame duck →) stopped. Changes of that state, and reloads, are made one at a time under a lock: they
 * are rare, and each touches several parts that have to agree.
 */
final class BrokerRuntime implements BrokerView {
    private final BrokerClock clock;
    private final ServerLog log;
    private final RandomGenerator random;
    private final Disk disk;
    private final Interceptors interceptors;
    private final ReentrantLock lifecycle = new ReentrantLock();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final String serverId;
    private final Instant startedAt;
    private final AccountSetup accountSetup;
    private final EventLoops loops;
    private final ExecutorService authExecutor;
    private final Clients clients;
    private volatile @Nullable JetStreamService jetStream;
    private volatile BrokerOptions options;
    private volatile Instant optionsLoadedAt;
    private volatile @Nullable ClientListener listener;
    private volatile @Nullable MonitoringServer monitoring;
    private volatile boolean running;
    private volatile boolean lameDuck;

    BrokerRuntime(
            BrokerOptions options,
            BrokerClock clock,
            RandomGenerator random,
            ServerLog log,
            Disk disk,
            Interceptors interceptors) {
        options.validate();
        Authenticator authenticator = Authenticator.of(options);
        this.options = options;
        this.clock = clock;
        this.log = log;
        this.random = random;
        this.disk = disk;
        this.interceptors = interceptors;
        this.serverId = NKey.randomPublicKey(NKey.Type.SERVER, random);
        this.startedAt = clock.now();
        this.optionsLoadedAt = startedAt;
        this.accountSetup = new AccountSetup(options, random);
        EngineOptions engine = options.engine();
        int loopCount = engine.eventLoops() > 0
                ? engine.eventLoops()
                : EventLoops.automaticCount(Runtime.getRuntime().availableProcessors());
        this.authExecutor = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "nats-auth");
            thread.setDaemon(true);
            return thread;
        });
        this.loops = new EventLoops(
                "nats",
                loopCount,
                JetStreamService.publisherCount(options.jetStream(), loopCount),
                engine.transport() != EngineOptions.Transport.NIO,
                clock,
                random);
        this.clients = new Clients(
                Settings.of(
                        options,
                        authenticator,
                        info(options, authenticator, options.listen().port())),
                accountSetup.accounts(),
                log,
                clock,
                random,
                authExecutor);
    }

    void start() {
        new StartBanner(this, log).printHead();
        try {
            TlsSetup tls = tlsSetup(options);
            startJetStream();
            startMonitoring();
            ClientListener bound = ClientListener.bind(
                    options.listen().host(),
                    Math.max(0, options.listen().port()),
                    loops,
                    clients,
                    tls,
                    interceptors.channels());
            listener = bound;
            publishSettings();
            bound.accept();
        } catch (BindFailedException | TlsSetupException | IOException e) {
            release();
            throw new BrokerStartException(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            release();
            throw e;
        }
        running = true;
        new StartBanner(this, log).printReady();
    }

    private @Nullable TlsSetup tlsSetup(BrokerOptions from) {
        TlsOptions tls = from.tls();
        return tls == null ? null : new TlsSetup(tls, from.allowNonTls(), clock, log);
    }

    private void startJetStream() throws IOException {
        if (options.jetStream().enabled()) {
            jetStream = JetStreamService.start(
                    options,
                    accounts(),
                    loops.contexts(),
                    new ServerNames(serverName(), serverId, options.jetStream().domain()),
                    clock,
                    random,
                    log,
                    disk,
                    interceptors.jetStream());
        }
    }

    private void startMonitoring() {
        if (options.monitor().enabled()) {
            monitoring = MonitoringServer.start(this, log);
        }
    }

    /** The settings anew, from options in force. */
    private void publishSettings() {
        Authenticator authenticator = Authenticator.of(options);
        clients.reconfigure(Settings.of(
                options,
                authenticator,
                info(options, authenticator, clientAddress().getPort())));
    }

    private ServerInfo info(BrokerOptions from, Authenticator authenticator, int port) {
        return Settings.info(from, serverId, from.listen().host(), port, authenticator, lameDuck);
    }

    void reload(BrokerOptions newOptions) {
        newOptions.validate();
        OptionsDifference difference = OptionsDifference.between(options, newOptions);
        difference.requireReloadable();
        TlsSetup tls = tlsSetup(newOptions);
        lifecycle.lock();
        try {
            accountSetup.apply(newOptions);
            options = newOptions;
            JetStreamService streams = jetStream;
            if (streams != null) {
                streams.apply(newOptions);
            } else {
                accounts().forgetRemoved(account -> true);
            }
            optionsLoadedAt = clock.now();
            ClientListener bound = listener;
            if (bound != null) {
                bound.useTls(tls);
            }
            publishSettings();
            difference.reloaded().forEach(change -> log.info("Reloaded: " + change));
        } finally {
            lifecycle.unlock();
        }
    }

    void enterLameDuckMode() {
        lifecycle.lock();
        try {
            if (lameDuck || !running) {
                return;
            }
            lameDuck = true;
            log.info("Entering lame duck mode, stop accepting new clients");
            closeListener();
            publishSettings();
            clients.announceInfo();
        } finally {
            lifecycle.unlock();
        }
        new LameDuck(this, log).start();
    }

    void stop() {
        lifecycle.lock();
        try {
            if (stopped.getCount() == 0) {
                return;
            }
            running = false;
            log.info("Initiating Shutdown...");
            release();
            log.info("Server Exiting.."); // before the process is let go
            stopped.countDown();
        } finally {
            lifecycle.unlock();
        }
    }

    /** Ends every part that was started. */
    private void release() {
        closeListener();
        JetStreamService streams = jetStream;
        if (streams != null) {
            streams.stop(); // first: clients that wait for messages are told
        }
        clients.closeAll();
        MonitoringServer http = monitoring;
        if (http != null) {
            http.close();
        }
        authExecutor.shutdownNow();
        loops.close();
    }

    private void closeListener() {
        ClientListener bound = listener;
        if (bound != null) {
            bound.close();
        }
    }

    boolean awaitStopped(@Nullable Duration timeout) throws InterruptedException {
        if (timeout == null) {
            stopped.await();
            return true;
        }
        return stopped.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public String compatibleVersion() {
        return BrokerVersion.COMPATIBLE;
    }

    @Override
    public String productVersion() {
        return BrokerVersion.product();
    }

    @Override
    public String serverId() {
        return serverId;
    }

    @Override
    public String serverName() {
        String name = options.identity().serverName();
        return name == null ? serverId : name;
    }

    @Override
    public BrokerOptions options() {
        return options;
    }

    @Override
    public Instant optionsLoadedAt() {
        return optionsLoadedAt;
    }

    @Override
    public Instant startedAt() {
        return startedAt;
    }

    @Override
    public Instant now() {
        return clock.now();
    }

    @Override
    public InetSocketAddress clientAddress() {
        ClientListener bound = listener;
        if (bound == null) {
            throw new IllegalStateException("The broker does not listen yet");
        }
        return bound.address();
    }

    @Override
    public @Nullable InetSocketAddress monitorAddress() {
        MonitoringServer http = monitoring;
        return http == null ? null : http.address();
    }

    @Nullable
    MonitoringServer monitoring() {
        return monitoring;
    }

    @Override
    public Clients clients() {
        return clients;
    }

    @Override
    public Accounts accounts() {
        return accountSetup.accounts();
    }

    @Override
    public List<LoopContext> loops() {
        return loops.contexts();
    }

    @Override
    public @Nullable JetStreamView jetStream() {
        return jetStream;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public boolean isLameDuck() {
        return lameDuck;
    }

    BrokerClock clock() {
        return clock;
    }
}
