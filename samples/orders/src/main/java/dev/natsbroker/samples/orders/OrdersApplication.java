package dev.natsbroker.samples.orders;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Places some orders, and keeps running. */
@SpringBootApplication
class OrdersApplication {
    public static void main(String[] args) {
        SpringApplication.run(OrdersApplication.class, args);
    }

    @Bean
    Packer anna() {
        return new Packer("Anna");
    }

    @Bean
    Packer ben() {
        return new Packer("Ben");
    }

    @Bean
    ApplicationRunner customers(OrderDesk desk) {
        return arguments -> {
            desk.place("europe", new Order("1", "tea", 2));
            desk.place("europe", new Order("2", "coffee", 1));
            desk.place("asia", new Order("3", "tea", 5));
            desk.place("asia", new Order("4", "mugs", 6));
            desk.place("america", new Order("5", "coffee", 3));
            desk.place("america", new Order("6", "cookies", 12));
        };
    }
}
