package dev.natsbroker.autoconfigure.broker;

import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.monitoring.JetStreamProblems;
import dev.natsbroker.broker.monitoring.JetStreamView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * The health of a broker: up while it accepts clients, out of service in lame duck mode, down when it does not run or JetStream has
 * problems: streams that cannot be read, failed writes, a full disk.
 */
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
        JetStreamView jetStream = current.view().jetStream();
        List<String> problems = jetStream == null ? List.of() : JetStreamProblems.describe(jetStream);
        if (current.view().isLameDuck()) {
            builder.outOfService();
        } else if (problems.isEmpty()) {
            builder.up();
        } else {
            builder.down();
        }
        if (jetStream != null) {
            builder.withDetail("jetStream", jetStream(jetStream, problems));
        }
        builder.withDetail("serverId", current.serverId())
                .withDetail("clientUri", current.clientUri().toString());
    }

    private static Map<String, Object> jetStream(JetStreamView jetStream, List<String> problems) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("sync", jetStream.engine().options().syncAlways() ? "always" : "lazy");
        details.put("storeDir", jetStream.engine().options().dataDirectory().toString());
        details.put("accounts", jetStream.engine().accounts().size());
        if (!problems.isEmpty()) {
            details.put("problems", problems);
        }
        return details;
    }
}
