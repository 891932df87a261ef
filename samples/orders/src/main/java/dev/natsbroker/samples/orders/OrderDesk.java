package dev.natsbroker.samples.orders;

import dev.natsbroker.spring.core.NatsOperations;
import org.springframework.stereotype.Component;

/** Takes orders, and tells whoever is interested. It knows neither who that is nor how many. */
@Component
class OrderDesk {
    private final NatsOperations nats;

    OrderDesk(NatsOperations nats) {
        this.nats = nats;
    }

    void place(String region, Order order) {
        nats.to("orders.{region}.placed", region).payload(order).publish();
    }
}
