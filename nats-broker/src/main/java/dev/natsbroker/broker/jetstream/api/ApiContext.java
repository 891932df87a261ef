package dev.natsbroker.broker.jetstream.api;

import dev.natsbroker.broker.config.JetStreamOptions;
import dev.natsbroker.broker.lane.Lane;
import dev.natsbroker.broker.lane.LaneIntake;
import dev.natsbroker.broker.runtime.BrokerClock;
import dev.natsbroker.broker.runtime.ServerLog;
import java.util.function.Supplier;

/**
 * What the API needs of its server.
 *
 * @param lane the control lane, which owns the API and all registries
 * @param intake brings requests to it
 * @param clock the broker's clock
 * @param ids makes unique ids on the control lane
 * @param log the operational log
 * @param options the options of JetStream
 * @param serverName the name of the server
 * @param serverVersion the version that the server tells
 */
public record ApiContext(
        Lane lane,
        LaneIntake intake,
        BrokerClock clock,
        Supplier<String> ids,
        ServerLog log,
        JetStreamOptions options,
        String serverName,
        String serverVersion) {}
