package dev.natsbroker.samples.pricingservice;

import dev.natsbroker.spring.exchange.EnableNatsExchanges;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The service, and somebody who uses it. It keeps running, as services do. */
@SpringBootApplication
@EnableNatsExchanges
class PricingApplication {
    public static void main(String[] args) {
        SpringApplication.run(PricingApplication.class, args);
    }
}
