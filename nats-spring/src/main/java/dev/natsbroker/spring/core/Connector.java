package dev.natsbroker.spring.core;

import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.impl.ErrorListenerLoggerImpl;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a connection for the first time, in a thread of its own, trying again until it succeeds or is cancelled. Once there is a
 * connection, the client library itself looks after it.
 */
final class Connector {
    private static final Logger log = LoggerFactory.getLogger(DefaultNatsConnectionFactory.class);

    private final String name;
    private final Supplier<Options> options;
    private final Duration retryDelay;
    private final LongConsumer onSlowConsumer;
    private final CompletableFuture<Connection> connected = new CompletableFuture<>();
    private final CountDownLatch attempted = new CountDownLatch(1);
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private volatile @Nullable NatsConnectionException lastFailure;

    Connector(String name, Supplier<Options> options, Duration retryDelay, LongConsumer onSlowConsumer) {
        this.name = name;
        this.options = options;
        this.retryDelay = retryDelay;
        this.onSlowConsumer = onSlowConsumer;
    }

    /** Completes with the connection, or exceptionally after {@link #cancel}. */
    CompletableFuture<Connection> connected() {
        return connected;
    }

    /** Why the last attempt failed; null if none has failed. */
    @Nullable
    NatsConnectionException lastFailure() {
        return lastFailure;
    }

    void startInBackground() {
        Thread thread = new Thread(this::connectUntilCancelled, "nats-connect-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits until the first attempt has succeeded or failed, at most for {@code limit}. */
    void awaitFirstAttempt(Duration limit) throws InterruptedException {
        attempted.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** One attempt on the calling thread. */
    void connectOnce() {
        try {
            connectAndComplete();
        } catch (NatsConnectionException e) {
            connected.completeExceptionally(e);
            throw e;
        }
    }

    /** Gives up; a connection that is being made is closed at once. */
    void cancel() {
        cancelled.countDown();
        attempted.countDown();
        connected.completeExceptionally(
                new NatsConnectionException("NATS connection '" + name + "' was closed", lastFailure));
    }

    private void connectUntilCancelled() {
        try {
            do {
                try {
                    connectAndComplete();
                } catch (NatsConnectionException e) {
                    report(e);
                }
                attempted.countDown();
            } while (!connected.isDone() && !cancelled.await(retryDelay.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Error e) {
            log.error("NATS connection '{}' cannot be made", name, e);
            attempted.countDown();
            connected.completeExceptionally(
                    new NatsConnectionException("NATS connection '" + name + "' cannot be made: " + e, e));
        }
    }

    private void connectAndComplete() {
        Connection connection = connect();
        if (!connected.complete(connection)) {
            closeQuietly(connection);
        }
    }

    /** The same reason is logged once, however often the attempt fails with it. */
    private void report(NatsConnectionException failure) {
        NatsConnectionException before = lastFailure;
        lastFailure = failure;
        String message = String.valueOf(failure.getMessage());
        if (before == null || !message.equals(before.getMessage())) {
            log.warn("{}; trying again every {} ms", message, retryDelay.toMillis());
        }
    }

    /** Whatever fails may succeed later: what the options are made of, such as a file, is not there at each moment. */
    private Connection connect() {
        try {
            return connect(options.get());
        } catch (NatsConnectionException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new NatsConnectionException(
                    "NATS connection '" + name + "' cannot be made: " + (e.getMessage() == null ? e : e.getMessage()),
                    e);
        }
    }

    private Connection connect(Options current) {
        ErrorListener application = current.getErrorListener();
        boolean isLibraryDefault = application == null || application.getClass() == ErrorListenerLoggerImpl.class;
        ConnectionErrors errors = new ConnectionErrors(name, isLibraryDefault ? null : application, onSlowConsumer);
        try {
            Connection connection = Nats.connect(withErrorListener(current, errors));
            errors.connectionEstablished();
            return connection;
        } catch (AuthenticationException e) {
            throw new NatsConnectionException(
                    "NATS connection '" + name + "' was refused by " + servers(current) + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new NatsConnectionException(
                    "NATS connection '" + name + "' to " + servers(current) + " failed: " + reason(e, errors),
                    causeOf(e, errors));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NatsConnectionException("Interrupted while connecting to " + servers(current), e);
        }
    }

    private static Options withErrorListener(Options options, ErrorListener errors) {
        Options.Builder copy = new Options.Builder(options).errorListener(errors);
        if (!options.isTraceConnection()) {
            // The library (2.26.3) takes the logger that traces nothing, once copied, for a wish to trace.
            copy.timeTraceLogger(null);
        }
        return copy.build();
    }

    private static String servers(Options options) {
        return options.getServers().stream()
                .map(uri -> uri.getScheme() + "://" + uri.getHost() + ":" + uri.getPort())
                .toList()
                .toString();
    }

    private static Throwable causeOf(IOException e, ConnectionErrors errors) {
        Exception reported = errors.lastException();
        return reported == null ? e : reported;
    }

    private static String reason(IOException e, ConnectionErrors errors) {
        Throwable cause = causeOf(e, errors);
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof GeneralSecurityException || t.getCause() == null) {
                return t.getMessage() == null ? t.toString() : t.getMessage();
            }
        }
        return cause.toString();
    }

    static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
