package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.lane.Lane;
import dev.natsbroker.broker.lane.LaneIntake;
import dev.natsbroker.broker.runtime.BrokerClock;
import dev.natsbroker.broker.runtime.ServerLog;
import java.util.random.RandomGenerator;

/**
 * What the streams of one lane share. Owned by the lane, but for {@link #lane} and {@link #intake}, which are thread-safe.
 *
 * @param lane the thread that owns the streams
 * @param intake brings messages to it
 * @param commits what waits for the lane's journal
 * @param clock the broker's clock
 * @param random the source of chance
 * @param log the operational log
 */
public record StreamLane(
        Lane lane, LaneIntake intake, CommitQueue commits, BrokerClock clock, RandomGenerator random, ServerLog log) {}
