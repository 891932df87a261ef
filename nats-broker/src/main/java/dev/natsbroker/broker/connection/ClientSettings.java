package dev.natsbroker.broker.connection;

import dev.natsbroker.broker.auth.Authenticator;
import dev.natsbroker.broker.protocol.ServerInfo;

/**
 * What applies to the clients of a listener; replaced as a whole by a configuration reload.
 *
 * @param maxSubscriptions of one connection, 0 for no limit
 * @param maxSubjectTokens of one subscription, 0 for no limit
 * @param stallFastProducers whether publishers are slowed down before a receiver is cut off; if not, messages for a receiver
 *     that is nearly full are dropped
 */
public record ClientSettings(
        int maxConnections,
        int maxControlLine,
        int maxPayload,
        long maxPending,
        int maxSubscriptions,
        int maxSubjectTokens,
        int maxClosedClients,
        long pingIntervalNanos,
        int pingMax,
        long writeDeadlineNanos,
        boolean closeAtWriteDeadline,
        long authTimeoutNanos,
        boolean headersSupported,
        boolean stallFastProducers,
        boolean trace,
        boolean traceHeaders,
        int maxTracedBytes,
        ServerInfo info,
        Authenticator authenticator) {}
