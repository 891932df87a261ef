package dev.natsbroker.samples.pricingservice;

import dev.natsbroker.spring.exchange.NatsExchange;
import java.util.List;
import org.springframework.messaging.handler.annotation.DestinationVariable;

/** The service as its callers see it: each method sends a request and returns the reply. */
@NatsExchange("pricing")
interface Pricing {
    @NatsExchange(value = "quote.{product}", timeout = "2s")
    Quote quote(@DestinationVariable String product, int quantity);

    @NatsExchange("products")
    List<String> products();
}
