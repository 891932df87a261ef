package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.account.AccountPublishers;
import dev.natsbroker.broker.config.JetStreamOptions;
import dev.natsbroker.broker.jetstream.stream.CommitQueue;
import dev.natsbroker.broker.jetstream.stream.StreamLane;
import dev.natsbroker.broker.lane.Lane;
import dev.natsbroker.broker.lane.LaneHost;
import dev.natsbroker.broker.lane.LaneIntake;
import dev.natsbroker.broker.runtime.BrokerClock;
import dev.natsbroker.broker.runtime.ServerLog;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Makes lanes with their intakes.
 *
 * @param options limits of what may wait for a lane
 * @param hosts the event loops, which lanes live on unless the options ask for threads
 * @param publishers the way to the clients for each lane, one for each
 * @param publishingThreads the number of threads that may leave messages at an intake
 * @param clock the broker's clock
 * @param random seeds the lanes' own sources of chance
 * @param log is told of tasks that failed
 * @param interceptor may put itself before the receivers on the lanes
 */
public record LaneFactory(
        JetStreamOptions options,
        List<? extends LaneHost> hosts,
        List<? extends AccountPublishers> publishers,
        int publishingThreads,
        BrokerClock clock,
        RandomGenerator random,
        ServerLog log,
        JetStreamInterceptor interceptor) {
    List<JetStreamLane> lanes() {
        List<JetStreamLane> lanes = new ArrayList<>();
        for (int i = 0; i < publishers.size(); i++) {
            Lane lane = options.lanes() > 0 ? lane("nats-js-" + i) : hosted("nats-js-" + i, hosts.get(i));
            RandomGenerator own = RandomGeneratorFactory.of("L64X128MixRandom").create(random.nextLong());
            CommitQueue commits = new CommitQueue(failure -> report("an answer of " + lane, failure));
            StreamLane shared = new StreamLane(lane, intake(lane), commits, clock, own, log);
            lanes.add(new JetStreamLane(i, shared, publishers.get(i), log));
        }
        return lanes;
    }

    /**
     * How many lanes there will be: one on each event loop, or as many threads as the options ask for.
     */
    public static int laneCount(JetStreamOptions options, int loops) {
        return options.lanes() > 0 ? options.lanes() : loops;
    }

    /** A lane with a thread of its own that reports what its tasks throw. */
    public Lane lane(String name) {
        return Lane.start(name, clock, failure -> report("a task of " + name, failure));
    }

    private Lane hosted(String name, LaneHost host) {
        return Lane.on(host, name, clock, failure -> report("a task of " + name, failure));
    }

    /** The way of messages to {@code lane}. */
    public LaneIntake intake(Lane lane) {
        return new LaneIntake(
                lane,
                publishingThreads,
                options.maxBufferedMessages(),
                options.maxBufferedBytes(),
                (receiver, failure) -> report(receiver.getClass().getSimpleName() + " on " + lane, failure),
                interceptor::receiver);
    }

    private void report(String who, Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        log.error("JetStream: " + who + " failed: " + trace);
    }
}
