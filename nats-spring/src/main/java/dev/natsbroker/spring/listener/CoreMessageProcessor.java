package dev.natsbroker.spring.listener;

import dev.natsbroker.spring.listener.ListenerObservation.Processing;
import dev.natsbroker.spring.listener.ListenerObservation.Scope;
import dev.natsbroker.spring.listener.method.InboundMessage;
import dev.natsbroker.spring.listener.method.SubjectPattern;
import io.nats.client.Connection;
import io.nats.client.Message;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to one message of a core listener: the handler is called, and its value sent, or its failure dealt with. Whatever
 * goes wrong ends here, so that the next message is handled.
 */
final class CoreMessageProcessor {
    private static final Logger log = LoggerFactory.getLogger(CoreMessageProcessor.class);

    private final NatsListenerContainer container;
    private final ListenerInvoker invoker;
    private final @Nullable NatsListenerErrorHandler errorHandler;
    private final Replies replies;
    private final ListenerObservation observation;
    private final ListenerCounters counters;

    CoreMessageProcessor(
            NatsListenerContainer container,
            ListenerInvoker invoker,
            @Nullable NatsListenerErrorHandler errorHandler,
            Replies replies,
            ListenerObservation observation,
            ListenerCounters counters) {
        this.container = container;
        this.invoker = invoker;
        this.errorHandler = errorHandler;
        this.replies = replies;
        this.observation = observation;
        this.counters = counters;
    }

    /** Handles a message; returns what to wait for until that is over, null if it is. */
    @SuppressWarnings("try") // the scope is only there to be closed
    @Nullable
    CompletionStage<?> process(Connection connection, Message message, SubjectPattern pattern) {
        counters.countReceived();
        Processing processing = observation.start(container, pattern.pattern(), message);
        Work work = new Work(connection, new InboundMessage(message, pattern), pattern, processing);
        Object result;
        try (Scope scope = processing.enter()) {
            result = invoker.invoke(work.message);
        } catch (Throwable e) {
            fail(work, e);
            return null;
        }
        if (result instanceof CompletionStage<?> stage) {
            return stage.handle((value, failure) -> end(work, value, failure));
        }
        end(work, result, null);
        return null;
    }

    /** The handler could not even be called. */
    void reject(Connection connection, Message message, SubjectPattern pattern, Exception reason) {
        counters.countReceived();
        Processing processing = observation.start(container, pattern.pattern(), message);
        fail(new Work(connection, new InboundMessage(message, pattern), pattern, processing), reason);
    }

    private @Nullable Object end(Work work, @Nullable Object value, @Nullable Throwable failure) {
        Throwable failed = failure == null ? null : AsyncResults.unwrap(failure);
        if (failed == null && value != null) {
            try {
                replies.send(work.connection, work.message.getNativeMessage(), work.pattern, value);
            } catch (Exception e) {
                failed = e;
            }
        }
        if (failed == null) {
            counters.countProcessed();
            work.processing.stop(null);
        } else {
            fail(work, failed);
        }
        return null;
    }

    @SuppressWarnings("try") // the scope is only there to be closed
    private void fail(Work work, Throwable failure) {
        try (Scope scope = work.processing.enter()) {
            Object reply = recover(work, failure);
            if (reply != null) {
                replies.send(work.connection, work.message.getNativeMessage(), work.pattern, reply);
            } else if (invoker.repliesToCallers()) {
                replies.sendError(work.connection, work.message.getNativeMessage(), failure);
            }
        } catch (Exception e) {
            log.error("Listener '{}' could not tell its caller of the failure: {}", container.getId(), failure, e);
        } finally {
            counters.countFailed();
            work.processing.stop(failure);
        }
    }

    /** The reply of the error handler, null if there is none. */
    private @Nullable Object recover(Work work, Throwable cause) {
        ListenerExecutionException failure =
                new ListenerExecutionException(container.getId(), work.message.getSubject(), cause);
        if (errorHandler == null) {
            report(failure);
            return null;
        }
        try {
            return errorHandler.handleError(work.message, failure);
        } catch (Exception e) {
            if (e != failure && e != cause) {
                failure.addSuppressed(e);
            }
            report(failure);
            return null;
        }
    }

    private void report(ListenerExecutionException failure) {
        if (failure.getFailure() instanceof ErrorReplyException reply) {
            log.debug("Listener '{}' replies with an error: {}", container.getId(), reply.getMessage());
        } else if (failure.isInvalidMessage() && failure.getSuppressed().length == 0) {
            log.warn(
                    "Listener '{}' was sent a message that it cannot handle: {}",
                    container.getId(),
                    failure.getFailure().getMessage());
        } else {
            log.error("{}", failure.getMessage(), failure);
        }
    }

    private record Work(Connection connection, InboundMessage message, SubjectPattern pattern, Processing processing) {}
}
