package dev.natsbroker.test;

/** Where JetStream of a test broker keeps its streams. */
public enum JetStreamStore {
    /** Nowhere: there is no JetStream. */
    NONE,
    /** In the memory of this JVM, streams with file storage, too: nothing waits for a device. */
    MEMORY,
    /** In a temporary folder of its own, which is removed with the broker. */
    FOLDER
}
