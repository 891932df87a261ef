package dev.natsbroker.broker.transport;

import dev.natsbroker.broker.connection.LoopContext;
import dev.natsbroker.broker.runtime.BrokerClock;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import reactor.netty.resources.LoopResources;

/**
 * The event loops of a broker, each with what its connections share. Threads are daemons named {@code nats-...} and end with
 * {@link #close()}.
 */
public final class EventLoops implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final LoopResources resources;
    private final boolean preferNative;
    private final List<LoopContext> contexts;
    private final Map<EventLoop, LoopContext> byLoop = new IdentityHashMap<>();
    private final Map<EventLoop, LoopReadBuffer> readBuffers = new IdentityHashMap<>();

    /**
     * Starts {@code count} loops.
     *
     * @param preferNative whether to use the system's own transport (epoll) where it loads
     * @param lanes the number of threads besides the loops that deliver to their connections
     * @param random a source that may be used from several threads; each loop gets one of its own from it
     */
    public EventLoops(
            String name, int count, int lanes, boolean preferNative, BrokerClock clock, RandomGenerator random) {
        this.preferNative = preferNative;
        resources = LoopResources.create(name, count, true);
        List<EventLoop> loops = loopsOf(resources.onServer(preferNative));
        contexts = LoopContext.ofLoops(loops, lanes, clock, () -> new LoopRandom(random.nextLong()));
        for (LoopContext context : contexts) {
            byLoop.put(context.eventLoop(), context);
            readBuffers.put(context.eventLoop(), new LoopReadBuffer(LoopContext.READ_SIZE));
        }
    }

    private static List<EventLoop> loopsOf(EventLoopGroup group) {
        List<EventLoop> loops = new ArrayList<>();
        for (EventExecutor executor : group) {
            loops.add((EventLoop) executor);
        }
        return loops;
    }

    /** The number of loops for a machine with {@code processors}: few loops mean few hand-overs between threads. */
    public static int automaticCount(int processors) {
        return Math.max(1, processors / 2);
    }

    LoopResources resources() {
        return resources;
    }

    boolean preferNative() {
        return preferNative;
    }

    LoopContext contextOf(EventLoop loop) {
        LoopContext context = byLoop.get(loop);
        if (context == null) {
            throw new IllegalStateException("Not a loop of this broker: " + loop);
        }
        return context;
    }

    LoopReadBuffer readBufferOf(EventLoop loop) {
        LoopReadBuffer buffer = readBuffers.get(loop);
        if (buffer == null) {
            throw new IllegalStateException("Not a loop of this broker: " + loop);
        }
        return buffer;
    }

    /** All loops, in the order of their numbers. */
    public List<LoopContext> contexts() {
        return contexts;
    }

    /** Stops the loops and waits for their threads. */
    @Override
    public void close() {
        contexts.forEach(context -> context.execute(context.timers()::close));
        resources.disposeLater(Duration.ZERO, CLOSE_TIMEOUT).block(CLOSE_TIMEOUT.plusSeconds(1));
        contexts.forEach(LoopContext::discard);
        readBuffers.values().forEach(LoopReadBuffer::release);
    }
}
