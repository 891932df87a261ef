package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.account.Account;
import dev.natsbroker.broker.connection.LoopContext;
import dev.natsbroker.broker.routing.RouteCache;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * How often the event loops looked subjects up.
 *
 * @param hits answered by a loop's cache
 * @param misses answered by the account's index
 */
record MatchCounts(long hits, long misses) {
    private static final MatchCounts NONE = new MatchCounts(0, 0);
    /** A loop that is busier than that is left out: the page is not worth the wait. */
    private static final long ANSWER_MILLIS_MAX = 200;

    /** Asks each loop, since its caches belong to its thread. Waits for them, so it must not be called on one of them. */
    static MatchCounts of(BrokerView view, Collection<Account> accounts) {
        List<CompletableFuture<MatchCounts>> answers = new ArrayList<>();
        for (LoopContext loop : view.loops()) {
            answers.add(ask(loop, List.copyOf(accounts)));
        }
        return answers.stream().map(MatchCounts::answer).reduce(NONE, MatchCounts::plus);
    }

    private static CompletableFuture<MatchCounts> ask(LoopContext loop, List<Account> accounts) {
        Executor owner = loop.eventLoop();
        try {
            return CompletableFuture.supplyAsync(() -> countedBy(loop, accounts), owner)
                    .completeOnTimeout(NONE, ANSWER_MILLIS_MAX, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(NONE); // the broker stops
        }
    }

    private static MatchCounts answer(CompletableFuture<MatchCounts> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            return NONE; // the loop ended before it came to the question
        }
    }

    private static MatchCounts countedBy(LoopContext loop, List<Account> accounts) {
        MatchCounts sum = NONE;
        for (Account account : accounts) {
            RouteCache cache = loop.router().cacheOf(account);
            sum = sum.plus(new MatchCounts(cache.hits(), cache.misses()));
        }
        return sum;
    }

    private MatchCounts plus(MatchCounts other) {
        return new MatchCounts(hits + other.hits, misses + other.misses);
    }

    long total() {
        return hits + misses;
    }

    double hitRate() {
        return total() == 0 ? 0 : (double) hits / total();
    }
}
