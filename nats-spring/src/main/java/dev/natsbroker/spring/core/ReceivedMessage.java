package dev.natsbroker.spring.core;

import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A message of a stream, to be acknowledged: the server delivers it again when that has not happened within the consumer's ack
 * wait. Thread-safe.
 *
 * @param <T> type of the payload
 */
public final class ReceivedMessage<T> {
    private final Message message;
    private final PayloadConverters converters;
    private final Type type;

    ReceivedMessage(Message message, PayloadConverters converters, Type type) {
        this.message = message;
        this.converters = converters;
        this.type = type;
    }

    /**
     * The payload; it is converted at each call.
     *
     * @throws dev.natsbroker.spring.support.converter.PayloadConversionException if it is not what the type needs
     */
    public T getPayload() {
        return converters.read(message, type);
    }

    /** The subject that the message was published to. */
    public String getSubject() {
        return message.getSubject();
    }

    /** The last value of a header; null if the message does not have it. */
    public @Nullable String getHeader(String name) {
        Headers headers = message.getHeaders();
        return headers == null ? null : headers.getLast(name);
    }

    /** Sequence in the stream, from 1. */
    public long getStreamSequence() {
        return message.metaData().streamSequence();
    }

    /** How many times the message has been delivered, from 1. */
    public long getDeliveryCount() {
        return message.metaData().deliveredCount();
    }

    /** The message as the client library has it. */
    public Message getMessage() {
        return message;
    }

    /** The message is done. Nobody confirms this. */
    public void ack() {
        message.ack();
    }

    /**
     * The message is done; waits until the server has recorded that.
     *
     * @throws NatsTimeoutException if the server does not confirm in time: the message may be delivered again
     */
    public void ackSync(Duration timeout) {
        try {
            message.ackSync(timeout);
        } catch (TimeoutException e) {
            throw new NatsTimeoutException(
                    "Acknowledgement of message " + getStreamSequence() + " was not confirmed within "
                            + timeout.toMillis() + " ms",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NatsTimeoutException("Interrupted while acknowledging message " + getStreamSequence(), e);
        }
    }

    /** The message is not done: deliver it again at once. */
    public void nak() {
        message.nak();
    }

    /** The message is not done: deliver it again after {@code delay}. */
    public void nak(Duration delay) {
        message.nakWithDelay(delay);
    }

    /** The message will never be done: do not deliver it again. */
    public void term() {
        message.term();
    }

    /** Work goes on: the ack wait begins anew. */
    public void inProgress() {
        message.inProgress();
    }
}
