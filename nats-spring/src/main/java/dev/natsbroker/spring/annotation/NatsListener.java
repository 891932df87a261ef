package dev.natsbroker.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;

/** The same as {@link Subscribe}, for those who look for a listener. */
@Documented
@Subscribe
@Repeatable(NatsListeners.class)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface NatsListener {
    /** See {@link Subscribe#subjects}. */
    @AliasFor(annotation = Subscribe.class, attribute = "subjects")
    String[] value() default {};

    /** See {@link Subscribe#subjects}. */
    @AliasFor(annotation = Subscribe.class, attribute = "subjects")
    String[] subjects() default {};

    /** See {@link Subscribe#queue}. */
    @AliasFor(annotation = Subscribe.class, attribute = "queue")
    String queue() default "";

    /** See {@link Subscribe#id}. */
    @AliasFor(annotation = Subscribe.class, attribute = "id")
    String id() default "";

    /** See {@link Subscribe#concurrency}. */
    @AliasFor(annotation = Subscribe.class, attribute = "concurrency")
    String concurrency() default "";

    /** See {@link Subscribe#executor}. */
    @AliasFor(annotation = Subscribe.class, attribute = "executor")
    String executor() default "";

    /** See {@link Subscribe#connection}. */
    @AliasFor(annotation = Subscribe.class, attribute = "connection")
    String connection() default "";

    /** See {@link Subscribe#timeout}. */
    @AliasFor(annotation = Subscribe.class, attribute = "timeout")
    String timeout() default "";

    /** See {@link Subscribe#errorHandler}. */
    @AliasFor(annotation = Subscribe.class, attribute = "errorHandler")
    String errorHandler() default "";

    /** See {@link Subscribe#autoStartup}. */
    @AliasFor(annotation = Subscribe.class, attribute = "autoStartup")
    String autoStartup() default "";

    /** See {@link Subscribe#pendingMessages}. */
    @AliasFor(annotation = Subscribe.class, attribute = "pendingMessages")
    String pendingMessages() default "";

    /** See {@link Subscribe#pendingBytes}. */
    @AliasFor(annotation = Subscribe.class, attribute = "pendingBytes")
    String pendingBytes() default "";

    /** See {@link Subscribe#containerFactory}. */
    @AliasFor(annotation = Subscribe.class, attribute = "containerFactory")
    String containerFactory() default "";
}
