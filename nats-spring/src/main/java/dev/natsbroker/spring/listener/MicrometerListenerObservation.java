package dev.natsbroker.spring.listener;

import dev.natsbroker.spring.observation.DefaultProcessObservationConvention;
import dev.natsbroker.spring.observation.NatsObservation;
import dev.natsbroker.spring.observation.ProcessContext;
import dev.natsbroker.spring.observation.ProcessObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.nats.client.Message;
import org.jspecify.annotations.Nullable;

/** Observes the processing of messages with Micrometer; traces go on where the sender's left off. Thread-safe. */
public final class MicrometerListenerObservation implements ListenerObservation {
    private static final ProcessObservationConvention DEFAULTS = new DefaultProcessObservationConvention();

    private final ObservationRegistry registry;
    private final @Nullable ProcessObservationConvention convention;

    private MicrometerListenerObservation(
            ObservationRegistry registry, @Nullable ProcessObservationConvention convention) {
        this.registry = registry;
        this.convention = convention;
    }

    /** Observations in {@code registry}, with the default convention if {@code convention} is null; none if it is a no-op. */
    public static ListenerObservation of(
            ObservationRegistry registry, @Nullable ProcessObservationConvention convention) {
        return registry.isNoop() ? ListenerObservation.NONE : new MicrometerListenerObservation(registry, convention);
    }

    @Override
    public Processing start(NatsListenerContainer container, String source, Message message) {
        Observation observation = NatsObservation.PROCESS.observation(
                convention,
                DEFAULTS,
                () -> new ProcessContext(container.getConnectionName(), container.getId(), source, message),
                registry);
        return new ObservedProcessing(observation.start());
    }

    private record ObservedProcessing(Observation observation) implements Processing {
        @Override
        public Scope enter() {
            Observation.Scope scope = observation.openScope();
            return scope::close;
        }

        @Override
        public void stop(@Nullable Throwable failure) {
            if (failure != null) {
                observation.error(failure);
            }
            observation.stop();
        }
    }
}
