package dev.natsbroker.autoconfigure.metrics;

import dev.natsbroker.spring.config.NatsListenerEndpointRegistry;
import dev.natsbroker.spring.listener.ListenerSnapshot;
import dev.natsbroker.spring.listener.NatsListenerContainer;
import dev.natsbroker.spring.listener.jetstream.JetStreamListenerContainer;
import dev.natsbroker.spring.listener.jetstream.JetStreamListenerState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.search.Search;
import java.util.function.ToLongFunction;
import org.springframework.beans.factory.SmartInitializingSingleton;

/** What each listener has received and done, with its id as the tag {@code listener}. Those that are added later, too. */
final class NatsListenerMeters implements SmartInitializingSingleton {
    private final NatsListenerEndpointRegistry listeners;
    private final MeterRegistry registry;

    NatsListenerMeters(NatsListenerEndpointRegistry listeners, MeterRegistry registry) {
        this.listeners = listeners;
        this.registry = registry;
    }

    @Override
    public void afterSingletonsInstantiated() {
        listeners.onRegistration(this::bind);
    }

    private void bind(NatsListenerContainer listener) {
        Tags tags = Tags.of(
                "listener", listener.getId(), "kind", listener.getKind(), "connection", listener.getConnectionName());
        count(listener, "nats.listener.received", tags, ListenerSnapshot::received);
        count(listener, "nats.listener.processed", tags, ListenerSnapshot::processed);
        count(listener, "nats.listener.failed", tags, ListenerSnapshot::failed);
        count(listener, "nats.listener.dropped", tags, ListenerSnapshot::dropped);
        gauge(listener, "nats.listener.in.flight", tags, ListenerSnapshot::inFlight);
        gauge(listener, "nats.listener.lag", tags, NatsListenerMeters::lag);
        if (listener instanceof JetStreamListenerContainer jetStream) {
            bindJetStream(jetStream, tags);
        }
    }

    private void bindJetStream(JetStreamListenerContainer listener, Tags tags) {
        countOfStream(listener, "nats.listener.acked", tags, JetStreamListenerState::acked);
        countOfStream(listener, "nats.listener.nacked", tags, JetStreamListenerState::nacked);
        countOfStream(listener, "nats.listener.dead.lettered", tags, JetStreamListenerState::deadLettered);
    }

    private void countOfStream(
            JetStreamListenerContainer listener, String name, Tags tags, ToLongFunction<JetStreamListenerState> value) {
        removeOfPredecessor(name, tags);
        FunctionCounter.builder(name, listener, each -> value.applyAsLong(each.getJetStreamState()))
                .baseUnit("messages")
                .tags(tags)
                .register(registry);
    }

    private static long lag(ListenerSnapshot snapshot) {
        Long lag = snapshot.lag();
        return lag == null ? 0 : lag;
    }

    private void count(NatsListenerContainer listener, String name, Tags tags, ToLongFunction<ListenerSnapshot> value) {
        removeOfPredecessor(name, tags);
        FunctionCounter.builder(name, listener, each -> value.applyAsLong(each.getSnapshot()))
                .baseUnit("messages")
                .tags(tags)
                .register(registry);
    }

    private void gauge(NatsListenerContainer listener, String name, Tags tags, ToLongFunction<ListenerSnapshot> value) {
        removeOfPredecessor(name, tags);
        Gauge.builder(name, listener, each -> value.applyAsLong(each.getSnapshot()))
                .baseUnit("messages")
                .tags(tags)
                .register(registry);
    }

    /** A registry keeps the meter it has; without this it would go on to show a listener that was replaced by one with its id. */
    private void removeOfPredecessor(String name, Tags tags) {
        Search.in(registry).name(name).tags(tags).meters().forEach(registry::remove);
    }
}
