package dev.natsbroker.broker.monitoring;

/**
 * What is asked of {@code /jsz}.
 *
 * @param account only this account in detail; empty for those of {@code accounts}
 * @param accounts whether accounts are shown in detail
 * @param streams whether their streams are
 * @param consumers whether consumers of the streams are
 * @param directConsumers whether consumers are shown that feed other streams
 * @param config whether configurations are shown
 * @param raft whether it is told how many streams and consumers are led here
 */
record JszOptions(
        String account,
        boolean accounts,
        boolean streams,
        boolean consumers,
        boolean directConsumers,
        boolean config,
        boolean raft,
        long offset,
        long limit) {
    private static final long DEFAULT_LIMIT = 1024;

    static JszOptions of(Query query) {
        boolean accounts = query.flag("accounts");
        boolean streams = query.flag("streams");
        boolean consumers = query.flag("consumers");
        boolean directConsumers = query.flag("direct-consumers");
        boolean config = query.flag("config");
        long offset = query.integer("offset");
        long limit = query.integer("limit");
        query.flag("leader-only"); // this server leads all that it has
        boolean raft = query.flag("raft");
        query.flag("stream-leader-only");
        String account = query.text("acc");
        boolean withStreams = streams || consumers;
        return new JszOptions(
                account,
                accounts || withStreams && account.isEmpty(),
                withStreams,
                consumers,
                directConsumers,
                config,
                raft,
                Math.max(0, offset),
                limit <= 0 ? DEFAULT_LIMIT : limit);
    }
}
