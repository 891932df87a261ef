package dev.natsbroker.spring.reactive;

import dev.natsbroker.spring.core.NatsConnectionException;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Schedulers;

/**
 * A subscription that pushes into a sink. Closing a dispatcher interrupts its thread, which may be the one that cancels and has
 * more to do: so it is unsubscribed at once and closed elsewhere while it delivers nothing; {@code delivery} is held during both.
 */
final class CoreSubscription implements Disposable, ConnectionListener {
    private final Connection connection;
    private final String subject;
    private final FluxSink<Message> sink;
    private final Dispatcher dispatcher;
    private final ReentrantLock delivery = new ReentrantLock();
    private final AtomicBoolean disposed = new AtomicBoolean();

    CoreSubscription(Connection connection, String subject, @Nullable String queueGroup, FluxSink<Message> sink) {
        this.connection = connection;
        this.subject = subject;
        this.sink = sink;
        this.dispatcher = connection.createDispatcher(this::deliver);
        try {
            if (queueGroup == null) {
                dispatcher.subscribe(subject);
            } else {
                dispatcher.subscribe(subject, queueGroup);
            }
        } catch (RuntimeException e) {
            connection.closeDispatcher(dispatcher);
            throw e;
        }
        connection.addConnectionListener(this);
    }

    private void deliver(Message message) {
        delivery.lock();
        try {
            if (!disposed.get()) {
                sink.next(message);
            }
        } finally {
            delivery.unlock();
        }
    }

    @Override
    @Deprecated
    public void connectionEvent(Connection closed, Events type) {
        if (type == Events.CLOSED) {
            sink.error(new NatsConnectionException(
                    "The connection was closed, and with it the subscription to '" + subject + "'", null));
        }
    }

    @Override
    public void dispose() {
        if (disposed.compareAndSet(false, true)) {
            connection.removeConnectionListener(this);
            if (isOpen()) {
                dispatcher.unsubscribe(subject);
                Schedulers.boundedElastic().schedule(this::closeDispatcher);
            }
        }
    }

    private void closeDispatcher() {
        delivery.lock();
        try {
            if (isOpen()) {
                connection.closeDispatcher(dispatcher);
            }
        } finally {
            delivery.unlock();
        }
    }

    private boolean isOpen() {
        return connection.getStatus() != Connection.Status.CLOSED;
    }

    @Override
    public boolean isDisposed() {
        return disposed.get();
    }
}
