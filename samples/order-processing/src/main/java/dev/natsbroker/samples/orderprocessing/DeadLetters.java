package dev.natsbroker.samples.orderprocessing;

import dev.natsbroker.spring.annotation.JetStreamListener;
import dev.natsbroker.spring.core.NatsHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.stereotype.Component;

/** Shows somebody what could not be processed, and why. The payload is text here: it may be what could not be read. */
@Component
class DeadLetters {
    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

    @JetStreamListener(stream = "DEAD_LETTERS", consumer = "clerk")
    void show(
            String payload,
            @Header(NatsHeaders.DEAD_LETTER_DELIVERIES) long deliveries,
            @Header(NatsHeaders.DEAD_LETTER_CAUSE) String cause,
            @Header(NatsHeaders.DEAD_LETTER_MESSAGE) String message) {
        log.info("Dead letter after {} deliveries: {}\n    {}: {}", deliveries, payload, cause, message);
    }
}
