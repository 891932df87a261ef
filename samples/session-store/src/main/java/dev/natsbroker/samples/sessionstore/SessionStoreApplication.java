package dev.natsbroker.samples.sessionstore;

import dev.natsbroker.autoconfigure.client.NatsCacheCustomizer;
import dev.natsbroker.samples.sessionstore.Customers.Customer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;
import org.springframework.resilience.annotation.EnableResilientMethods;

/** Logs somebody in, fills a cart, and keeps running, so that you see the session expire. */
@SpringBootApplication
@EnableCaching
@EnableResilientMethods
class SessionStoreApplication {
    private static final Logger log = LoggerFactory.getLogger(SessionStoreApplication.class);

    public static void main(String[] args) {
        SpringApplication.run(SessionStoreApplication.class, args);
    }

    /** Says what type the values of the cache have. */
    @Bean
    NatsCacheCustomizer customersCache() {
        return (caches, defaults) -> caches.put("customers", defaults.withValueType(Customer.class));
    }

    @Bean
    ApplicationRunner visit(SessionStore store, Customers customers) {
        return arguments -> {
            String alice = store.start("alice");
            store.addToCart(alice, "tea");
            store.addToCart(alice, "cookies");
            log.info("{} has {}", customers.find("alice").name(), store.find(alice));
            log.info(
                    "{} is known now: no second look-up",
                    customers.find("alice").name());

            String bob = store.start("bob");
            store.end(bob);
            log.info("Bob has logged out; Alice has gone away, and her session expires in some seconds");
        };
    }
}
