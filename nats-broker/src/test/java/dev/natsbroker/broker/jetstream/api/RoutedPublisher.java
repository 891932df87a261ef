package dev.natsbroker.broker.jetstream.api;

import dev.natsbroker.broker.account.Account;
import dev.natsbroker.broker.message.OutboundMessage;
import dev.natsbroker.broker.message.Publisher;
import dev.natsbroker.broker.routing.RouteCache;
import dev.natsbroker.broker.routing.Router;

/** Publishes to the subscribers of an account, on the thread of a router. */
final class RoutedPublisher implements Publisher {
    private final Router router;
    private final RouteCache routes;

    RoutedPublisher(Router router, Account account) {
        this.router = router;
        this.routes = router.cacheOf(account);
    }

    @Override
    public int publish(OutboundMessage message) {
        return router.publish(message, routes);
    }

    @Override
    public boolean hasInterest(byte[] subject, int offset, int length) {
        return Router.hasInterest(subject, offset, length, routes);
    }

    @Override
    public boolean hasInterest(byte[] subject, byte[] queue) {
        return Router.hasInterest(subject, queue, routes);
    }

    @Override
    public long takeStallNanos() {
        return 0;
    }
}
