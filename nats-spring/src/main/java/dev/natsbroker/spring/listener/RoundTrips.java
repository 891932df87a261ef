package dev.natsbroker.spring.listener;

import io.nats.client.Connection;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One after the other: the client library allows few pings without an answer at a time ({@code maxPingsOut}, 2 by default), and
 * drops the connection when there are more, e.g. because many listeners stop side by side, each with a flush.
 */
public final class RoundTrips {
    private static final Map<Connection, Lock> LOCKS = Collections.synchronizedMap(new WeakHashMap<>());

    private RoundTrips() {}

    /**
     * Waits until the server has taken all that was sent so far.
     *
     * @throws TimeoutException if it has not within {@code limit}, or the connection is closed
     */
    public static void flush(Connection connection, Duration limit) throws InterruptedException, TimeoutException {
        Lock turn = turnOf(connection);
        turn.lockInterruptibly();
        try {
            connection.flush(limit);
        } finally {
            turn.unlock();
        }
    }

    /** Calls what contains a flush of this connection, when no other flush goes on. */
    static <T> T inTurn(Connection connection, Callable<T> call) throws Exception {
        Lock turn = turnOf(connection);
        turn.lockInterruptibly();
        try {
            return call.call();
        } finally {
            turn.unlock();
        }
    }

    private static Lock turnOf(Connection connection) {
        return LOCKS.computeIfAbsent(connection, ignored -> new ReentrantLock());
    }
}
