package dev.natsbroker.broker.jetstream.journal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A lane that a test moves by hand; it also listens to its journal. */
final class TestLane implements JournalLane, JournalListener {
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private List<Runnable> timers = new ArrayList<>();
    final List<Long> durables = new ArrayList<>();

    @Nullable
    JournalFailedException failure;

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void schedule(Duration delay, Runnable task) {
        timers.add(task);
    }

    @Override
    public void durable(long position) {
        durables.add(position);
    }

    @Override
    public void failed(JournalFailedException cause) {
        if (failure != null) {
            throw new AssertionError("Failed twice", cause);
        }
        failure = cause;
    }

    boolean run() {
        boolean any = !tasks.isEmpty();
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
        return any;
    }

    void fireTimers() {
        List<Runnable> due = timers;
        timers = new ArrayList<>();
        due.forEach(Runnable::run);
    }
}
