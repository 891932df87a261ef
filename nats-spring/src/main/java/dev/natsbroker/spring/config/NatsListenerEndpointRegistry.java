package dev.natsbroker.spring.config;

import dev.natsbroker.spring.event.NatsListenerEvent;
import dev.natsbroker.spring.listener.AbstractNatsListenerContainer;
import dev.natsbroker.spring.listener.NatsListenerContainer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationEventPublisherAware;
import org.springframework.context.SmartLifecycle;

/**
 * All listeners of an application by their ids. Starts and stops them with the application; listeners may be added and removed
 * at any time. What happens to them is published as {@link NatsListenerEvent}s.
 *
 * <p>Thread-safe. The lock keeps additions and removals apart from starting and stopping; look-ups do not take it.
 */
public final class NatsListenerEndpointRegistry implements SmartLifecycle, ApplicationEventPublisherAware {
    /** Name of the bean. */
    public static final String BEAN_NAME = "natsListenerEndpointRegistry";

    private final Lock lock = new ReentrantLock();
    private final Map<String, NatsListenerContainer> containers = new ConcurrentHashMap<>();
    /** Listeners that ran when the registry was stopped, so that a paused application goes on with them. */
    private final Set<String> stoppedWhileRunning = ConcurrentHashMap.newKeySet();

    private final List<Consumer<NatsListenerContainer>> observers = new CopyOnWriteArrayList<>();
    private volatile @Nullable ApplicationEventPublisher events;
    private volatile boolean running;

    @Override
    public void setApplicationEventPublisher(ApplicationEventPublisher publisher) {
        this.events = publisher;
    }

    /** Calls {@code observer} for each listener that there is, and for each that will be added. */
    public void onRegistration(Consumer<NatsListenerContainer> observer) {
        lock.lock();
        try {
            observers.add(observer);
            containers.values().forEach(observer);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Adds a listener; it starts at once if this registry has started and the listener starts by itself. One that cannot start is
     * not added.
     *
     * @return its container
     * @throws IllegalArgumentException if the id is taken or the endpoint makes no sense
     */
    public NatsListenerContainer register(NatsListenerEndpoint endpoint, NatsListenerContainerFactory factory) {
        lock.lock();
        try {
            requireFree(endpoint.getId());
            NatsListenerContainer container = factory.createContainer(endpoint);
            if (container instanceof AbstractNatsListenerContainer publishing) {
                publishing.setApplicationEventPublisher(events);
            }
            containers.put(endpoint.getId(), container);
            try {
                begin(container);
            } catch (RuntimeException e) {
                unregister(endpoint.getId());
                throw e;
            }
            return container;
        } finally {
            lock.unlock();
        }
    }

    private void begin(NatsListenerContainer container) {
        for (Consumer<NatsListenerContainer> observer : observers) {
            observer.accept(container);
        }
        if (running && container.isAutoStartup()) {
            container.start();
            ServerSync.await(List.of(container));
        }
    }

    private void requireFree(String id) {
        if (containers.containsKey(id)) {
            throw new IllegalArgumentException(
                    "There already is a NATS listener with id '" + id + "'; give each an id of its own");
        }
    }

    /** {@code base}, or if a listener has that id, {@code base} with the first free number. */
    public String uniqueId(String base) {
        String id = base;
        for (int i = 2; containers.containsKey(id); i++) {
            id = base + "#" + i;
        }
        return id;
    }

    /** Stops a listener and forgets it; whether there was one with this id. */
    public boolean unregister(String id) {
        lock.lock();
        try {
            NatsListenerContainer container = containers.remove(id);
            stoppedWhileRunning.remove(id);
            if (container != null) {
                container.stop();
            }
            return container != null;
        } finally {
            lock.unlock();
        }
    }

    /** The container of the listener with this id, null if there is none. */
    public @Nullable NatsListenerContainer findContainer(String id) {
        return containers.get(id);
    }

    /**
     * The container of the listener with this id.
     *
     * @throws IllegalArgumentException if there is none
     */
    public NatsListenerContainer getContainer(String id) {
        NatsListenerContainer container = containers.get(id);
        if (container == null) {
            throw new IllegalArgumentException(
                    "There is no NATS listener with id '" + id + "', only " + containers.keySet());
        }
        return container;
    }

    /** All containers, in no order. */
    public Collection<NatsListenerContainer> getContainers() {
        return List.copyOf(containers.values());
    }

    /** Starts one listener, also if it does not start by itself. */
    public void start(String id) {
        NatsListenerContainer container = getContainer(id);
        container.start();
        ServerSync.await(List.of(container));
    }

    /** Stops one listener: it takes no more messages, and its handlers may end. */
    public void stop(String id) {
        getContainer(id).stop();
    }

    /** Pauses one listener, see {@link NatsListenerContainer#pause()}. */
    public void pause(String id) {
        getContainer(id).pause();
    }

    /** Resumes one listener. */
    public void resume(String id) {
        NatsListenerContainer container = getContainer(id);
        container.resume();
        ServerSync.await(List.of(container));
    }

    @Override
    public void start() {
        lock.lock();
        try {
            if (running) {
                return;
            }
            running = true;
            for (NatsListenerContainer container : containers.values()) {
                if (container.isAutoStartup() || stoppedWhileRunning.contains(container.getId())) {
                    container.start();
                }
            }
            stoppedWhileRunning.clear();
            ServerSync.await(containers.values());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void stop() {
        stopAll(() -> {});
    }

    @Override
    public void stop(Runnable callback) {
        stopAll(callback);
    }

    // Side by side: the slowest handler decides how long it takes, not their sum. The last to stop calls back.
    private void stopAll(Runnable callback) {
        Map<String, NatsListenerContainer> toStop = new LinkedHashMap<>();
        lock.lock();
        try {
            running = false;
            containers.forEach((id, container) -> {
                if (container.isRunning()) {
                    toStop.put(id, container);
                }
            });
            stoppedWhileRunning.addAll(toStop.keySet());
        } finally {
            lock.unlock();
        }
        AtomicInteger left = new AtomicInteger(toStop.size() + 1);
        Runnable stopped = () -> {
            if (left.decrementAndGet() == 0) {
                callback.run();
            }
        };
        toStop.values().forEach(container -> container.stop(stopped));
        stopped.run();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return NatsListenerContainer.PHASE;
    }
}
