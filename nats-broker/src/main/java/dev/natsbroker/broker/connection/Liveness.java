package dev.natsbroker.broker.connection;

import dev.natsbroker.broker.protocol.ProtocolError;
import dev.natsbroker.broker.runtime.Timers;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a client still lives: PINGs it and counts the answers that are missing. The first PING comes about two
 * seconds after CONNECT and measures the round trip. Owned by the connection's event loop.
 */
final class Liveness {
    private static final long FIRST_PING_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** A fresh round trip lets a PING be skipped while other traffic shows that the client lives. */
    private static final long RTT_VALID_NANOS = TimeUnit.HOURS.toNanos(1);

    private final ClientConnection connection;
    private final Clients clients;
    private final Timers timers;
    private Timers.@Nullable Timer timer;
    private int unanswered;
    private boolean firstPingSent;
    private long pingSentNanos;
    private long rttMeasuredNanos;
    private volatile long rttNanos;
    private volatile long lastActivityNanos;

    Liveness(ClientConnection connection, Clients clients, Timers timers) {
        this.connection = connection;
        this.clients = clients;
        this.timers = timers;
        this.lastActivityNanos = clients.clock().nanoTime();
    }

    /** Starts before CONNECT: a silent client is PINGed after one interval. */
    void start() {
        schedule(interval());
    }

    /** The client sent CONNECT: the first PING comes soon, with up to a fifth of jitter. */
    void connected() {
        if (!firstPingSent) {
            long early = Math.min(interval(), FIRST_PING_NANOS);
            schedule(early + clients.random().nextLong(Math.max(1, early / 5)));
        }
    }

    /** The interval may have changed. */
    void settingsChanged() {
        if (firstPingSent) {
            schedule(interval());
        }
    }

    private long interval() {
        return clients.settings().pingIntervalNanos();
    }

    private void schedule(long delayNanos) {
        timers.cancel(timer);
        timer = timers.after(delayNanos, this::due);
    }

    private void due() {
        if (connection.isClosing()) {
            return;
        }
        clients.debug(connection, "Client Ping Timer");
        long now = clients.clock().nanoTime();
        boolean active = firstPingSent && now - lastActivityNanos < interval();
        boolean rttFresh = rttNanos > 0 && now - rttMeasuredNanos < RTT_VALID_NANOS;
        if (!active || !rttFresh) {
            if (unanswered + 1 > clients.settings().pingMax()) {
                connection.session().fail(ProtocolError.STALE_CONNECTION);
                connection.flush();
                return;
            }
            sendPing(now);
        }
        schedule(interval());
    }

    private void sendPing(long now) {
        firstPingSent = true;
        unanswered++;
        pingSentNanos = now;
        connection.session().sendPing();
        connection.flush();
    }

    /** The client answered. */
    void pong() {
        unanswered = 0;
        long now = clients.clock().nanoTime();
        if (pingSentNanos != 0) {
            rttNanos = Math.max(1, now - pingSentNanos);
            rttMeasuredNanos = now;
            pingSentNanos = 0;
        }
    }

    /** The client sent something that shows that it lives. Called once for each read. */
    void active() {
        lastActivityNanos = clients.clock().nanoTime();
    }

    /** The last measured round trip, 0 if there is none. */
    long rttNanos() {
        return rttNanos;
    }

    /** The clock's reading at the client's last operation. */
    long lastActivityNanos() {
        return lastActivityNanos;
    }

    void stop() {
        timers.cancel(timer);
    }
}
