package dev.natsbroker.samples.orders;

import dev.natsbroker.spring.annotation.Subscribe;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.SendTo;

/** One of those who pack orders. They are one queue group: each order goes to one of them, whoever is free. */
class Packer {
    private static final Logger log = LoggerFactory.getLogger(Packer.class);

    private final String name;

    Packer(String name) {
        this.name = name;
    }

    /** What it returns is published, with the region of the order in the subject. */
    @Subscribe(subjects = "orders.{region}.placed", queue = "packers")
    @SendTo("orders.{region}.packed")
    Parcel pack(Order order, @DestinationVariable String region) {
        log.info("{} packs {} x {} for {}", name, order.quantity(), order.product(), region);
        return new Parcel(order.id(), name);
    }
}
