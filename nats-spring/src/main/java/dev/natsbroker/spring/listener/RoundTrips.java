package dev.natsbroker.spring.listener;

import io.nats.client.Connection;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
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
     * @throws TimeoutException if its turn does not come within {@code limit}, the server has not answered within another, or the
     *     connection is closed
     */
    public static void flush(Connection connection, Duration limit) throws InterruptedException, TimeoutException {
        Lock turn = awaitTurn(connection, limit);
        try {
            connection.flush(limit);
        } finally {
            turn.unlock();
        }
    }

    /**
     * Calls what contains a flush of this connection, when no other flush goes on.
     *
     * @throws TimeoutException if that is not so within {@code limit}: the server does not answer
     * @throws Exception what the call throws
     */
    public static <T> T inTurn(Connection connection, Duration limit, Callable<T> call) throws Exception {
        Lock turn = awaitTurn(connection, limit);
        try {
            return call.call();
        } finally {
            turn.unlock();
        }
    }

    private static Lock awaitTurn(Connection connection, Duration limit) throws InterruptedException, TimeoutException {
        Lock turn = LOCKS.computeIfAbsent(connection, ignored -> new ReentrantLock());
        if (!turn.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new TimeoutException(
                    "Others wait for the server's answer for longer than " + limit.toMillis() + " ms");
        }
        return turn;
    }
}
