package dev.natsbroker.broker.connection;

import dev.natsbroker.broker.lane.LaneHost;
import dev.natsbroker.broker.message.DeliveryBatch;
import dev.natsbroker.broker.protocol.ClientDecoder;
import dev.natsbroker.broker.routing.Router;
import dev.natsbroker.broker.runtime.BrokerClock;
import dev.natsbroker.broker.runtime.Timers;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What the connections of one event loop share: decoder, router, read buffer, pools, timers, counters. Everything here is
 * owned by that loop's thread.
 */
public final class LoopContext implements LaneHost {
    /** Bytes of one read; what a socket holds beyond that is read after the receivers of this read were served. */
    public static final int READ_SIZE = 128 << 10;

    private final EventLoop eventLoop;
    private final LoopContext[] siblings;
    private final ClientDecoder decoder = new ClientDecoder();
    private final byte[] readBytes = new byte[READ_SIZE];
    private final ByteBufAllocator allocator = ByteBufAllocator.DEFAULT;
    private final LoopCounters counters = new LoopCounters();
    private final HandOver[] handOvers;
    private final HandOver handOver;
    private final Router router;
    private final Timers timers;

    /**
     * The context of {@code eventLoop}.
     *
     * @param index the loop's number, from 0
     * @param siblings the contexts of all loops of the broker by number, this one included once it is made
     * @param handOvers the ways from every publishing thread to the loops: those of the loops first, then those of lanes
     */
    private LoopContext(
            EventLoop eventLoop,
            int index,
            LoopContext[] siblings,
            HandOver[] handOvers,
            BrokerClock clock,
            RandomGenerator random) {
        this.eventLoop = eventLoop;
        this.siblings = siblings;
        this.handOvers = handOvers;
        this.handOver = handOvers[index];
        this.router = new Router(new DeliveryBatch(index, handOver::send), random);
        this.timers = new Timers(clock, new Timers.Wakeup() {
            @Override
            public void execute(Runnable task) {
                if (!eventLoop.isShuttingDown()) {
                    eventLoop.execute(task);
                }
            }

            @Override
            public Future<?> schedule(Runnable task, long delay, TimeUnit unit) {
                return eventLoop.schedule(task, delay, unit);
            }
        });
    }

    /**
     * The contexts of the loops of one broker.
     *
     * @param lanes the number of threads that publish and are no loops
     * @param random a source that is asked for one seed for each loop
     */
    public static List<LoopContext> ofLoops(
            List<EventLoop> loops, int lanes, BrokerClock clock, Supplier<RandomGenerator> random) {
        LoopContext[] contexts = new LoopContext[loops.size()];
        HandOver[] handOvers = new HandOver[loops.size() + lanes];
        Arrays.setAll(handOvers, i -> new HandOver(contexts));
        for (int i = 0; i < contexts.length; i++) {
            contexts[i] = new LoopContext(loops.get(i), i, contexts, handOvers, clock, random.get());
        }
        return List.of(contexts);
    }

    @Override
    public boolean isCurrent() {
        return eventLoop.inEventLoop();
    }

    @Override
    public Future<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return eventLoop.schedule(task, delay, unit);
    }

    /** Runs {@code task} on the loop's thread. */
    @Override
    public void execute(Runnable task) {
        eventLoop.execute(task);
    }

    /** The same, unless the loop takes no tasks any more because the broker stops; returns whether it took it. */
    boolean tryExecute(Runnable task) {
        try {
            eventLoop.execute(task);
            return true;
        } catch (RejectedExecutionException stopping) {
            return false;
        }
    }

    /**
     * Runs {@code task} on this loop once every other loop has finished the read that it is in, if any: what they had staged by
     * then has reached its receivers on this loop.
     */
    void afterReadsOfOthers(Runnable task) {
        AtomicInteger missing = new AtomicInteger(siblings.length - 1);
        for (LoopContext sibling : siblings) {
            if (sibling != this) {
                sibling.tryExecute(() -> {
                    if (missing.decrementAndGet() == 0) {
                        tryExecute(() -> {
                            handOver.receive();
                            task.run();
                        });
                    }
                });
            }
        }
    }

    /** Frees what other loops handed over to this one after its thread had ended. */
    public void discard() {
        handOver.discard();
    }

    /** The loop itself. */
    public EventLoop eventLoop() {
        return eventLoop;
    }

    /** The loop's number, from 0. */
    public int index() {
        return router.batch().index();
    }

    /** The loop's traffic. */
    public LoopCounters counters() {
        return counters;
    }

    /** The loop's timers. */
    public Timers timers() {
        return timers;
    }

    /** The loop's way to the receivers. */
    public Router router() {
        return router;
    }

    LoopContext[] siblings() {
        return siblings;
    }

    ClientDecoder decoder() {
        return decoder;
    }

    byte[] readBytes() {
        return readBytes;
    }

    ByteBufAllocator allocator() {
        return allocator;
    }

    HandOver handOver() {
        return handOver;
    }

    /** The way from publishing thread number {@code publisher} to the loops. */
    HandOver handOver(int publisher) {
        return handOvers[publisher];
    }

    /** The number of threads that publish: loops and lanes. */
    int publisherCount() {
        return handOvers.length;
    }

    DeliveryBatch batch() {
        return router.batch();
    }

    /** Sends off what was staged for receivers, on this loop at once and on others with one task each. */
    void flush() {
        batch().flush();
    }
}
