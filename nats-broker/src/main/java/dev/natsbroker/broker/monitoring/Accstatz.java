package dev.natsbroker.broker.monitoring;

import java.time.Instant;
import java.util.List;

/** The page {@code /accstatz}: the traffic of the accounts. */
record Accstatz(String serverId, Instant now, List<Entry> accountStatz) {
    /**
     * One account.
     *
     * @param sent by the server to clients
     * @param received by the server from clients
     */
    record Entry(
            String acc,
            String name,
            int conns,
            int leafnodes,
            int totalConns,
            int numSubscriptions,
            Data sent,
            Data received,
            long slowConsumers) {}

    /** Messages and bytes in all, and of those what went over connections of other servers. */
    record Data(long msgs, long bytes, Count gateways, Count routes, Count leafs) {
        static Data ofClients(long messages, long bytes) {
            return new Data(messages, bytes, Count.NONE, Count.NONE, Count.NONE);
        }
    }

    /** Messages and bytes. */
    record Count(long msgs, long bytes) {
        static final Count NONE = new Count(0, 0);
    }
}
