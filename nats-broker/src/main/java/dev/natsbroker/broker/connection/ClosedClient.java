package dev.natsbroker.broker.connection;

import dev.natsbroker.broker.protocol.CloseReason;
import java.time.Instant;

/**
 * A connection that ended, kept for monitoring.
 *
 * @param client what was known of it when it ended
 */
public record ClosedClient(ClientSnapshot client, CloseReason reason, Instant stop) {}
