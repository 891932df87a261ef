package dev.natsbroker.spring.event;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEvent;

/**
 * Something happened to a listener: it was started, paused, resumed or stopped, or it cannot receive. Published by the thread that
 * did it, when it is done. The source is the listener's container.
 */
public final class NatsListenerEvent extends ApplicationEvent {
    private static final long serialVersionUID = 1L;

    private final String listenerId;
    private final String kind;
    private final String connectionName;
    private final Type type;
    private final @Nullable Throwable failure;

    /** What happened. */
    public enum Type {
        /** It receives, unless it is paused; a JetStream listener may still be waiting for its stream. */
        STARTED,
        /** It takes no more messages. */
        PAUSED,
        /** It takes messages again. */
        RESUMED,
        /** It takes no more messages, and its handlers have ended. */
        STOPPED,
        /** It could not be started; or it runs, but cannot receive, and goes on trying. */
        FAILED
    }

    /** An event of the listener {@code listenerId}; {@code failure} is for {@link Type#FAILED} alone. */
    public NatsListenerEvent(
            Object source,
            String listenerId,
            String kind,
            String connectionName,
            Type type,
            @Nullable Throwable failure) {
        super(source);
        this.listenerId = listenerId;
        this.kind = kind;
        this.connectionName = connectionName;
        this.type = type;
        this.failure = failure;
    }

    /** Id of the listener. */
    public String getListenerId() {
        return listenerId;
    }

    /** {@code core}, {@code jetstream}, {@code kv} or {@code service}. */
    public String getKind() {
        return kind;
    }

    /** Name of its connection. */
    public String getConnectionName() {
        return connectionName;
    }

    /** What happened. */
    public Type getType() {
        return type;
    }

    /** Why it cannot receive; null for everything but {@link Type#FAILED}. */
    public @Nullable Throwable getFailure() {
        return failure;
    }

    @Override
    public String toString() {
        return "NatsListenerEvent[listenerId=" + listenerId + ", kind=" + kind + ", connectionName=" + connectionName
                + ", type=" + type + (failure == null ? "" : ", failure=" + failure) + "]";
    }
}
