package dev.natsbroker.spring.listener.jetstream;

import io.nats.client.Message;

/** Where the messages of a container come from, from {@link #open} to {@link #close}; used once. */
interface MessageSource {
    /** Begins to receive; messages may come to the sink before this returns. */
    void open();

    /** Ends receiving. When this returns, every message that the server had sent has come to the sink. May be called twice. */
    void close();

    /** There is room for a message more. Called by handlers' threads after each message. */
    void released();

    /** Called regularly, with the time: for what must not wait longer. */
    void tick(long nowNanos);

    /** The connection has come back, to this server or another. */
    void reconnected();

    /** Who takes the messages. */
    interface Sink {
        /** Takes a message, and waits for room if its queue is bounded; false if it could not. Called by one thread at a time. */
        boolean accept(Message message);

        /** The consumer may be gone, for {@code reason}; does not block. */
        void lost(String reason);
    }
}
