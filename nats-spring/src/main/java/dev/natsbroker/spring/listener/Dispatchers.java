package dev.natsbroker.spring.listener;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends dispatchers, of which a connection that is closed has ended its own. */
public final class Dispatchers {
    private static final Logger log = LoggerFactory.getLogger(Dispatchers.class);

    private Dispatchers() {}

    /** Unsubscribes and ends the receiving thread at once, by an interrupt if it runs a handler. */
    public static void close(Connection connection, Dispatcher dispatcher) {
        try {
            if (dispatcher.isActive()) {
                connection.closeDispatcher(dispatcher);
            }
        } catch (IllegalStateException | IllegalArgumentException e) {
            log.debug("The connection has closed its dispatcher already", e);
        }
    }
}
