package dev.natsbroker.spring.service;

import dev.natsbroker.spring.listener.method.ListenerReflectiveProcessor;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.core.annotation.AliasFor;

/**
 * A method of a {@link NatsService} that answers requests. Its arguments and its value are those of {@code @Subscribe}; if it
 * fails, or returns null, the caller gets an error reply or nothing in the same way.
 *
 * <p>Every attribute may have <code>${…}</code> and <code>#{…}</code>.
 */
@Documented
@Reflective(ListenerReflectiveProcessor.class)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface NatsEndpoint {
    /** The same as {@link #subject}. */
    @AliasFor("subject")
    String value() default "";

    /** Subject after that of the service's group; may have placeholders and wildcards. Otherwise the endpoint's name. */
    @AliasFor("value")
    String subject() default "";

    /** Name of the endpoint: letters, digits, {@code -} and {@code _}. Otherwise that of the method. */
    String name() default "";

    /** Queue group; otherwise that of the service. */
    String queue() default "";

    /** Pairs {@code key=value} that discovery shows. */
    String[] metadata() default {};

    /** Schema of requests, e.g. a JSON schema or its URL; discovery shows it as metadata {@code request_schema}. */
    String requestSchema() default "";

    /** Schema of replies; discovery shows it as metadata {@code response_schema}. */
    String responseSchema() default "";

    /** How many requests may be in work at a time. */
    String concurrency() default "";

    /** Name of the bean of type {@code Executor} that runs the method. */
    String executor() default "";

    /** How long the method, and what it returns, may take, e.g. {@code 5s}. */
    String timeout() default "";

    /** Name of the bean of type {@code NatsListenerErrorHandler}; a value that it returns is the reply. */
    String errorHandler() default "";
}
