package dev.natsbroker.spring.listener.jetstream;

import dev.natsbroker.spring.NatsException;
import dev.natsbroker.spring.core.JetStreamFailures;
import dev.natsbroker.spring.core.NatsConnectionException;
import dev.natsbroker.spring.core.NoRespondersException;
import dev.natsbroker.spring.listener.RoundTrips;
import dev.natsbroker.spring.support.OutboundMessage;
import dev.natsbroker.spring.support.PayloadTooLargeException;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.Message;
import io.nats.client.PublishOptions;
import io.nats.client.Subscription;
import io.nats.client.impl.Headers;
import io.nats.client.support.NatsJetStreamConstants;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Publishes so that the message has arrived when the call returns: in a stream, which confirms it, when one takes the subject, and
 * otherwise at whoever is subscribed. The calls block. Thread-safe.
 */
final class ConfirmedPublisher {
    private static final int SUBJECTS_KNOWN_MAX = 1_000;

    /** {@code err_code} of a message above the stream's {@code max_msg_size}. */
    private static final int TOO_LARGE = 10054;

    private final JetStreamOptions options;
    private final Duration timeout;

    /** Subjects that a stream takes, so that not every message has to ask. */
    private final Map<String, Boolean> stored = new ConcurrentHashMap<>();

    ConfirmedPublisher(JetStreamOptions options, Duration timeout) {
        this.options = options;
        this.timeout = timeout;
    }

    /**
     * Publishes.
     *
     * @param messageId by which a stream sees, within its duplicate window, that it has the message
     * @return whether a stream stored it
     * @throws NatsException if it has not arrived, or that is not known
     */
    boolean publish(
            Connection connection, String subject, @Nullable Headers headers, byte[] payload, String messageId) {
        Headers all = new Headers(headers);
        all.put(NatsJetStreamConstants.MSG_ID_HDR, messageId);
        OutboundMessage.requireFits(connection, subject, all, payload);
        try {
            if (!isStored(connection, subject)) {
                publishToSubscribers(connection, subject, all, payload);
                return false;
            }
            PublishOptions confirmed =
                    PublishOptions.builder().streamTimeout(timeout).build();
            connection.jetStream(options).publish(subject, all, payload, confirmed);
            return true;
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() == TOO_LARGE) {
                throw tooLarge(connection, subject, (long) all.serializedLength() + payload.length);
            }
            throw JetStreamFailures.refused("Publishing to '" + subject + "'", e);
        } catch (IOException e) {
            stored.remove(subject);
            throw JetStreamFailures.unanswered("Publishing to '" + subject + "'", connection, e);
        } catch (IllegalArgumentException e) {
            throw new NatsException("Message to '" + subject + "' cannot be sent: " + e.getMessage(), e);
        } catch (TimeoutException | IllegalStateException e) {
            throw new NatsConnectionException(
                    "Message to '" + subject + "' was not taken by the server within " + timeout, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NatsConnectionException(
                    "Interrupted before the message to '" + subject + "' was taken by the server", e);
        }
    }

    /** The stream takes less than the server. */
    private PayloadTooLargeException tooLarge(Connection connection, String subject, long size) {
        try {
            JetStreamManagement jsm = connection.jetStreamManagement(options);
            String stream = jsm.getStreamNames(subject).get(0);
            long limit = jsm.getStreamInfo(stream).getConfiguration().getMaximumMessageSize();
            return new PayloadTooLargeException("Message to '" + subject + "' with its headers", size, limit);
        } catch (JetStreamApiException e) {
            throw JetStreamFailures.refused("Looking for the limit of the stream at '" + subject + "'", e);
        } catch (IOException e) {
            throw JetStreamFailures.unanswered(
                    "Looking for the limit of the stream at '" + subject + "'", connection, e);
        }
    }

    private boolean isStored(Connection connection, String subject) throws IOException, JetStreamApiException {
        if (stored.containsKey(subject)) {
            return true;
        }
        boolean found =
                !connection.jetStreamManagement(options).getStreamNames(subject).isEmpty();
        if (found && stored.size() < SUBJECTS_KNOWN_MAX) {
            stored.put(subject, true);
        }
        return found;
    }

    /**
     * The server says at once when nobody is subscribed, and always before it answers the flush; both go through the connection's
     * reader, so that the refusal is in the subscription's queue when the flush has returned.
     */
    private void publishToSubscribers(Connection connection, String subject, @Nullable Headers headers, byte[] payload)
            throws TimeoutException, InterruptedException {
        String inbox = connection.createInbox();
        Subscription answers = connection.subscribe(inbox);
        try {
            connection.publish(subject, inbox, headers, payload);
            RoundTrips.flush(connection, timeout);
            Message answer = answers.nextMessage(1);
            boolean refused = answer != null
                    && answer.isStatusMessage()
                    && answer.getStatus().isNoResponders();
            if (refused || connection.getOptions().isNoNoResponders()) {
                throw new NoRespondersException(
                        "Nobody is known to take messages on '" + subject
                                + "': no stream and no subscriber; add a stream for it",
                        null);
            }
        } finally {
            answers.unsubscribe();
        }
    }
}
