package dev.natsbroker.samples.orderprocessing;

import dev.natsbroker.samples.orderprocessing.Bank.UnknownCustomerException;
import dev.natsbroker.spring.annotation.JetStreamListener;
import dev.natsbroker.spring.core.NatsHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.stereotype.Component;

/** Collects the money for each order. What fails is tried again, later and later; what cannot succeed becomes a dead letter. */
@Component
class Payments {
    private static final Logger log = LoggerFactory.getLogger(Payments.class);

    private final Bank bank;

    Payments(Bank bank) {
        this.bank = bank;
    }

    /** The message is acknowledged when the order that is returned is stored, on its new subject. */
    @JetStreamListener(
            stream = "ORDERS",
            consumer = "payments",
            subjects = "orders.placed",
            maxAttempts = "4",
            retryDelay = "200ms",
            retryMultiplier = "2",
            terminal = UnknownCustomerException.class,
            deadLetter = "dead.{stream}.{consumer}")
    @SendTo("orders.paid")
    Order pay(Order order, @Header(NatsHeaders.DELIVERY) long attempt) {
        log.info("Order {}, attempt {}", order.id(), attempt);
        bank.collect(order, attempt);
        return order;
    }

    @JetStreamListener(stream = "ORDERS", consumer = "shipping", subjects = "orders.paid")
    void ship(Order order) {
        log.info("Order {} is paid and shipped", order.id());
    }
}
