package dev.natsbroker.test;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/** Something that a test has broken; closing it mends it. Thread-safe. */
public final class NatsFault implements AutoCloseable {
    private final String what;
    private final IntSupplier hits;
    private final Consumer<NatsFault> mend;
    private final AtomicBoolean released = new AtomicBoolean();

    NatsFault(String what, IntSupplier hits, Consumer<NatsFault> mend) {
        this.what = what;
        this.hits = hits;
        this.mend = mend;
    }

    /** How often it has struck: acknowledgements lost, answers held back, connections refused; 0 for refused subjects. */
    public int hits() {
        return hits.getAsInt();
    }

    /** Mends it: what was held back is sent, what was refused is allowed. Returns when that is in force; twice is fine. */
    public void release() {
        if (!released.getAndSet(true)) {
            mend.accept(this);
        }
    }

    /** The same as {@link #release()}. */
    @Override
    public void close() {
        release();
    }

    @Override
    public String toString() {
        return what + (released.get() ? " (released)" : "");
    }
}
