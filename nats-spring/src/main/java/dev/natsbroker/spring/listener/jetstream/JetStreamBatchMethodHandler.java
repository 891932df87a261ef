package dev.natsbroker.spring.listener.jetstream;

import dev.natsbroker.spring.core.NatsHeaders;
import dev.natsbroker.spring.listener.AsyncResults;
import dev.natsbroker.spring.listener.ListenerInvoker;
import dev.natsbroker.spring.listener.method.InvalidMessageException;
import dev.natsbroker.spring.listener.method.ListenerMessage;
import dev.natsbroker.spring.listener.method.ListenerMethod;
import io.nats.client.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Calls a method for each batch, with the messages that can be read; those that cannot are failures of their own and hold up
 * nothing. Thread-safe.
 */
public final class JetStreamBatchMethodHandler implements JetStreamBatchHandler {
    private final ListenerInvoker invoker;
    private final ElementReader reader;

    /** Makes elements of the method's list out of messages. Thread-safe. */
    @FunctionalInterface
    public interface ElementReader {
        /**
         * The element.
         *
         * @throws InvalidMessageException if the message cannot become one
         */
        Object read(Message message);
    }

    /**
     * A handler.
     *
     * @param method made with {@link Ack} and {@link List} as provided types
     * @param timeout how long a call may take; null for no limit
     */
    public JetStreamBatchMethodHandler(
            String listenerId, ListenerMethod method, @Nullable Duration timeout, ElementReader reader) {
        this.reader = reader;
        this.invoker = new ListenerInvoker(
                listenerId,
                message -> {
                    Batch batch = (Batch) message;
                    return method.invoke(batch, batch.elements, batch.ack);
                },
                timeout,
                false);
    }

    @Override
    public void onMessages(List<Message> messages, Ack ack) throws Exception {
        Map<Integer, Throwable> failures = new TreeMap<>();
        List<Object> elements = new ArrayList<>();
        List<Integer> indexes = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            try {
                elements.add(reader.read(messages.get(i)));
                indexes.add(i);
            } catch (InvalidMessageException e) {
                failures.put(i, e);
            }
        }
        if (!elements.isEmpty()) {
            Ack readable = failures.isEmpty() ? ack : ((DeliveryBatch) ack).of(indexes);
            call(new Batch(messages.get(indexes.get(0)), elements, readable), indexes, failures);
        }
        if (!failures.isEmpty()) {
            throw new BatchFailureException(failures);
        }
    }

    private void call(Batch batch, List<Integer> indexes, Map<Integer, Throwable> failures) throws Exception {
        try {
            Object result = invoker.invoke(batch);
            if (result instanceof CompletionStage<?> stage) {
                stage.toCompletableFuture().get();
            }
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            Throwable failure = e instanceof ExecutionException ? AsyncResults.unwrap(e) : e;
            if (failure instanceof BatchFailureException partly) {
                partly.getFailures().forEach((index, cause) -> failures.put(indexes.get(index), cause));
            } else {
                indexes.forEach(index -> failures.put(index, failure));
            }
        }
    }

    /** The elements of a batch for handler methods; headers are those that all have in common. */
    private static final class Batch extends ListenerMessage {
        private final Message first;
        private final List<Object> elements;
        private final Ack ack;

        Batch(Message first, List<Object> elements, Ack ack) {
            this.first = first;
            this.elements = elements;
            this.ack = ack;
        }

        @Override
        public @Nullable Message getNativeMessage() {
            return null;
        }

        @Override
        public String getSubject() {
            return first.getSubject();
        }

        @Override
        public @Nullable String getContentType() {
            return null;
        }

        @Override
        public Object getPayload() {
            return elements;
        }

        @Override
        protected void collectHeaders(Map<String, Object> target) {
            target.put(NatsHeaders.STREAM, first.metaData().getStream());
            target.put(NatsHeaders.CONSUMER, first.metaData().getConsumer());
        }
    }
}
