package dev.natsbroker.autoconfigure.broker;

import dev.natsbroker.broker.NatsBroker;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** The health of a broker: up while it accepts clients, out of service in lame duck mode, down when it does not run. */
public final class NatsBrokerHealthIndicator extends AbstractHealthIndicator {
    private final Supplier<@Nullable NatsBroker> broker;

    /** @param broker the broker at the time it is asked for; null if there is none */
    public NatsBrokerHealthIndicator(Supplier<@Nullable NatsBroker> broker) {
        this.broker = broker;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        NatsBroker current = broker.get();
        if (current == null || !current.isRunning()) {
            builder.down();
            return;
        }
        if (current.view().isLameDuck()) {
            builder.outOfService();
        } else {
            builder.up();
        }
        builder.withDetail("serverId", current.serverId())
                .withDetail("clientUri", current.clientUri().toString());
    }
}
