package dev.natsbroker.spring.listener;

import dev.natsbroker.spring.core.NatsConnectionFactory;
import java.util.List;
import org.springframework.context.SmartLifecycle;

/**
 * Receives messages for one listener. It starts after the connections and stops before them; it starts also while the server is
 * away, and receives as soon as it is there.
 *
 * <p>Thread-safe.
 */
public interface NatsListenerContainer extends SmartLifecycle {
    /** Phase of all listeners: late to start, early to stop. The connections' is {@code Integer.MIN_VALUE / 2 + 1000}. */
    int PHASE = Integer.MAX_VALUE - 100;

    /** Id of the listener, unique in its registry. */
    String getId();

    /** {@code core}, {@code jetstream}, {@code kv} or {@code service}. */
    String getKind();

    /** Owner of the connection that it receives from. */
    NatsConnectionFactory getConnectionFactory();

    /** Name of the connection. */
    default String getConnectionName() {
        return getConnectionFactory().getName();
    }

    /** What it receives from: subjects as written, or a stream and a consumer, or a bucket. */
    List<String> getSources();

    /** Where it is in its life. */
    ListenerState getState();

    /** Takes no more messages until {@link #resume()}; the kind of listener says what becomes of those that arrive. */
    void pause();

    /** Takes messages again. */
    void resume();

    /** Whether it was paused and not resumed since. */
    boolean isPaused();

    /** What it is and has done. */
    ListenerSnapshot getSnapshot();

    @Override
    default int getPhase() {
        return PHASE;
    }
}
