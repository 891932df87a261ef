package dev.natsbroker.broker.connection;

import dev.natsbroker.broker.message.OriginInfo;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What monitoring shows of one connection, at one moment.
 *
 * @param lastActivity when the client last sent an operation
 * @param rttNanos the time that the last PING took, 0 if not known yet
 * @param tls what was agreed in the TLS handshake, or null without TLS
 */
public record ClientSnapshot(
        Traffic traffic,
        Instant lastActivity,
        long rttNanos,
        int subscriptions,
        @Nullable String name,
        @Nullable String lang,
        @Nullable String version,
        @Nullable TlsInfo tls,
        @Nullable String user,
        String account,
        List<SubscriptionSnapshot> subscriptionList) {
    /** The client as advisories show it. */
    OriginInfo origin() {
        return new OriginInfo(
                traffic.start(), traffic.ip(), traffic.id(), account, user, name, lang, version, rttNanos);
    }

    /**
     * The connection as its socket sees it.
     *
     * @param pendingBytes bytes on their way to the client
     * @param inMessages received from the client
     * @param outMessages delivered to the client
     * @param stalls how often this publisher was slowed down
     */
    public record Traffic(
            long id,
            String ip,
            int port,
            Instant start,
            long pendingBytes,
            long inMessages,
            long inBytes,
            long outMessages,
            long outBytes,
            long stalls) {}

    /**
     * One subscription of the connection.
     *
     * @param delivered messages since SUB
     * @param max the number of messages after which it ends, 0 for no limit
     */
    public record SubscriptionSnapshot(
            String account, String subject, @Nullable String queue, String sid, long delivered, long max, long cid) {}
}
