package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.account.Account;
import dev.natsbroker.broker.account.Interest;
import java.util.Collection;

/**
 * Figures of the subscription indexes of one or more accounts.
 *
 * @param numCache subjects in the match cache; 0, because each event loop keeps a cache of its own
 * @param numMatches subjects that publishers looked up
 * @param cacheHitRate share of them that a loop's cache answered, 0 to 1
 * @param maxFanout 0, as there is no common cache to take it from
 * @param avgFanout 0, as there is no common cache to take it from
 */
record InterestStats(
        int numSubscriptions,
        int numCache,
        long numInserts,
        long numRemoves,
        long numMatches,
        double cacheHitRate,
        int maxFanout,
        double avgFanout) {

    static InterestStats of(Collection<Account> accounts, MatchCounts matches) {
        int subscriptions = 0;
        long inserts = 0;
        long removes = 0;
        for (Account account : accounts) {
            Interest interest = account.interest();
            subscriptions += interest.size();
            inserts += interest.inserts();
            removes += interest.removes();
        }
        return new InterestStats(subscriptions, 0, inserts, removes, matches.total(), matches.hitRate(), 0, 0);
    }
}
