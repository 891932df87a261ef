package dev.natsbroker.spring.listener.jetstream;

import dev.natsbroker.spring.NatsException;
import io.nats.client.Connection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes dead letters. The calls block. Thread-safe. */
final class DeadLetterPublisher {
    private static final Logger log = LoggerFactory.getLogger(DeadLetterPublisher.class);

    private final String template;
    private final ConfirmedPublisher publisher;

    DeadLetterPublisher(String template, ConfirmedPublisher publisher) {
        this.template = template;
        this.publisher = publisher;
    }

    /**
     * Publishes a dead letter; it has arrived when this returns. A second time does no harm within the duplicate window of the
     * stream that takes it.
     *
     * @throws NatsException if it has not, or that is not known
     */
    void publish(Connection connection, DeadLetter letter) {
        String subject = letter.subject(template);
        boolean stored =
                publisher.publish(connection, subject, letter.allHeaders(), letter.payload(), letter.messageId());
        if (!stored) {
            log.warn("Dead letter for {} is not stored: only subscribers take '{}', no stream does", letter, subject);
        }
    }
}
