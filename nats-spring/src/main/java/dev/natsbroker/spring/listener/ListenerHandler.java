package dev.natsbroker.spring.listener;

import dev.natsbroker.spring.listener.method.ListenerMessage;
import dev.natsbroker.spring.listener.method.ListenerMethod;
import org.jspecify.annotations.Nullable;

/** What a container calls for a message. Thread-safe if the listener's concurrency is above 1. */
@FunctionalInterface
public interface ListenerHandler {
    /**
     * Handles a message.
     *
     * @return the reply, or a {@code CompletionStage} or {@code Mono} of it; null for none
     */
    @Nullable
    Object handle(ListenerMessage message) throws Exception;

    /** Whether callers can expect a reply; if not, they do not get error replies either. */
    default boolean repliesToCallers() {
        return true;
    }

    /** A handler that calls a method. */
    static ListenerHandler of(ListenerMethod method) {
        return new ListenerHandler() {
            @Override
            public @Nullable Object handle(ListenerMessage message) throws Exception {
                return method.invoke(message);
            }

            @Override
            public boolean repliesToCallers() {
                return method.hasResult();
            }
        };
    }
}
