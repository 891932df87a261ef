package dev.natsbroker.broker.monitoring;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.natsbroker.broker.json.OmitEmpty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The page {@code /connz}: connections, open or closed.
 *
 * @param numConnections on this page
 * @param total before paging
 * @param connections null (and an empty id) when an account was asked for that does not exist
 */
record Connz(
        String serverId,
        Instant now,
        int numConnections,
        int total,
        long offset,
        long limit,
        @Nullable List<Connection> connections) {

    /** One connection; JSON has the fields of all parts on one level. */
    record Connection(
            @JsonUnwrapped Origin origin,
            @JsonUnwrapped Life life,
            @JsonUnwrapped Use use,
            @JsonUnwrapped Client client,
            @JsonUnwrapped @Nullable Tls tls,
            @JsonUnwrapped @Nullable User user,
            @OmitEmpty List<String> subscriptionsList,
            @OmitEmpty List<SubscriptionDetail> subscriptionsListDetail,
            @OmitEmpty @Nullable String nameTag) {}

    /** Where it comes from. */
    record Origin(long cid, String kind, String type, String ip, int port) {}

    /**
     * Since when it lives, or from when to when it did.
     *
     * @param rtt as a Go duration
     */
    record Life(
            Instant start,
            Instant lastActivity,
            @OmitEmpty @Nullable Instant stop,
            @OmitEmpty @Nullable String reason,
            String rtt,
            String uptime,
            String idle) {}

    /** What went over it; "in" is what the client sent. */
    record Use(
            long pendingBytes,
            long inMsgs,
            long outMsgs,
            long inBytes,
            long outBytes,
            @OmitEmpty long stalls,
            int subscriptions) {}

    /** What the client said about itself. */
    record Client(
            @OmitEmpty @Nullable String name,
            @OmitEmpty @Nullable String lang,
            @OmitEmpty @Nullable String version) {}

    /** What the TLS handshake agreed on. */
    record Tls(
            String tlsVersion,
            String tlsCipherSuite,
            @OmitEmpty List<PeerCertificate> tlsPeerCerts,
            @OmitEmpty boolean tlsFirst) {}

    /** A certificate that the client showed. */
    record PeerCertificate(String subject, String spkiSha256, String certSha256) {}

    /** Who it is. The default account is not named. */
    record User(
            @OmitEmpty @Nullable String authorizedUser,
            @OmitEmpty @Nullable String account) {}
}
