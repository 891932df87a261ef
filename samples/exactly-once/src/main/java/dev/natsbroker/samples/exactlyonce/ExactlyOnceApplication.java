package dev.natsbroker.samples.exactlyonce;

import dev.natsbroker.spring.core.JetStreamOperations;
import dev.natsbroker.spring.core.ReceivedMessage;
import io.nats.client.api.PublishAck;
import java.math.BigDecimal;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.resilience.annotation.EnableResilientMethods;

/** Publishes some payments, each twice, reads the bookings, and ends. */
@SpringBootApplication
@EnableResilientMethods
class ExactlyOnceApplication {
    private static final Logger log = LoggerFactory.getLogger(ExactlyOnceApplication.class);

    public static void main(String[] args) {
        SpringApplication.run(ExactlyOnceApplication.class, args).close();
    }

    @Bean
    ApplicationRunner payments(Till till, JetStreamOperations jetStream) {
        return arguments -> {
            for (int i = 1; i <= 3; i++) {
                Payment payment = new Payment("payment-" + i, "account-7", BigDecimal.TEN);
                log(payment, till.publish(payment));
                log(payment, till.publish(payment)); // as if the first confirmation had got lost
            }
            jetStream
                    .fetch("BOOKINGS", "report", 3, Duration.ofSeconds(5), Booking.class)
                    .forEach(ExactlyOnceApplication::report);
            int more = jetStream
                    .fetch("BOOKINGS", "report", 3, Duration.ZERO, Booking.class)
                    .size();
            log.info("Further bookings: {}", more);
        };
    }

    private static void log(Payment payment, PublishAck ack) {
        log.info(
                "{} is message {}{}",
                payment.id(),
                ack.getSeqno(),
                ack.isDuplicate() ? ", which was there already" : "");
    }

    private static void report(ReceivedMessage<Booking> message) {
        log.info("In the books: {}", message.getPayload());
        message.ackSync(Duration.ofSeconds(2)); // from here on it will not be delivered again, whatever happens
    }
}
