package dev.natsbroker.broker.monitoring;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The pages about other servers, as a server shows them that has none. */
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
}
