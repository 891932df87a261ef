package dev.natsbroker.test.autoconfigure;

import dev.natsbroker.spring.annotation.Subscribe;
import org.springframework.stereotype.Component;

/** Answers requests. */
@Component
class Prices {
    @Subscribe("prices.get")
    String price(String article) {
        return "5 for " + article;
    }
}
