package dev.natsbroker.spring.listener.jetstream;

import dev.natsbroker.spring.core.NatsTimeoutException;
import java.time.Duration;

/**
 * Acknowledgement of a message, or of all messages of a batch, by a handler with {@link AckMode#MANUAL}. The first call that
 * settles counts, later ones do nothing.
 *
 * <p>Thread-safe, and usable after the handler has returned. The container signals progress only while the handler runs; who
 * keeps it longer than the ack wait calls {@link #inProgress()}.
 */
public interface Ack {
    /** The message is done. Does not wait for the server. */
    void ack();

    /**
     * The message is done, and the server has confirmed it when this returns; waits for the confirmation at most for the
     * listener's confirm timeout.
     *
     * @throws NatsTimeoutException if the server has not confirmed in time; the message is not settled, and may be acknowledged
     *     again
     */
    void ackSync();

    /** The message is to be delivered again at once. */
    void nak();

    /** The message is to be delivered again after {@code delay}. */
    void nak(Duration delay);

    /** The message is never to be delivered again, for {@code reason}, which the server's advisory carries. */
    void term(String reason);

    /** The handler is still at it: the ack wait begins again. */
    void inProgress();

    /** Whether {@link #ack}, {@link #nak} or {@link #term} was called, of a batch: for each message. */
    boolean isSettled();
}
