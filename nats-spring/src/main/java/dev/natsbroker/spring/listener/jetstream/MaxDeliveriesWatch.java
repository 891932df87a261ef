package dev.natsbroker.spring.listener.jetstream;

import dev.natsbroker.spring.NatsException;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.Message;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.support.JsonParseException;
import io.nats.client.support.JsonParser;
import io.nats.client.support.JsonValue;
import io.nats.client.support.JsonValueUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes dead letters of messages that the server gave up on, which it says by an advisory. One of the instances that share a
 * consumer does it. An advisory that nobody hears is lost; the message then stays in its stream.
 *
 * <p>Works on a dispatcher thread of its own.
 */
final class MaxDeliveriesWatch {
    private static final Logger log = LoggerFactory.getLogger(MaxDeliveriesWatch.class);
    private static final String SUBJECT = "$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.";
    private static final int NO_MESSAGE = 10037;

    private final Connection connection;
    private final String stream;
    private final String consumer;
    private final JetStreamOptions options;
    private final Duration retryInterval;
    private final DeadLetterPublisher deadLetters;
    private final Counters counters;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Inbound inbound;

    MaxDeliveriesWatch(
            Connection connection,
            String stream,
            String consumer,
            ListenerSettings settings,
            DeadLetterPublisher deadLetters,
            Counters counters) {
        this.connection = connection;
        this.stream = stream;
        this.consumer = consumer;
        this.options = settings.jetStreamOptions();
        this.retryInterval = settings.retryInterval();
        this.deadLetters = deadLetters;
        this.counters = counters;
        this.inbound = new Inbound(connection, this::onAdvisory);
    }

    void open() {
        inbound.subscribe(SUBJECT + stream + "." + consumer, "dead-letters." + stream + "." + consumer);
    }

    void close() {
        closed.countDown();
        inbound.close();
    }

    private void onAdvisory(Message advisory) throws InterruptedException {
        JsonValue fields;
        try {
            fields = JsonParser.parse(advisory.getData());
        } catch (JsonParseException e) {
            log.warn("Advisory on '{}' is not JSON: {}", advisory.getSubject(), text(advisory), e);
            return;
        }
        long sequence = JsonValueUtils.readLong(fields, "stream_seq", 0);
        long deliveries = JsonValueUtils.readLong(fields, "deliveries", 0);
        while (!isDone(sequence, deliveries) && !closed.await(retryInterval.toMillis(), TimeUnit.MILLISECONDS)) {
            log.debug("Again: dead letter for message {} of stream '{}'", sequence, stream);
        }
    }

    private static String text(Message advisory) {
        return new String(advisory.getData(), StandardCharsets.UTF_8);
    }

    private boolean isDone(long sequence, long deliveries) {
        try {
            JetStreamManagement jsm = connection.jetStreamManagement(options);
            MessageInfo message = jsm.getMessage(stream, sequence);
            DeadLetter letter = DeadLetter.of(message, stream, consumer, deliveries);
            deadLetters.publish(connection, letter);
            counters.deadLettered.increment();
            log.error(
                    "The server gave up on {} after {} deliveries to '{}'; made a dead letter of it",
                    letter,
                    deliveries,
                    consumer);
            removeFromWorkQueue(jsm, sequence);
            return true;
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() == NO_MESSAGE) {
                log.info("Message {} of stream '{}' is gone; no dead letter can be made of it", sequence, stream);
                return true;
            }
            return failed(sequence, e);
        } catch (IOException | NatsException | IllegalStateException e) {
            return failed(sequence, e);
        }
    }

    /** Nobody could acknowledge it any more, and a work queue would keep it for ever. */
    private void removeFromWorkQueue(JetStreamManagement jsm, long sequence) throws IOException, JetStreamApiException {
        if (jsm.getStreamInfo(stream).getConfiguration().getRetentionPolicy() == RetentionPolicy.WorkQueue) {
            jsm.deleteMessage(stream, sequence, false);
        }
    }

    private boolean failed(long sequence, Exception e) {
        log.error(
                "Dead letter for message {} of stream '{}', which the server gave up on, could not be published; again in {}",
                sequence,
                stream,
                retryInterval,
                e);
        return false;
    }
}
