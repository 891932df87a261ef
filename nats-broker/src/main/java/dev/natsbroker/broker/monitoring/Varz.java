package dev.natsbroker.broker.monitoring;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.natsbroker.broker.json.OmitEmpty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The page {@code /varz}: the server as a whole. The parts exist for the reader of this file only, JSON has all their fields
 * on one level.
 *
 * @param parts options of kinds of connections and of JetStream; empty objects on a server without them
 * @param product the name and version of this product: not a field of nats-server
 */
record Varz(
        @JsonUnwrapped Server server,
        @JsonUnwrapped Limits limits,
        @JsonUnwrapped Monitoring monitoring,
        @JsonUnwrapped MessageLimits messageLimits,
        @JsonUnwrapped Parts parts,
        @JsonUnwrapped WriteOptions writeOptions,
        @JsonUnwrapped Time time,
        @JsonUnwrapped Process process,
        @JsonUnwrapped Connections connections,
        @JsonUnwrapped Traffic traffic,
        @JsonUnwrapped Trouble trouble,
        int subscriptions,
        Map<String, Long> httpReqStats,
        @JsonUnwrapped Configuration configuration,
        ByKind slowConsumerStats,
        ByKind staleConnectionStats,
        DiskWaits diskIoWaitStats,
        @OmitEmpty @Nullable Instant tlsCertNotAfter,
        String product) {

    /** Who the server is and where clients connect. */
    record Server(
            String serverId,
            String serverName,
            String version,
            int proto,
            String go,
            String host,
            int port,
            @OmitEmpty boolean authRequired,
            @OmitEmpty boolean tlsRequired,
            @OmitEmpty boolean tlsVerify,
            @OmitEmpty List<String> connectUrls) {}

    /**
     * What connections may use and how they are watched.
     *
     * @param pingInterval in nanoseconds
     */
    record Limits(int maxConnections, @OmitEmpty int maxSubscriptions, long pingInterval, int pingMax) {}

    /** Where these pages are served. */
    record Monitoring(String httpHost, int httpPort, String httpBasePath, int httpsPort) {}

    /**
     * What a message may use.
     *
     * @param authTimeout in seconds
     */
    record MessageLimits(double authTimeout, int maxControlLine, int maxPayload, long maxPending) {}

    /** Kinds of connections that this server does not have, and JetStream. */
    record Parts(
            Map<String, Object> cluster,
            Map<String, Object> gateway,
            Map<String, Object> leaf,
            Map<String, Object> mqtt,
            Map<String, Object> websocket,
            Object jetstream) {
        static Parts of(@Nullable JetStreamView jetStream) {
            Object jetstream = jetStream == null ? Map.of() : JetStreamVarz.of(jetStream);
            return new Parts(Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), jetstream);
        }
    }

    /**
     * Deadlines of the network.
     *
     * @param tlsTimeout in seconds
     * @param writeDeadline in nanoseconds
     */
    record WriteOptions(
            double tlsTimeout,
            long writeDeadline,
            @OmitEmpty String writeTimeout) {}

    /** Since when the server runs. */
    record Time(Instant start, Instant now, String uptime) {}

    /**
     * What the process uses of the machine.
     *
     * @param mem resident memory in bytes
     * @param cpu percent of one processor
     */
    record Process(long mem, int cores, int gomaxprocs, double cpu) {}

    /** Connections by kind. */
    record Connections(int connections, long totalConnections, int routes, int remotes, int leafnodes) {}

    /** Messages and bytes; without other servers all of them are the clients'. */
    record Traffic(
            long inMsgs,
            long inBytes,
            long inClientMsgs,
            long inClientBytes,
            long outMsgs,
            long outBytes,
            long outClientMsgs,
            long outClientBytes) {
        static Traffic ofClients(long inMessages, long inBytes, long outMessages, long outBytes) {
            return new Traffic(inMessages, inBytes, inMessages, inBytes, outMessages, outBytes, outMessages, outBytes);
        }
    }

    /** Connections that were slow. */
    record Trouble(long slowConsumers, long staleConnections, long stalledClients) {}

    /** The configuration in force. */
    record Configuration(
            Instant configLoadTime,
            String configDigest,
            @OmitEmpty List<String> tags,
            @OmitEmpty Map<String, String> metadata,
            @OmitEmpty Map<String, Boolean> featureFlags,
            @OmitEmpty @Nullable String systemAccount) {}

    /** A count by kind of connection. */
    record ByKind(long clients, long routes, long gateways, long leafs) {
        static ByKind ofClients(long clients) {
            return new ByKind(clients, 0, 0, 0);
        }
    }

    /** Waits for the disk of JetStream. */
    record DiskWaits(long waiters, long waits, long waitTime, long maxWaitTime) {
        static final DiskWaits NONE = new DiskWaits(0, 0, 0, 0);
    }
}
