package dev.natsbroker.spring.listener.method;

import dev.natsbroker.spring.core.NatsHeaders;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.support.DestinationVariableMethodArgumentResolver;

/** A message of the client library as Spring's handler methods see it; the payload is its bytes. */
public class InboundMessage extends ListenerMessage {
    private final Message message;
    private final @Nullable SubjectPattern pattern;

    /**
     * A view of {@code message}.
     *
     * @param pattern what it was subscribed with, for {@code @DestinationVariable}; null if there are no variables to find
     */
    public InboundMessage(Message message, @Nullable SubjectPattern pattern) {
        this.message = message;
        this.pattern = pattern;
    }

    @Override
    public final Message getNativeMessage() {
        return message;
    }

    @Override
    public final byte[] getPayload() {
        return message.getData();
    }

    @Override
    public final String getSubject() {
        return message.getSubject();
    }

    @Override
    public final @Nullable String getContentType() {
        Headers headers = message.getHeaders();
        return headers == null ? null : headers.getFirst(NatsHeaders.CONTENT_TYPE);
    }

    /** Headers of the wire (text, or a list of texts if there are several), then those of {@link NatsHeaders}. */
    @Override
    protected void collectHeaders(Map<String, Object> target) {
        Headers headers = message.getHeaders();
        if (headers != null) {
            headers.forEach((name, values) -> target.put(name, valueOf(values)));
        }
        target.put(NatsHeaders.SUBJECT, message.getSubject());
        target.put(NatsHeaders.NATIVE_MESSAGE, message);
        putIfPresent(target, NatsHeaders.REPLY_TO, message.getReplyTo());
        putIfPresent(target, MessageHeaders.CONTENT_TYPE, getContentType());
        if (pattern != null && pattern.hasVariables()) {
            target.put(
                    DestinationVariableMethodArgumentResolver.DESTINATION_TEMPLATE_VARIABLES_HEADER,
                    pattern.variablesOf(message.getSubject()));
        }
    }

    private static Object valueOf(List<String> values) {
        return values.size() == 1 ? values.get(0) : List.copyOf(values);
    }

    private static void putIfPresent(Map<String, Object> target, String name, @Nullable String value) {
        if (value != null) {
            target.put(name, value);
        }
    }
}
