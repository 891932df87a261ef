package dev.natsbroker.samples.orderprocessing;

import dev.natsbroker.spring.core.JetStreamOperations;
import java.math.BigDecimal;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Places orders of all fates, and keeps running. */
@SpringBootApplication
class OrderProcessingApplication {
    public static void main(String[] args) {
        SpringApplication.run(OrderProcessingApplication.class, args);
    }

    @Bean
    ApplicationRunner customers(JetStreamOperations jetStream) {
        return arguments -> {
            jetStream.publish("orders.placed", new Order("1", "alice", new BigDecimal("12.50")));
            jetStream.publish("orders.placed", new Order("2", "late", new BigDecimal("8.00")));
            jetStream.publish("orders.placed", new Order("3", "broke", new BigDecimal("99.90")));
            jetStream.publish("orders.placed", new Order("4", "nobody", new BigDecimal("1.00")));
            jetStream.publish("orders.placed", "five teas, please");
        };
    }
}
