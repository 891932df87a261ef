package dev.natsbroker.broker.connection;

import dev.natsbroker.broker.protocol.CloseReason;
import dev.natsbroker.broker.runtime.Durations;

/**
 * Cuts off a client that has taken nothing for {@code write_deadline} although bytes wait for it. Owned by the connection's event
 * loop.
 */
final class WriteDeadline {
    private final ClientConnection connection;
    private final Clients clients;
    private final LoopContext loop;
    private boolean armed;
    private long sentBytesWhenArmed;

    WriteDeadline(ClientConnection connection, Clients clients, LoopContext loop) {
        this.connection = connection;
        this.clients = clients;
        this.loop = loop;
    }

    /** Bytes wait for the client: looks again when the deadline has passed. */
    void arm() {
        if (!armed) {
            armed = true;
            sentBytesWhenArmed = connection.sentBytes();
            loop.timers().after(clients.settings().writeDeadlineNanos(), this::check);
        }
    }

    private void check() {
        armed = false;
        long pending = connection.flushAndCountPending();
        if (pending == 0) {
            return;
        }
        ClientSettings settings = clients.settings();
        if (connection.sentBytes() != sentBytesWhenArmed || !settings.closeAtWriteDeadline()) {
            arm();
            return;
        }
        clients.log()
                .info(connection.label() + "Slow Consumer Detected: WriteDeadline of "
                        + Durations.text(settings.writeDeadlineNanos()) + " exceeded with 1 chunks of " + pending
                        + " total bytes.");
        connection.closeAtOnce(CloseReason.SLOW_CONSUMER_WRITE_DEADLINE);
    }
}
