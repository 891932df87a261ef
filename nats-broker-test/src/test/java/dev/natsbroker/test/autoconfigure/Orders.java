package dev.natsbroker.test.autoconfigure;

import dev.natsbroker.spring.annotation.JetStreamListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.stereotype.Component;

/** Handles the messages of a stream. */
@Component
class Orders {
    final List<String> handled = new CopyOnWriteArrayList<>();

    @JetStreamListener(stream = "ORDERS", consumer = "shop")
    void handle(String order) {
        handled.add(order);
    }
}
