package dev.natsbroker.spring.listener.method;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;

/**
 * What Spring's handler methods see of something received. It costs one small object: headers are collected only when somebody
 * asks for them, and they have no id and no time of their own.
 *
 * <p>Read by the thread that handles the message and, later, by whoever completes its result.
 */
public abstract class ListenerMessage implements Message<Object> {
    private volatile @Nullable MessageHeaders headers;

    /** A view whose headers are not collected yet. */
    protected ListenerMessage() {}

    /** The message as the client library gave it; null if there is none, e.g. for a batch. */
    public abstract io.nats.client.@Nullable Message getNativeMessage();

    /** Subject for messages to people and for error replies; of a batch or a key whatever tells it best. */
    public abstract String getSubject();

    /** Media type of the payload, null if nobody said. */
    public abstract @Nullable String getContentType();

    /** Puts everything that {@code @Header} can name into {@code target}; called at most once, or never. */
    protected abstract void collectHeaders(Map<String, Object> target);

    @Override
    public final MessageHeaders getHeaders() {
        MessageHeaders known = headers;
        if (known == null) {
            Map<String, Object> collected = new HashMap<>();
            collectHeaders(collected);
            known = new ReceivedHeaders(collected);
            headers = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + " [subject=" + getSubject() + "]";
    }

    private static final class ReceivedHeaders extends MessageHeaders {
        private static final long serialVersionUID = 1L;

        ReceivedHeaders(Map<String, Object> values) {
            super(null, ID_VALUE_NONE, -1L);
            // Past the constructor, which would drop headers of the wire that are called "id" or "timestamp".
            getRawHeaders().putAll(values);
        }
    }
}
