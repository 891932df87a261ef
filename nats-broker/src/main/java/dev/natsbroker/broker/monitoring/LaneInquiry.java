package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.jetstream.meta.JetStream;
import dev.natsbroker.broker.jetstream.meta.LaneFigures;
import dev.natsbroker.broker.jetstream.meta.StreamConsumers;
import dev.natsbroker.broker.jetstream.meta.StreamEntry;
import dev.natsbroker.broker.jetstream.stream.Stream;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks streams on their lanes, and waits only so long: a lane that is stuck is reported, it does not hold up monitoring. One
 * inquiry for one page; used by one thread.
 */
final class LaneInquiry {
    /** How long all answers together may take. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Set<String> silentLanes = new LinkedHashSet<>();
    private final long deadline;

    LaneInquiry() {
        this(PATIENCE);
    }

    LaneInquiry(Duration patience) {
        this.deadline = System.nanoTime() + patience.toNanos();
    }

    /** The answers of these streams; without those that are being made or deleted, and those whose lane does not answer. */
    <T> Map<StreamEntry, T> ask(Collection<StreamEntry> entries, Function<StreamConsumers, T> question) {
        Map<StreamEntry, CompletableFuture<T>> asked = new LinkedHashMap<>();
        for (StreamEntry entry : entries) {
            Stream stream = entry.stream();
            StreamConsumers consumers = entry.consumers();
            if (stream != null && consumers != null) {
                asked.put(entry, stream.lane().lane().ask(() -> question.apply(consumers)));
            }
        }
        Map<StreamEntry, T> answers = new LinkedHashMap<>();
        asked.forEach((entry, future) -> {
            T answer = await(future, laneOf(entry));
            if (answer != null) {
                answers.put(entry, answer);
            }
        });
        return answers;
    }

    private static String laneOf(StreamEntry entry) {
        Stream stream = entry.stream();
        return stream == null ? "" : stream.lane().lane().toString();
    }

    /** How the lanes work, by number; without those that do not answer. */
    Map<Integer, LaneFigures> lanes(JetStream engine) {
        List<CompletableFuture<LaneFigures>> asked = engine.laneFigures();
        Map<Integer, LaneFigures> answers = new LinkedHashMap<>();
        for (int i = 0; i < asked.size(); i++) {
            LaneFigures lane = await(asked.get(i), "nats-js-" + i);
            if (lane != null) {
                answers.put(i, lane);
            }
        }
        return answers;
    }

    /** The answer; null if {@code lane} does not give it in time, or cannot. */
    private <T> @Nullable T await(CompletableFuture<T> future, String lane) {
        try {
            return future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            silentLanes.add(lane);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            // The stream was deleted while it was asked: it is not there any more.
        }
        return null;
    }

    /** The lanes that did not answer in time. */
    List<String> silentLanes() {
        return List.copyOf(silentLanes);
    }
}
