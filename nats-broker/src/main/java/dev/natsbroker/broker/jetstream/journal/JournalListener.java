package dev.natsbroker.broker.jetstream.journal;

/** Hears from a {@link Journal}, on its lane. Must not call back into the journal's {@code commit}. */
public interface JournalListener {
    /**
     * Everything up to {@code position} is durable now. With a sync interval it is called from within {@link Journal#commit}.
     */
    void durable(long position);

    /**
     * The journal takes nothing more, and what was not yet durable will not become so: nobody knows what the device has. Called
     * once.
     */
    void failed(JournalFailedException failure);
}
