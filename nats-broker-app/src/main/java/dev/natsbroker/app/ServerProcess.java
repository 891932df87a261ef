package dev.natsbroker.app;

import dev.natsbroker.app.logging.LibraryLog;
import dev.natsbroker.app.process.IdleHeap;
import dev.natsbroker.app.process.PidFile;
import dev.natsbroker.app.process.PortsFile;
import dev.natsbroker.app.process.ProcessSignal;
import dev.natsbroker.app.process.Signals;
import dev.natsbroker.broker.BrokerStartException;
import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.config.LoadedConfig;
import dev.natsbroker.broker.config.LogOptions;
import dev.natsbroker.broker.monitoring.BrokerView;
import dev.natsbroker.broker.runtime.BrokerClock;
import dev.natsbroker.broker.runtime.NatsLog;
import dev.natsbroker.broker.transport.UnixDatagram;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A broker as a process: with its pid file, its ports file and its reaction to signals. Started once, by the main thread; signals
 * arrive on threads of their own.
 */
final class ServerProcess {
    private final OptionsSource source;
    private final Console console;
    private final IntConsumer exit;
    private volatile BrokerOptions base = BrokerOptions.defaults();
    private volatile @Nullable NatsLog openedLog;
    private volatile @Nullable NatsBroker broker;
    private volatile @Nullable PortsFile portsFile;
    /** Completed when everything listens: a signal that comes earlier waits for it. */
    private final CompletableFuture<NatsBroker> ready = new CompletableFuture<>();

    /** @param exit ends the process with a status; called when a signal has stopped the broker */
    ServerProcess(OptionsSource source, Console console, IntConsumer exit) {
        this.source = source;
        this.console = console;
        this.exit = exit;
    }

    /**
     * Reads the options and starts the broker; it accepts clients when this returns.
     *
     * @param newBase options that hold where neither flags nor file say anything, at the start and at each reload
     * @throws UnusableOptionsException if the options cannot be read
     * @throws BrokerStartException if the broker cannot start
     */
    void start(BrokerOptions newBase) {
        base = newBase;
        LoadedConfig loaded = source.load(newBase);
        loaded.warnings().forEach(console.err()::println);
        BrokerOptions options = loaded.options();
        NatsLog log = openLog(options.log());
        openedLog = log;
        LibraryLog.directTo(log);
        Path pidFile = options.process().pidFile();
        if (pidFile != null && !writePidFile(pidFile)) {
            exit.accept(1);
        }
        Signals.handle(
                this::handle,
                ProcessSignal.INT,
                ProcessSignal.TERM,
                ProcessSignal.HUP,
                ProcessSignal.USR1,
                ProcessSignal.USR2);
        NatsBroker started = NatsBroker.builder().options(options).log(log).start();
        broker = started;
        Path portsFolder = options.process().portsFileDir();
        if (portsFolder != null) {
            writePortsFile(portsFolder, started.view());
        }
        ready.complete(started);
    }

    private static NatsLog openLog(LogOptions options) {
        try {
            return NatsLog.open(ServerLogSettings.of(options), BrokerClock.system(), UnixDatagram::open);
        } catch (IOException e) {
            throw new UnusableOptionsException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The log; there is one as soon as the options are known. */
    NatsLog log() {
        NatsLog opened = openedLog;
        if (opened == null) {
            throw new IllegalStateException("The log has not been opened");
        }
        return opened;
    }

    /** The broker that was started. */
    NatsBroker broker() {
        NatsBroker started = broker;
        if (started == null) {
            throw new IllegalStateException("The broker has not been started");
        }
        return started;
    }

    /** Waits until the broker has stopped, by a signal or at the end of lame duck mode. */
    void awaitStopped() throws InterruptedException {
        IdleHeap heap = IdleHeap.ofThisProcess();
        while (!broker().awaitStopped(IdleHeap.INTERVAL)) {
            heap.look();
        }
        removePortsFile();
    }

    private void handle(ProcessSignal signal) {
        log().info("Trapped \"" + signal.description() + "\" signal");
        switch (signal) {
            case HUP -> reload(ready.join());
            case USR1 -> log().reopen();
            case USR2 -> ready.join().enterLameDuckMode();
            default -> stop(ready.join());
        }
    }

    private void stop(NatsBroker running) {
        running.stop();
        removePortsFile();
        exit.accept(0);
    }

    private void reload(NatsBroker running) {
        if (!source.hasFile()) {
            log().error("Failed to reload server configuration: "
                    + "can only reload config when a file is provided using -c or --config");
            return;
        }
        try {
            LoadedConfig loaded = source.load(base);
            loaded.warnings().forEach(log()::warn);
            running.reload(loaded.options());
            log().reconfigure(ServerLogSettings.of(loaded.options().log()));
            log().info("Reloaded server configuration ("
                    + loaded.options().process().configDigest() + ")");
        } catch (UnusableOptionsException | IllegalArgumentException | IOException e) {
            log().error("Failed to reload server configuration: " + e.getMessage());
        }
    }

    private boolean writePidFile(Path file) {
        try {
            PidFile.write(file);
            return true;
        } catch (IOException e) {
            log().fatal("Could not write pidfile: " + reason(file, e));
            return false;
        }
    }

    private void writePortsFile(Path folder, BrokerView view) {
        boolean tls = view.options().tls() != null;
        PortsFile file = new PortsFile(folder);
        try {
            file.add("nats", tls ? "tls" : "nats", view.clientAddress());
            InetSocketAddress monitor = view.monitorAddress();
            if (monitor != null) {
                boolean secure = view.options().monitor().httpsPort() != 0;
                file.add("monitoring", secure ? "https" : "http", monitor);
            }
            file.write();
            portsFile = file;
        } catch (IOException e) {
            log().error("Error writing ports file (" + folder + "): " + reason(folder, e));
        }
    }

    private void removePortsFile() {
        PortsFile written = portsFile;
        if (written == null) {
            return;
        }
        try {
            written.delete();
        } catch (IOException e) {
            log().error("Error cleaning up ports file: " + e.getMessage());
        }
    }

    private static String reason(Path file, IOException e) {
        return e instanceof NoSuchFileException ? "open " + file + ": no such file or directory" : e.toString();
    }
}
