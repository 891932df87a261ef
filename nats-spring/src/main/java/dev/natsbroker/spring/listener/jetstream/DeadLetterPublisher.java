package dev.natsbroker.spring.listener.jetstream;

import dev.natsbroker.spring.NatsException;
import dev.natsbroker.spring.core.JetStreamException;
import dev.natsbroker.spring.support.PayloadTooLargeException;
import io.nats.client.Connection;
import io.nats.client.api.StreamInfo;
import java.util.List;
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
     * Publishes a dead letter; it has arrived when this returns. One that is larger than the server or the stream takes goes in
     * parts. A second time does no harm within the duplicate window of the stream that takes it.
     *
     * @throws NatsException if it has not, or that is not known
     */
    void publish(Connection connection, DeadLetter letter) {
        String subject = letter.subject(template);
        boolean stored = publishWithin(Long.MAX_VALUE, connection, subject, letter);
        if (!stored) {
            log.warn("Dead letter for {} is not stored: only subscribers take '{}', no stream does", letter, subject);
        }
    }

    /**
     * Dead letters that come back to the listener would go round for ever.
     *
     * @throws JetStreamException if the subject is among those that it receives
     */
    void requireOutside(StreamInfo stream, ConsumerSettings consumer, String listener) {
        String named = template.replace("{stream}", consumer.stream())
                .replace("{consumer}", String.valueOf(consumer.consumer()));
        List<String> taken = stream.getConfiguration().getSubjects();
        List<String> received = consumer.filterSubjects().isEmpty() ? taken : consumer.filterSubjects();
        boolean comeBack = received.stream()
                .map(subject -> named.replace("{subject}", subject))
                .anyMatch(letters -> SubjectOverlap.any(letters, taken) && SubjectOverlap.any(letters, received));
        if (comeBack) {
            throw new JetStreamException(
                    "Dead letter subject '" + template + "' of listener '" + listener + "' is among the subjects "
                            + received + " that it receives from stream '" + consumer.stream()
                            + "': use a subject outside, or filter subjects for the listener",
                    0,
                    null);
        }
    }

    /** In messages of at most {@code limit} bytes, or of less when the server says that it takes less. */
    private boolean publishWithin(long limit, Connection connection, String subject, DeadLetter letter) {
        try {
            boolean stored = true;
            for (DeadLetterPart part : DeadLetterPart.of(letter, limit)) {
                stored &= publisher.publish(connection, subject, part.headers(), part.payload(), part.id());
            }
            return stored;
        } catch (PayloadTooLargeException e) {
            if (e.getLimit() >= limit) {
                throw e;
            }
            log.warn("Dead letter for {} is too large for one message: {}", letter, e.getMessage());
            return publishWithin(e.getLimit(), connection, subject, letter);
        }
    }
}
