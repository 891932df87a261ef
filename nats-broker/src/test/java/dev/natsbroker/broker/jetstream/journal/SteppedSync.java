package dev.natsbroker.broker.jetstream.journal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

/** A sync thread that a test moves by hand. */
public final class SteppedSync implements SyncExecutor {
    final Deque<Runnable> forces = new ArrayDeque<>();
    final Deque<Runnable> works = new ArrayDeque<>();

    @Override
    public void execute(Runnable force) {
        forces.add(force);
    }

    @Override
    public void executeLater(Runnable work) {
        works.add(work);
    }

    /** Runs the next force or the next work; false if there is neither. */
    public boolean runAny(Random random) {
        Deque<Runnable> queue = forces.isEmpty() || !works.isEmpty() && random.nextBoolean() ? works : forces;
        Runnable task = queue.poll();
        if (task != null) {
            task.run();
        }
        return task != null;
    }

    boolean runForces() {
        boolean any = !forces.isEmpty();
        while (!forces.isEmpty()) {
            forces.remove().run();
        }
        return any;
    }

    /** Runs what is queued now: forces, then one work. */
    public boolean run() {
        boolean any = runForces();
        Runnable work = works.poll();
        if (work != null) {
            work.run();
        }
        return any || work != null;
    }
}
