package dev.natsbroker.samples.exactlyonce;

import dev.natsbroker.spring.annotation.JetStreamListener;
import dev.natsbroker.spring.listener.jetstream.AckMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.stereotype.Component;

/** Books each payment. */
@Component
class Ledger {
    private static final Logger log = LoggerFactory.getLogger(Ledger.class);

    /**
     * What it returns is published with a message id made of the payment's place in its stream, then the payment is acknowledged,
     * and that confirmed. If the process dies in between, the payment comes again, and the booking is made again, with the same
     * id: the stream of bookings keeps one.
     */
    @JetStreamListener(
            stream = "PAYMENTS",
            consumer = "ledger",
            ackMode = AckMode.CONFIRMED,
            ackWait = "${ledger.ack-wait}",
            confirmTimeout = "${ledger.confirm-timeout}")
    @SendTo("bookings.made")
    Booking book(Payment payment) {
        log.info("Booking payment {}", payment.id());
        return new Booking(payment.id(), payment.account(), payment.amount());
    }
}
