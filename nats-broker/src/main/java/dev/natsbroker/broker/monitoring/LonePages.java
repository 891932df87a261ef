package dev.natsbroker.broker.monitoring;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The pages about other servers and JetStream, as a server shows them that has neither. */
final class LonePages {
    private final BrokerView view;

    LonePages(BrokerView view) {
        this.view = view;
    }

    /** The page {@code /routez}. */
    record Routez(String serverId, String serverName, Instant now, int numRoutes, List<Object> routes) {}

    /** The page {@code /gatewayz}. */
    record Gatewayz(
            String serverId, Instant now, Map<String, Object> outboundGateways, Map<String, Object> inboundGateways) {}

    /** The page {@code /leafz}. */
    record Leafz(String serverId, Instant now, int leafnodes, List<Object> leafs) {}

    /** The page {@code /jsz}. */
    record Jsz(
            @JsonUnwrapped JetStreamUse use,
            String serverId,
            Instant now,
            boolean disabled,
            JetStreamConfig config,
            int streams,
            int consumers,
            long messages,
            long bytes,
            int total) {}

    /** What JetStream uses. */
    record JetStreamUse(
            long memory,
            long storage,
            long reservedMemory,
            long reservedStorage,
            int accounts,
            int haAssets,
            JetStreamApi api) {}

    /** Requests to the JetStream API. */
    record JetStreamApi(int level, long total, long errors) {}

    /** The limits of JetStream. */
    record JetStreamConfig(long maxMemory, long maxStorage) {}

    Page routez(Query query, Runnable decoded) {
        query.subscriptions();
        decoded.run();
        return Page.json(new Routez(view.serverId(), view.serverName(), view.now(), 0, List.of()));
    }

    Page gatewayz(Query query) {
        query.subscriptions();
        query.flag("accs");
        return Page.json(new Gatewayz(view.serverId(), view.now(), Map.of(), Map.of()));
    }

    Page leafz(Query query) {
        query.flag("subs");
        return Page.json(new Leafz(view.serverId(), view.now(), 0, List.of()));
    }

    Page jsz(Query query) {
        for (String flag : List.of("accounts", "streams", "consumers", "direct-consumers", "config")) {
            query.flag(flag);
        }
        query.integer("offset");
        query.integer("limit");
        for (String flag : List.of("leader-only", "raft", "stream-leader-only")) {
            query.flag(flag);
        }
        JetStreamUse use = new JetStreamUse(0, 0, 0, 0, 0, 0, new JetStreamApi(0, 0, 0));
        return Page.json(new Jsz(use, view.serverId(), view.now(), true, new JetStreamConfig(0, 0), 0, 0, 0, 0, 0));
    }
}
