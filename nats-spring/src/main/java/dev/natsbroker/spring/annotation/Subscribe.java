package dev.natsbroker.spring.annotation;

import dev.natsbroker.spring.listener.method.ListenerReflectiveProcessor;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.core.annotation.AliasFor;

/**
 * Calls the method for messages on core subjects. Arguments:
 *
 * <ul>
 *   <li>the payload, with or without {@code @Payload}: {@code byte[]}, {@code String}, or whatever a converter (JSON) makes of
 *       it, also generic or {@code Optional}; checked with {@code @Valid};
 *   <li>{@code @Header}, {@code @Headers}, headers named by {@code NatsHeaders} (subject, reply subject) included;
 *   <li>{@code @DestinationVariable}: the token of a {@code {placeholder}} of the subject;
 *   <li>Spring's {@code Message<T>}, and the client library's {@code Message}, {@code Headers} and {@code Connection}.
 * </ul>
 *
 * A value that the method returns is the reply to whoever asked: an object, a Spring {@code Message} with headers, or a
 * {@code CompletionStage} or {@code Mono} of them; null is no reply. If the message has no reply subject, the value goes to the
 * subjects in {@code @SendTo}. If such a method fails, the caller gets an error reply (ADR-32); methods without a value never
 * reply.
 *
 * <p>Every attribute may have <code>${…}</code> and <code>#{…}</code>. For each attribute that is not set the container factory
 * has a default.
 */
@Documented
@Reflective(ListenerReflectiveProcessor.class)
@Repeatable(Subscribes.class)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Subscribe {
    /** Queue group that means none, where the container factory has one. */
    String NO_QUEUE = "none";

    /** The same as {@link #subjects}. */
    @AliasFor("subjects")
    String[] value() default {};

    /**
     * Subjects: wildcards {@code *} and {@code >}, placeholders {@code {name}} for one token and {@code {*name}} at the end for
     * all the rest. Several may stand in one text, separated by commas.
     */
    @AliasFor("value")
    String[] subjects() default {};

    /** Queue group: of all listeners with the same, one gets a message. {@link #NO_QUEUE} means none. */
    String queue() default "";

    /** Id in the registry; otherwise made of the names of bean and method. */
    String id() default "";

    /**
     * How many messages may be in work at a time: 1 keeps their order. A method that returns a {@code CompletionStage} or a
     * {@code Mono} has a message in work until that completes.
     */
    String concurrency() default "";

    /** Name of the bean of type {@code Executor} that runs the method, e.g. on virtual threads. */
    String executor() default "";

    /** Name of the connection. */
    String connection() default "";

    /** How long the method, and what it returns, may take, e.g. {@code 5s}; then it is interrupted and counts as failed. */
    String timeout() default "";

    /** Name of the bean of type {@code NatsListenerErrorHandler}; a value that it returns is the reply. */
    String errorHandler() default "";

    /** Whether it starts with the application. */
    String autoStartup() default "";

    /** How many messages may wait in memory before the client library drops new ones; 0 for no limit. */
    String pendingMessages() default "";

    /** How many bytes of messages may wait in memory before the client library drops new ones; 0 for no limit. */
    String pendingBytes() default "";

    /** Name of the bean of type {@code NatsListenerContainerFactory} with the defaults. */
    String containerFactory() default "";
}
