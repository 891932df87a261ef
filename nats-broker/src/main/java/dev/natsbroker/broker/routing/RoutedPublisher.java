package dev.natsbroker.broker.routing;

import dev.natsbroker.broker.account.Account;
import dev.natsbroker.broker.message.OutboundMessage;
import dev.natsbroker.broker.message.Publisher;
import java.util.function.LongSupplier;

/** Publishes to the subscribers of an account by a router. Owned by the router's thread. */
public final class RoutedPublisher implements Publisher {
    private final Router router;
    private final RouteCache routes;
    private final LongSupplier stallNanos;

    /** @param stallNanos how long receivers have asked publishers to pause since it was asked last */
    public RoutedPublisher(Router router, Account account, LongSupplier stallNanos) {
        this.router = router;
        this.routes = router.cacheOf(account);
        this.stallNanos = stallNanos;
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
        return stallNanos.getAsLong();
    }
}
