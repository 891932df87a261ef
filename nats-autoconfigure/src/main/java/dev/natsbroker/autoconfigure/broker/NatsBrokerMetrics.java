package dev.natsbroker.autoconfigure.broker;

import dev.natsbroker.broker.monitoring.BrokerMeters;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;

/** Registers the meters of the broker when it starts, and removes them when it stops: after a restart they are another broker's. */
final class NatsBrokerMetrics implements ApplicationListener<ApplicationEvent> {
    private final MeterRegistry registry;
    private List<Meter> meters = List.of();
    private @Nullable BrokerMeters bound;

    NatsBrokerMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void onApplicationEvent(ApplicationEvent event) {
        if (event instanceof NatsBrokerStartedEvent started) {
            Set<Meter> others = new HashSet<>(registry.getMeters());
            BrokerMeters ofBroker = new BrokerMeters(started.getBroker().view());
            ofBroker.bindTo(registry);
            bound = ofBroker;
            meters = registry.getMeters().stream()
                    .filter(meter -> !others.contains(meter))
                    .toList();
        } else if (event instanceof NatsBrokerStoppedEvent) {
            if (bound != null) {
                bound.close(); // those of streams came and went meanwhile
                bound = null;
            }
            meters.forEach(registry::remove);
            meters = List.of();
        }
    }
}
