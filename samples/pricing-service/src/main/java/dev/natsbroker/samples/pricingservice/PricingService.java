package dev.natsbroker.samples.pricingservice;

import dev.natsbroker.spring.listener.ErrorReplyException;
import dev.natsbroker.spring.service.NatsEndpoint;
import dev.natsbroker.spring.service.NatsService;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.springframework.messaging.handler.annotation.DestinationVariable;

/** Knows the prices. Start it twice, and the requests are shared between the two. */
@NatsService(name = "pricing", version = "1.0.0", description = "Prices of what we sell", group = "pricing")
class PricingService {
    private final Map<String, BigDecimal> prices =
            Map.of("tea", new BigDecimal("4.50"), "coffee", new BigDecimal("7.20"));

    /** Answers on {@code pricing.quote.tea} and the like. Any other exception would be an error reply, too: with code 500. */
    @NatsEndpoint(name = "quote", subject = "quote.{product}")
    Quote quote(@DestinationVariable String product, int quantity) {
        BigDecimal price = prices.get(product);
        if (price == null) {
            throw new ErrorReplyException(404, "We do not sell " + product);
        }
        return new Quote(product, quantity, price.multiply(BigDecimal.valueOf(quantity)));
    }

    /** Answers on {@code pricing.products}: the name is that of the method. */
    @NatsEndpoint
    List<String> products() {
        return prices.keySet().stream().sorted().toList();
    }
}
