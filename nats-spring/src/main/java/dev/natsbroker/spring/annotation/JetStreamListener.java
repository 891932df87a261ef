package dev.natsbroker.spring.annotation;

import dev.natsbroker.spring.listener.jetstream.AckMode;
import dev.natsbroker.spring.listener.jetstream.DeliveryMode;
import dev.natsbroker.spring.listener.jetstream.StartupFailurePolicy;
import dev.natsbroker.spring.listener.method.ListenerReflectiveProcessor;
import dev.natsbroker.spring.topology.Provision;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.ReplayPolicy;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.aot.hint.annotation.Reflective;

/**
 * Calls the method for messages of a stream, by default from a durable pull consumer that is created when it is missing. A message
 * is acknowledged when the method has returned (and, for a {@code CompletionStage} or {@code Mono}, when that has completed); when
 * the method fails, the message comes again after a growing delay, and in the end goes to the dead letter subject.
 *
 * <p>Arguments are those of {@link Subscribe}, and {@code Ack} for {@link AckMode#MANUAL}; headers named by {@code NatsHeaders}
 * tell stream, consumer, sequence, delivery and time. With {@link #batch} the argument is a {@code List} of payloads, or of
 * messages of the client library or of Spring.
 *
 * <p>What the method returns is published to the subjects in {@code @SendTo} before the acknowledgement, with a message id made of
 * the message's place in the stream, so that a redelivery does not double it.
 *
 * <p>Every text may have <code>${…}</code> and <code>#{…}</code>. For each attribute that is not set the container factory has a
 * default.
 */
@Documented
@Reflective(ListenerReflectiveProcessor.class)
@Repeatable(JetStreamListeners.class)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface JetStreamListener {
    /** Name of the stream. */
    String stream() default "";

    /** Durable name of the consumer; instances with the same share the messages. Not for {@link DeliveryMode#ORDERED}. */
    String consumer() default "";

    /** Filter subjects: wildcards, and placeholders {@code {name}} for {@code @DestinationVariable}; none for all. */
    String[] subjects() default {};

    /** How messages are delivered; {@link DeliveryMode#PULL} if not set. */
    DeliveryMode[] mode() default {};

    /** Who acknowledges; {@link AckMode#AUTO} if not set. */
    AckMode[] ackMode() default {};

    /** How many threads handle messages: 1 keeps their order. */
    String concurrency() default "";

    /** How many messages the listener holds at most; 1 for work that takes long, so that none waits here. */
    String prefetch() default "";

    /** Whether the method takes batches. */
    boolean batch() default false;

    /** Largest batch. */
    String batchSize() default "";

    /** Longest wait for a batch to fill, e.g. {@code 200ms}. */
    String batchWait() default "";

    /** Where a new consumer starts; one that exists goes on where it was, but has to have the same policy. */
    DeliverPolicy[] deliverPolicy() default {};

    /** Stream sequence at which a new consumer starts. */
    String startSequence() default "";

    /** Time at which a new consumer starts, e.g. {@code 2026-01-31T12:00:00Z}. */
    String startTime() default "";

    /** After which the server delivers again what was not acknowledged. */
    String ackWait() default "";

    /** How many messages may wait for their acknowledgement, of all instances together. */
    String maxAckPending() default "";

    /** How many times the server delivers a message; a guard against messages that kill the process. */
    String maxDeliver() default "";

    /** Whether messages come without payload. */
    String headersOnly() default "";

    /** At once, or with the original pauses. */
    ReplayPolicy[] replayPolicy() default {};

    /** Queue group of a push consumer; the consumer's name if not set. */
    String deliverGroup() default "";

    /** Description of the consumer for people. */
    String description() default "";

    /** What is done about the consumer; {@link Provision#CREATE} if not set. */
    Provision[] provision() default {};

    /** How many deliveries a message gets before it is a dead letter. */
    String maxAttempts() default "";

    /** Delay after the first failure, e.g. {@code 1s}. */
    String retryDelay() default "";

    /** Factor from one delay to the next. */
    String retryMultiplier() default "";

    /** Longest delay. */
    String retryMaxDelay() default "";

    /** Exceptions that no retry helps, beside messages that cannot become arguments: a dead letter at once. */
    Class<? extends Throwable>[] terminal() default {};

    /**
     * Name of a bean of type {@code JetStreamErrorHandler}; it decides instead of the retry attributes. A listener with neither has
     * that of the container factory, with Spring Boot the only such bean.
     */
    String errorHandler() default "";

    /**
     * Subject of dead letters; {@code {stream}}, {@code {consumer}} and {@code {subject}} are replaced. A stream should take it.
     * {@code none} for none, if the container factory has one.
     */
    String deadLetter() default "";

    /** Whether the ack wait begins again and again while messages are here; true if not set. */
    String progress() default "";

    /** How long the method may take, e.g. {@code 5s}; then it is interrupted and counts as failed. */
    String timeout() default "";

    /** How long the server's confirmation of an acknowledgement or a publication may take. */
    String confirmTimeout() default "";

    /** How long handlers that run may take to end when the listener stops. */
    String shutdownTimeout() default "";

    /** What happens when the listener cannot begin; {@link StartupFailurePolicy#RETRY} if not set. */
    StartupFailurePolicy[] startupFailurePolicy() default {};

    /** Pause between attempts to begin. */
    String retryInterval() default "";

    /** Id in the registry; otherwise made of the names of bean and method. */
    String id() default "";

    /** Name of the connection. */
    String connection() default "";

    /** Name of the bean of type {@code Executor} that runs the handlers; one with a thread for each task. */
    String executor() default "";

    /** Whether it starts with the application. */
    String autoStartup() default "";

    /** Name of the bean of type {@code NatsListenerContainerFactory} with the defaults. */
    String containerFactory() default "";
}
