package dev.natsbroker.spring.object;

/** A watch of an object store that runs until it is closed. */
public interface ObjectWatch extends AutoCloseable {
    /** Ends the watch; returns without waiting for a callback that is running. */
    @Override
    void close();
}
