package dev.natsbroker.broker.monitoring;

import java.util.Locale;

/**
 * What is asked of {@code /connz}.
 *
 * @param auth whether users, accounts and certificates are shown
 * @param offset connections left out at the front, not negative
 * @param limit connections on a page, positive
 * @param cid the only connection that is asked for, 0 for all
 * @param user only connections of this user; empty for all
 * @param account only connections of this account; empty for all
 */
record ConnzOptions(
        ConnzSort sort,
        boolean auth,
        Query.Subscriptions subscriptions,
        long offset,
        long limit,
        long cid,
        State state,
        String user,
        String account) {

    private static final long DEFAULT_LIMIT = 1024;

    /** Which connections are shown. */
    enum State {
        OPEN,
        CLOSED,
        ALL;

        boolean includesOpen() {
            return this != CLOSED;
        }

        boolean includesClosed() {
            return this != OPEN;
        }

        private static State named(String name) {
            return switch (name.toLowerCase(Locale.ROOT)) {
                case "", "open" -> OPEN;
                case "closed" -> CLOSED;
                case "any", "all" -> ALL;
                default -> throw new BadQueryException("Error decoding state for " + name);
            };
        }
    }

    /**
     * Reads the parameters.
     *
     * @param decoded called once all of them could be decoded, before those are refused that contradict each other
     */
    static ConnzOptions of(Query query, Runnable decoded) {
        boolean auth = query.flag("auth");
        Query.Subscriptions subscriptions = query.subscriptions();
        long offset = query.integer("offset");
        long limit = query.integer("limit");
        long cid = query.unsigned("cid");
        State state = State.named(query.text("state"));
        decoded.run();
        ConnzSort sort = ConnzSort.named(query.text("sort"));
        if (sort.forClosedOnly() && state != State.CLOSED) {
            throw new BadQueryException("sort by " + sort.label() + " only valid on closed connections");
        }
        return new ConnzOptions(
                sort,
                auth,
                subscriptions,
                Math.max(0, offset),
                cid != 0 ? 1 : limit <= 0 ? DEFAULT_LIMIT : limit,
                cid,
                state,
                query.text("user"),
                query.text("acc"));
    }
}
