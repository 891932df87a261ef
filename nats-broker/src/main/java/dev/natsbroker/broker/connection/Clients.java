package dev.natsbroker.broker.connection;

import dev.natsbroker.broker.account.Accounts;
import dev.natsbroker.broker.protocol.CloseReason;
import dev.natsbroker.broker.runtime.BrokerClock;
import dev.natsbroker.broker.runtime.ServerLog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** All clients of a broker, those that left lately, and what they share. Thread-safe. */
public final class Clients {
    /** Internal clients of nats-server take the first numbers; tools expect the first connection at 5 or later. */
    private static final long FIRST_ID = 5;

    private static final int CLOSED_SUBSCRIPTIONS_MAX = 1_000;

    private final Accounts accounts;
    private final ServerLog log;
    private final BrokerClock clock;
    private final RandomGenerator random;
    private final Executor authExecutor;
    private final Map<Long, ClientConnection> open = new ConcurrentHashMap<>();
    private final AtomicInteger openCount = new AtomicInteger();
    private final AtomicLong ids = new AtomicLong(FIRST_ID);
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong slowConsumers = new AtomicLong();
    private final AtomicLong staleConnections = new AtomicLong();
    private final AtomicLong stalledClients = new AtomicLong();
    /** Guards the ring of closed clients: it is touched once in a connection's life, and by monitoring. */
    private final ReentrantLock closedLock = new ReentrantLock();

    private final ArrayDeque<ClosedClient> closed = new ArrayDeque<>();
    private volatile ClientSettings settings;

    /**
     * The clients of one broker.
     *
     * @param random a source that may be used from several threads
     * @param authExecutor runs password checks that take long, away from the event loops
     */
    public Clients(
            ClientSettings settings,
            Accounts accounts,
            ServerLog log,
            BrokerClock clock,
            RandomGenerator random,
            Executor authExecutor) {
        this.settings = settings;
        this.accounts = accounts;
        this.log = log;
        this.clock = clock;
        this.random = random;
        this.authExecutor = authExecutor;
    }

    /** What applies now. */
    public ClientSettings settings() {
        return settings;
    }

    /** Replaces the settings; open connections take over what concerns them on their own loops. */
    public void reconfigure(ClientSettings newSettings) {
        this.settings = newSettings;
        open.values().forEach(client -> client.run(client::settingsChanged));
    }

    /** Tells all clients that the server's INFO changed. */
    public void announceInfo() {
        open.values().forEach(client -> client.run(client::announceInfo));
    }

    /** Ends all connections because the server stops, and waits until no loop has one any more. */
    public void closeAll() {
        open.values().forEach(client -> client.requestClose(CloseReason.SERVER_SHUTDOWN));
    }

    /** Registers a new connection, unless the server is full. */
    boolean tryOpen(ClientConnection client) {
        accepted.incrementAndGet();
        open.put(client.id(), client);
        return openCount.incrementAndGet() <= settings.maxConnections();
    }

    void close(ClientConnection client, CloseReason reason) {
        if (open.remove(client.id()) == null) {
            return;
        }
        openCount.decrementAndGet();
        countReason(reason);
        closedLock.lock();
        try {
            closed.addLast(new ClosedClient(client.snapshot(keepsSubscriptions(client)), reason, clock.now()));
            while (closed.size() > settings.maxClosedClients()) {
                closed.removeFirst();
            }
        } finally {
            closedLock.unlock();
        }
    }

    /** The subscriptions of a closed client are kept for monitoring, unless they are so many that memory would tell. */
    private static boolean keepsSubscriptions(ClientConnection client) {
        return client.session().subscriptionCount() <= CLOSED_SUBSCRIPTIONS_MAX;
    }

    private void countReason(CloseReason reason) {
        switch (reason) {
            case SLOW_CONSUMER_PENDING_BYTES, SLOW_CONSUMER_WRITE_DEADLINE -> slowConsumers.incrementAndGet();
            case STALE_CONNECTION -> staleConnections.incrementAndGet();
            default -> {} // not counted on their own
        }
    }

    void countStall() {
        stalledClients.incrementAndGet();
    }

    long nextId() {
        return ids.getAndIncrement();
    }

    Accounts accounts() {
        return accounts;
    }

    /** Writes a debug line about a client. */
    void debug(ClientConnection client, String text) {
        if (log.isEnabled(ServerLog.Level.DEBUG)) {
            log.debug(client.label() + text);
        }
    }

    ServerLog log() {
        return log;
    }

    BrokerClock clock() {
        return clock;
    }

    RandomGenerator random() {
        return random;
    }

    Executor authExecutor() {
        return authExecutor;
    }

    /** The open connections, in no order. */
    public Collection<ClientConnection> open() {
        return open.values();
    }

    /** The open connection with this number, or null. */
    public @Nullable ClientConnection find(long id) {
        return open.get(id);
    }

    /** The connections that closed last, oldest first. */
    public List<ClosedClient> closed() {
        closedLock.lock();
        try {
            return new ArrayList<>(closed);
        } finally {
            closedLock.unlock();
        }
    }

    /** The number of open connections. */
    public int openCount() {
        return openCount.get();
    }

    /** The number of connections accepted since the start. */
    public long accepted() {
        return accepted.get();
    }

    /** The number of clients cut off because they did not take their messages. */
    public long slowConsumers() {
        return slowConsumers.get();
    }

    /** The number of clients closed because they did not answer PINGs. */
    public long staleConnections() {
        return staleConnections.get();
    }

    /** How often a publisher was slowed down for a receiver. */
    public long stalledClients() {
        return stalledClients.get();
    }
}
