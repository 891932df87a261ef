package dev.natsbroker.spring.listener.jetstream;

import dev.natsbroker.spring.NatsException;
import dev.natsbroker.spring.core.NatsConnectionException;
import dev.natsbroker.spring.core.NoRespondersException;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamOptions;
import io.nats.client.Message;
import io.nats.client.PublishOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes dead letters: to a stream, with its confirmation, when one takes the subject, and otherwise to whoever is subscribed.
 * The calls block. Thread-safe.
 */
final class DeadLetterPublisher {
    private static final Logger log = LoggerFactory.getLogger(DeadLetterPublisher.class);

    private final String template;
    private final JetStreamOptions options;
    private final Duration timeout;

    DeadLetterPublisher(String template, JetStreamOptions options, Duration timeout) {
        this.template = template;
        this.options = options;
        this.timeout = timeout;
    }

    /**
     * Publishes a dead letter; it has arrived when this returns. A second time does no harm within the duplicate window of the
     * stream that takes it.
     *
     * @throws NatsException if it has not, or that is not known
     */
    void publish(Connection connection, DeadLetter letter) {
        String subject = letter.subject(template);
        try {
            if (connection.jetStreamManagement(options).getStreamNames(subject).isEmpty()) {
                publishToSubscribers(connection, subject, letter);
            } else {
                publishToStream(connection, subject, letter);
            }
        } catch (JetStreamApiException e) {
            throw ApiFailures.refused("Publishing a dead letter to '" + subject + "'", e);
        } catch (IOException e) {
            throw ApiFailures.unanswered("Publishing a dead letter to '" + subject + "'", connection, e);
        } catch (TimeoutException | IllegalStateException e) {
            throw new NatsConnectionException(
                    "Dead letter for '" + subject + "' was not taken by the server within " + timeout, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NatsConnectionException(
                    "Interrupted before the dead letter for '" + subject + "' was taken by the server", e);
        }
    }

    private void publishToStream(Connection connection, String subject, DeadLetter letter)
            throws IOException, JetStreamApiException {
        PublishOptions once = PublishOptions.builder()
                .messageId(letter.messageId())
                .streamTimeout(timeout)
                .build();
        connection.jetStream(options).publish(subject, letter.allHeaders(), letter.payload(), once);
    }

    /** The server says at once when nobody is subscribed, and always before it answers the flush. */
    private void publishToSubscribers(Connection connection, String subject, DeadLetter letter)
            throws TimeoutException, InterruptedException {
        CompletableFuture<Message> answer = connection.request(subject, letter.allHeaders(), letter.payload());
        connection.flush(timeout);
        if (isRefused(answer)) {
            throw new NoRespondersException(
                    "Nobody takes dead letters on '" + subject + "': no stream and no subscriber; add a stream for it",
                    null);
        }
        answer.cancel(true);
        log.warn(
                "Dead letter for {} went to the subscribers of '{}' and is not stored: no stream takes it",
                letter,
                subject);
    }

    private static boolean isRefused(CompletableFuture<Message> answer) {
        if (!answer.isDone()) {
            return false;
        }
        return answer.isCompletedExceptionally()
                || (answer.join().isStatusMessage() && answer.join().getStatus().isNoResponders());
    }
}
