package dev.natsbroker.spring.listener;

import dev.natsbroker.spring.event.NatsListenerEvent;
import dev.natsbroker.spring.event.NatsListenerEvent.Type;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Tells the application what happens to a container. What listens to events may start and stop containers on any thread: never
 * called with a lock. Thread-safe.
 */
final class ContainerEvents {
    private static final Logger log = LoggerFactory.getLogger(ContainerEvents.class);

    private final AtomicReference<@Nullable Throwable> foundAtStart = new AtomicReference<>();
    private volatile @Nullable ApplicationEventPublisher publisher;

    void setPublisher(@Nullable ApplicationEventPublisher publisher) {
        this.publisher = publisher;
    }

    /** Keeps a failure that was found while starting until the start has been told. Does not publish. */
    void keepForStarted(Throwable failure) {
        foundAtStart.set(failure);
    }

    void started(NatsListenerContainer container) {
        Throwable failure = foundAtStart.getAndSet(null);
        publish(container, Type.STARTED, null);
        if (failure != null) {
            failed(container, failure);
        }
    }

    void failed(NatsListenerContainer container, Throwable failure) {
        publish(container, Type.FAILED, failure);
    }

    void changed(NatsListenerContainer container, Type type) {
        publish(container, type, null);
    }

    private void publish(NatsListenerContainer container, Type type, @Nullable Throwable failure) {
        ApplicationEventPublisher current = publisher;
        if (current == null) {
            return;
        }
        try {
            current.publishEvent(new NatsListenerEvent(
                    container, container.getId(), container.getKind(), container.getConnectionName(), type, failure));
        } catch (RuntimeException e) {
            log.error(
                    "An application listener of NATS listener events failed on {} of '{}'", type, container.getId(), e);
        }
    }
}
