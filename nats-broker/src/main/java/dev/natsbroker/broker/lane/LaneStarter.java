package dev.natsbroker.broker.lane;

import dev.natsbroker.broker.runtime.BrokerClock;
import java.util.function.Consumer;

/** Makes lanes that belong to nobody else's thread: {@link Lane#start}, or those of a simulation. */
@FunctionalInterface
public interface LaneStarter {
    /** Makes a lane; {@code onFailure} is told, on the lane, of tasks that threw. */
    Lane start(String name, BrokerClock clock, Consumer<Throwable> onFailure);
}
