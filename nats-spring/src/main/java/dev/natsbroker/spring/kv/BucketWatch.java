package dev.natsbroker.spring.kv;

/** A watch that runs until it is closed. It survives lost connections: missed changes follow when the server is back. */
public interface BucketWatch extends AutoCloseable {
    /** Ends the watch; returns without waiting for a callback that is running. */
    @Override
    void close();
}
