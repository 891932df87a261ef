package dev.natsbroker.spring.core;

import io.nats.client.Connection;
import io.nats.client.Consumer;
import io.nats.client.ErrorListener;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.support.Status;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what the client library reports, and keeps the last exception: {@code Nats.connect} tells by its own exception only that
 * it failed, and the reason here. An error listener of the application's options is told everything instead of the log.
 * Thread-safe.
 */
final class ConnectionErrors implements ErrorListener {
    private static final Logger log = LoggerFactory.getLogger(DefaultNatsConnectionFactory.class);

    private final String name;
    private final @Nullable ErrorListener application;
    private final LongConsumer onSlowConsumer;
    private volatile @Nullable Exception lastException;
    private volatile boolean established;

    ConnectionErrors(String name, @Nullable ErrorListener application, LongConsumer onSlowConsumer) {
        this.name = name;
        this.application = application;
        this.onSlowConsumer = onSlowConsumer;
    }

    /** From now on exceptions are news: those of an attempt to connect are part of its own failure. */
    void connectionEstablished() {
        established = true;
    }

    @Nullable
    Exception lastException() {
        return lastException;
    }

    @Override
    public void errorOccurred(Connection connection, String error) {
        if (application != null) {
            application.errorOccurred(connection, error);
        } else {
            log.warn("NATS connection '{}': the server reported {}", name, error);
        }
    }

    @Override
    public void exceptionOccurred(Connection connection, Exception exception) {
        lastException = exception;
        if (application != null) {
            application.exceptionOccurred(connection, exception);
        } else if (established) {
            log.warn("NATS connection '{}': {}", name, exception.toString());
        } else {
            log.debug("NATS connection '{}': attempt to connect failed", name, exception);
        }
    }

    @Override
    public void slowConsumerDetected(Connection connection, Consumer consumer) {
        onSlowConsumer.accept(consumer.getDroppedCount());
        if (application != null) {
            application.slowConsumerDetected(connection, consumer);
        } else {
            log.warn(
                    "NATS connection '{}': a subscription is too slow: {} messages wait, {} were dropped so far; make its"
                            + " handler faster, run several at once, or raise its limits of pending messages",
                    name,
                    consumer.getPendingMessageCount(),
                    consumer.getDroppedCount());
        }
    }

    @Override
    public void messageDiscarded(Connection connection, Message message) {
        if (application != null) {
            application.messageDiscarded(connection, message);
        } else {
            log.warn(
                    "NATS connection '{}': message to '{}' was thrown away: the queue of outgoing messages is full",
                    name,
                    message.getSubject());
        }
    }

    @Override
    public void heartbeatAlarm(
            Connection connection, JetStreamSubscription subscription, long lastStream, long lastConsumer) {
        if (application != null) {
            application.heartbeatAlarm(connection, subscription, lastStream, lastConsumer);
        } else {
            log.warn(
                    "NATS connection '{}': no heartbeat of consumer '{}' of stream '{}'",
                    name,
                    subscription.getConsumerName(),
                    subscription.getStreamName());
        }
    }

    @Override
    public void unhandledStatus(Connection connection, JetStreamSubscription subscription, Status status) {
        if (application != null) {
            application.unhandledStatus(connection, subscription, status);
        } else {
            logStatus(subscription, status);
        }
    }

    @Override
    public void pullStatusWarning(Connection connection, JetStreamSubscription subscription, Status status) {
        if (application != null) {
            application.pullStatusWarning(connection, subscription, status);
        } else {
            log.debug("NATS connection '{}': pull answered with {}", name, status);
        }
    }

    @Override
    public void pullStatusError(Connection connection, JetStreamSubscription subscription, Status status) {
        if (application != null) {
            application.pullStatusError(connection, subscription, status);
        } else {
            logStatus(subscription, status);
        }
    }

    private void logStatus(JetStreamSubscription subscription, Status status) {
        log.warn(
                "NATS connection '{}': a request for messages to consumer '{}' of stream '{}' was answered with {}",
                name,
                subscription.getConsumerName(),
                subscription.getStreamName(),
                status);
    }

    @Override
    public void flowControlProcessed(
            Connection connection, JetStreamSubscription subscription, String subject, FlowControlSource source) {
        if (application != null) {
            application.flowControlProcessed(connection, subscription, subject, source);
        }
    }

    @Override
    public void socketWriteTimeout(Connection connection) {
        if (application != null) {
            application.socketWriteTimeout(connection);
        } else {
            log.warn("NATS connection '{}': the server took too long to read; connecting anew", name);
        }
    }
}
