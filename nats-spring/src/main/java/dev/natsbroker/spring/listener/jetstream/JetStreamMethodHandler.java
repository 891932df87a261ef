package dev.natsbroker.spring.listener.jetstream;

import dev.natsbroker.spring.listener.AsyncResults;
import dev.natsbroker.spring.listener.ListenerInvoker;
import dev.natsbroker.spring.listener.method.ListenerMethod;
import dev.natsbroker.spring.listener.method.SubjectPattern;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.nats.client.Message;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Calls a method for each message. A result that comes later is waited for, so that the message is acknowledged when it is there;
 * it is published before the acknowledgement. Thread-safe.
 */
public final class JetStreamMethodHandler implements JetStreamMessageHandler {
    private final List<SubjectPattern> patterns;
    private final ListenerInvoker invoker;
    private final ResultPublisher results;

    /**
     * A handler.
     *
     * @param method made with {@link Ack} as a provided type
     * @param timeout how long a call may take; null for no limit
     * @param patterns filter subjects of the listener, for {@code @DestinationVariable}
     * @param sendTo where results go
     */
    public JetStreamMethodHandler(
            ListenerMethod method,
            @Nullable Duration timeout,
            List<SubjectPattern> patterns,
            List<SubjectPattern> sendTo,
            PayloadConverters converters,
            ListenerSettings settings) {
        this.patterns = patterns.stream().filter(SubjectPattern::hasVariables).toList();
        this.invoker = new ListenerInvoker(
                settings.id(),
                message -> method.invoke(message, ((JetStreamInboundMessage) message).ack()),
                timeout,
                false);
        this.results = new ResultPublisher(
                converters, sendTo, new ConfirmedPublisher(settings.jetStreamOptions(), settings.confirmTimeout()));
    }

    @Override
    public void onMessage(Message message, Ack ack) throws Exception {
        SubjectPattern pattern = patternOf(message);
        Object result = await(invoker.invoke(new JetStreamInboundMessage(message, pattern, ack)));
        if (result != null) {
            results.publish(message, pattern, result);
        }
    }

    private @Nullable SubjectPattern patternOf(Message message) {
        for (SubjectPattern pattern : patterns) {
            if (pattern.matches(message.getSubject())) {
                return pattern;
            }
        }
        return null;
    }

    private static @Nullable Object await(@Nullable Object result) throws Exception {
        if (!(result instanceof CompletionStage<?> stage)) {
            return result;
        }
        try {
            return stage.toCompletableFuture().get();
        } catch (ExecutionException e) {
            Throwable cause = AsyncResults.unwrap(e);
            if (cause instanceof Error error) {
                throw error;
            }
            throw cause instanceof Exception exception ? exception : e;
        }
    }
}
