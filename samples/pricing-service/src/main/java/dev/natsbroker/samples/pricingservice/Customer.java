package dev.natsbroker.samples.pricingservice;

import dev.natsbroker.spring.core.NatsOperations;
import dev.natsbroker.spring.core.RemoteErrorException;
import io.nats.service.Discovery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/** Asks for prices, and then what services there are. It could as well be another application. */
@Component
class Customer implements ApplicationRunner {
    private static final Logger log = LoggerFactory.getLogger(Customer.class);

    private final Pricing pricing;
    private final NatsOperations nats;

    Customer(Pricing pricing, NatsOperations nats) {
        this.pricing = pricing;
        this.nats = nats;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        log.info("On sale: {}", pricing.products());
        log.info("Three teas: {}", pricing.quote("tea", 3).total());
        try {
            pricing.quote("gold", 1);
        } catch (RemoteErrorException e) {
            log.info("Error {}: {}", e.getCode(), e.getDescription());
        }
        nats.execute(connection -> new Discovery(connection, 2_000, 1).stats("pricing"))
                .forEach(instance -> instance.getEndpointStatsList()
                        .forEach(endpoint -> log.info(
                                "Service {} {}, endpoint {} on {}: {} requests, {} errors",
                                instance.getName(),
                                instance.getVersion(),
                                endpoint.getName(),
                                endpoint.getSubject(),
                                endpoint.getNumRequests(),
                                endpoint.getNumErrors())));
    }
}
