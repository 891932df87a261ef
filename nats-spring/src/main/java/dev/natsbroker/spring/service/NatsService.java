package dev.natsbroker.spring.service;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;
import org.springframework.stereotype.Component;

/**
 * A bean whose {@link NatsEndpoint} methods are a service of the NATS services protocol (ADR-32): it answers discovery on
 * {@code $SRV.PING}, {@code $SRV.INFO} and {@code $SRV.STATS}, so that {@code nats micro} and every client library find it. All
 * instances of a service share the requests.
 *
 * <p>Every attribute may have <code>${…}</code> and <code>#{…}</code>.
 */
@Documented
@Component
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface NatsService {
    /** The same as {@link #name}. */
    @AliasFor("name")
    String value() default "";

    /** Name of the service: letters, digits, {@code -} and {@code _}. */
    @AliasFor("value")
    String name() default "";

    /** Version of the service, such as {@code 1.0.0} (Semantic Versioning). */
    String version();

    /** What it does, for people. */
    String description() default "";

    /** Pairs {@code key=value} that discovery shows. */
    String[] metadata() default {};

    /** What the subjects of all endpoints begin with, before a dot; may have placeholders. */
    String group() default "";

    /** Queue group of endpoints that name none; {@code q} if this names none either, as the protocol says; {@code none} for none. */
    String queue() default "";

    /** Id in the registry of listeners; otherwise the name. */
    String id() default "";

    /** Name of the connection. */
    String connection() default "";

    /** Whether it starts with the application. */
    String autoStartup() default "";

    /** Name of the bean of type {@code NatsListenerContainerFactory} with the defaults. */
    String containerFactory() default "";

    /** Name given to the bean by component scanning; otherwise made of the class name. */
    @AliasFor(annotation = Component.class, attribute = "value")
    String beanName() default "";
}
