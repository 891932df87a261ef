package dev.natsbroker.spring.core;

import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A message for a stream in the making: see {@link JetStreamOperations#to}. Not thread-safe. */
public interface StreamMessageSpec {
    /** Sets the payload; without, it is empty. */
    StreamMessageSpec payload(@Nullable Object payload);

    /** Sets a header; all values of it that were set before are gone. */
    StreamMessageSpec header(String name, String... values);

    /** Sets all these headers; null, as the client library has it, for none. */
    StreamMessageSpec headers(@Nullable Headers headers);

    /** Sets an id: within the stream's duplicate window a second message with it is not stored. */
    StreamMessageSpec messageId(String id);

    /** Refuses the message if another stream takes the subject. */
    StreamMessageSpec expectedStream(String stream);

    /** Refuses the message unless the stream's last sequence is this one. */
    StreamMessageSpec expectedLastSequence(long sequence);

    /** Refuses the message unless this is the sequence of the last message on its subject, 0 for none. */
    StreamMessageSpec expectedLastSubjectSequence(long sequence);

    /** Refuses the message unless this is the sequence of the last message on {@code filter}, wildcards allowed. */
    StreamMessageSpec expectedLastSubjectSequence(String filter, long sequence);

    /** Refuses the message unless the stream's last message has this id. */
    StreamMessageSpec expectedLastMessageId(String id);

    /** Removes the message after this time, of whole seconds; the stream needs {@code allow_msg_ttl} (ADR-43). */
    StreamMessageSpec timeToLive(Duration ttl);

    /**
     * Has the server publish the message at {@code time} to {@code target}, another subject of the same stream. The subject of
     * this message names the schedule: a second message on it replaces the first. The stream needs {@code allow_msg_schedules}
     * (ADR-51).
     */
    StreamMessageSpec deliverAt(Instant time, String target);

    /**
     * Has the server publish the message again and again to {@code target}.
     *
     * @param schedule {@code @every 5m}, {@code @daily} or a cron expression of six fields; see {@link #deliverAt}
     */
    StreamMessageSpec deliverOnSchedule(String schedule, String target);

    /** Sets how long to wait for the server's confirmation. */
    StreamMessageSpec timeout(Duration timeout);

    /** Publishes, and waits until the server has stored the message. */
    PublishAck publish();

    /** Publishes without waiting. */
    CompletableFuture<PublishAck> publishAsync();
}
