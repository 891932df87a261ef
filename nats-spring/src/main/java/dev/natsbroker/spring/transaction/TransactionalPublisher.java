package dev.natsbroker.spring.transaction;

import dev.natsbroker.spring.NatsException;
import dev.natsbroker.spring.support.OutboundMessage;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Publishes when the current Spring transaction has committed, in the order of the calls, and not at all if it rolls back.
 * Without a transaction it publishes at once.
 *
 * <p>Payloads are converted when {@code publish} is called: what cannot be converted still fails the transaction, and later
 * changes to an object do not show.
 *
 * <p><b>After the commit nothing can be undone.</b> If publishing fails then, it stops at that message, so that none overtakes
 * another; the failure is logged with subject and number of the messages that are not published, and told to the listener. The
 * caller of the transaction sees no exception, for its transaction is committed. If the process dies between commit and
 * publishing, the messages are lost without a trace: who cannot bear that writes them into a table of the same transaction
 * (outbox) and publishes from there.
 *
 * <p>Thread-safe; bound to the transaction of the calling thread. Reactive transactions are not seen.
 */
public final class TransactionalPublisher {
    private final MessagePort port;
    private final PayloadConverters converters;
    private final PublishFailureListener listener;

    /** A publisher whose failures after the commit are only logged. */
    public TransactionalPublisher(MessagePort port, PayloadConverters converters) {
        this(port, converters, (unpublished, cause) -> {});
    }

    /** A publisher that tells of failures after the commit. */
    public TransactionalPublisher(MessagePort port, PayloadConverters converters, PublishFailureListener listener) {
        this.port = port;
        this.converters = converters;
        this.listener = listener;
    }

    /** Publishes a value to a subject. */
    public void publish(String subject, @Nullable Object value) {
        publish(subject, value, null);
    }

    /**
     * Publishes a value, or a Spring {@code Message}, with further headers to a subject; the content type is added if it is
     * missing.
     *
     * @throws NatsException if there is no transaction and publishing fails; with one, see above
     */
    public void publish(String subject, @Nullable Object value, @Nullable Headers headers) {
        Message message = message(subject, OutboundMessage.of(value, headers, converters));
        if (!TransactionSynchronizationManager.isSynchronizationActive()
                || !TransactionSynchronizationManager.isActualTransactionActive()) {
            sendNow(message);
            return;
        }
        AfterCommit messages = (AfterCommit) TransactionSynchronizationManager.getResource(this);
        if (messages == null) {
            messages = new AfterCommit(this, port, listener);
            TransactionSynchronizationManager.bindResource(this, messages);
            TransactionSynchronizationManager.registerSynchronization(messages);
        }
        messages.add(message);
    }

    private static Message message(String subject, OutboundMessage message) {
        Headers headers = message.headers();
        return NatsMessage.builder()
                .subject(subject)
                .headers(headers == null ? null : new Headers(headers))
                .data(message.body())
                .build();
    }

    private void sendNow(Message message) {
        try {
            port.send(message);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NatsException("Interrupted while publishing to '" + message.getSubject() + "'", e);
        } catch (NatsException e) {
            throw e;
        } catch (Exception e) {
            throw new NatsException("Cannot publish to '" + message.getSubject() + "': " + e.getMessage(), e);
        }
    }
}
