package dev.natsbroker.test;

import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.connection.LoopContext;
import dev.natsbroker.broker.connection.LoopCounters;
import dev.natsbroker.broker.jetstream.meta.JetStream;
import dev.natsbroker.broker.jetstream.meta.LaneFigures;
import dev.natsbroker.broker.lane.Lane;
import dev.natsbroker.broker.monitoring.JetStreamView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits until a broker has done everything that was begun.
 *
 * <p>Work goes from one thread of the broker to the next by tasks that each runs in the order in which they came. So a round that
 * has been through all threads has seen every task that was there when it began, and each further round those that these have
 * made. When several rounds in a row have moved no message and nothing waits for the disk, no work is left.
 */
final class Settlement {
    /** Longer than any way through the broker: from a timer over a lane, the registry and the lane again to the sockets. */
    private static final int QUIET_ROUNDS = 5;

    private static final int ROUND_SECONDS_MAX = 30;

    /** What one thread says: how much it has moved, whether it waits for the disk, and when its next timer is due. */
    private record Word(long moved, boolean waiting, long untilDueNanos) {}

    private final NatsBroker broker;

    Settlement(NatsBroker broker) {
        this.broker = broker;
    }

    /**
     * Waits.
     *
     * @return nanoseconds of the broker's time until something is due, {@link Long#MAX_VALUE} if nothing is
     * @throws IllegalStateException if the broker has stopped, or a thread of it does not answer within half a minute
     */
    long await() {
        if (!broker.isRunning()) {
            throw new IllegalStateException("The broker has stopped: nothing will happen there any more");
        }
        long moved = -1;
        int quiet = 0;
        Word word = round();
        while (quiet < QUIET_ROUNDS && broker.isRunning()) {
            quiet = word.moved() == moved && !word.waiting() ? quiet + 1 : 0;
            moved = word.moved();
            word = round();
        }
        return word.untilDueNanos();
    }

    private Word round() {
        List<CompletableFuture<Word>> words = new ArrayList<>();
        for (LoopContext loop : broker.view().loops()) {
            words.add(ask(loop));
        }
        JetStreamView jetStream = broker.view().jetStream();
        if (jetStream != null) {
            JetStream engine = jetStream.engine();
            for (Lane lane : engine.lanes()) {
                words.add(lane.ask(() -> new Word(0, false, lane.timers().nextDelayNanos())));
            }
            for (CompletableFuture<LaneFigures> figures : engine.laneFigures()) {
                words.add(figures.thenApply(lane -> new Word(0, lane.waitingAnswers() > 0, Long.MAX_VALUE)));
            }
        }
        return words.stream()
                .map(this::get)
                .reduce(
                        new Word(0, false, Long.MAX_VALUE),
                        (a, b) -> new Word(
                                a.moved() + b.moved(),
                                a.waiting() || b.waiting(),
                                Math.min(a.untilDueNanos(), b.untilDueNanos())));
    }

    private static CompletableFuture<Word> ask(LoopContext loop) {
        return CompletableFuture.supplyAsync(
                () -> {
                    LoopCounters counters = loop.counters();
                    return new Word(
                            counters.inMessages() + counters.outMessages(),
                            false,
                            loop.timers().nextDelayNanos());
                },
                loop);
    }

    private Word get(CompletableFuture<Word> word) {
        try {
            return word.orTimeout(ROUND_SECONDS_MAX, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            String problem = e.getCause() instanceof TimeoutException
                    ? "a thread of the broker has not answered for " + ROUND_SECONDS_MAX + "s"
                    : String.valueOf(e.getCause());
            throw new IllegalStateException("Cannot wait for the broker: " + problem + "; is it stopped?", e);
        }
    }
}
