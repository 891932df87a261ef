package dev.natsbroker.broker.connection;

import dev.natsbroker.broker.account.Account;
import dev.natsbroker.broker.account.AccountPublishers;
import dev.natsbroker.broker.message.DeliveryBatch;
import dev.natsbroker.broker.message.Publisher;
import dev.natsbroker.broker.routing.RoutedPublisher;
import dev.natsbroker.broker.routing.Router;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The way from a thread that is no event loop to the clients. Owned by that thread; what it publishes leaves with
 * {@link #flush()}.
 */
public final class LanePublisher implements AccountPublishers {
    private final DeliveryBatch batch;
    private final Router router;

    /**
     * A publisher for one thread.
     *
     * @param loops the event loops of the broker
     * @param number the number of the publishing thread among those that are no loops, from 0
     */
    public LanePublisher(List<LoopContext> loops, int number, RandomGenerator random) {
        HandOver handOver = loops.get(0).handOver(loops.size() + number);
        this.batch = new DeliveryBatch(loops.size() + number, handOver::send);
        this.router = new Router(batch, random);
    }

    @Override
    public Publisher of(Account account) {
        return new RoutedPublisher(router, account, batch::takeStallNanos);
    }

    @Override
    public void forget(Account account) {
        router.forget(account);
    }

    @Override
    public void flush() {
        batch.flush();
    }
}
