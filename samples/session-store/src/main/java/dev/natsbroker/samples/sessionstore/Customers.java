package dev.natsbroker.samples.sessionstore;

import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;

/** Customers, whom it takes long to look up. So they are cached in NATS, for all instances. */
@Component
class Customers {
    private static final Logger log = LoggerFactory.getLogger(Customers.class);

    private final AtomicInteger lookUps = new AtomicInteger();

    /** A customer. Values in the cache are JSON, too. */
    record Customer(String user, String name, boolean premium) {}

    @Cacheable("customers")
    Customer find(String user) {
        lookUps.incrementAndGet();
        log.info("Looking up {} in the slow database", user);
        return new Customer(user, "Ms. " + StringUtils.capitalize(user), true);
    }

    int lookUps() {
        return lookUps.get();
    }
}
