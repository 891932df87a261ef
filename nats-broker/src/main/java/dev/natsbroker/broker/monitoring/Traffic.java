package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.account.Account;
import dev.natsbroker.broker.connection.LoopContext;
import dev.natsbroker.broker.connection.LoopCounters;

/**
 * Messages and bytes of all event loops together. The loops count without synchronisation, so the sums are at most a moment
 * old.
 */
record Traffic(long inMessages, long inBytes, long outMessages, long outBytes) {
    static Traffic of(BrokerView view) {
        Traffic sum = new Traffic(0, 0, 0, 0);
        for (LoopContext loop : view.loops()) {
            LoopCounters counters = loop.counters();
            sum = new Traffic(
                    sum.inMessages + counters.inMessages(),
                    sum.inBytes + counters.inBytes(),
                    sum.outMessages + counters.outMessages(),
                    sum.outBytes + counters.outBytes());
        }
        return sum;
    }

    /** The subscriptions of all accounts. */
    static int subscriptions(BrokerView view) {
        return view.accounts().all().stream()
                .map(Account::interest)
                .mapToInt(interest -> interest.size())
                .sum();
    }
}
