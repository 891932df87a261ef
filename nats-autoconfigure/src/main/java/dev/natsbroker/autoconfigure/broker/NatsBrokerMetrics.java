package dev.natsbroker.autoconfigure.broker;

import dev.natsbroker.broker.monitoring.BrokerMeters;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;

/** Registers the meters of the broker when it starts, and removes them when it stops: after a restart they are another broker's. */
final class NatsBrokerMetrics implements ApplicationListener<ApplicationEvent> {
    private final MeterRegistry registry;
    private List<Meter> meters = List.of();

    NatsBrokerMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void onApplicationEvent(ApplicationEvent event) {
        if (event instanceof NatsBrokerStartedEvent started) {
            Set<Meter> others = new HashSet<>(registry.getMeters());
            new BrokerMeters(started.getBroker().view()).bindTo(registry);
            meters = registry.getMeters().stream()
                    .filter(meter -> !others.contains(meter))
                    .toList();
        } else if (event instanceof NatsBrokerStoppedEvent) {
            meters.forEach(registry::remove);
            meters = List.of();
        }
    }
}
