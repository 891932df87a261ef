package dev.natsbroker.broker.jetstream.journal;

import java.util.concurrent.Executor;

/**
 * Runs what waits for the device, one task at a time; shared by the journals of a device. Tests put one here that steps by hand.
 * Thread-safe.
 */
public interface SyncExecutor extends Executor {
    /** Runs a force that answers wait for. In the order of the calls. */
    @Override
    void execute(Runnable force);

    /**
     * Runs background work: checkpoints, zeros for fresh files, recycling. In the order of the calls (a file is
     * not recycled before the zeros planned for it are written), and at most one such task between two forces.
     */
    void executeLater(Runnable work);
}
