package dev.natsbroker.spring.annotation;

import dev.natsbroker.spring.listener.jetstream.StartupFailurePolicy;
import dev.natsbroker.spring.listener.method.ListenerReflectiveProcessor;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.aot.hint.annotation.Reflective;

/**
 * Calls the method for the values of a bucket and for each change of them, one at a time and in order. Each instance of the
 * application sees every change. The watch goes on where it was when the connection or the broker was away.
 *
 * <p>Arguments: the value as for {@link Subscribe}, {@code BucketEntry<T>} with key, revision, time and operation,
 * {@code @DestinationVariable} for placeholders of the key pattern, and {@code @Header} with {@code NatsHeaders.KEY},
 * {@code BUCKET}, {@code REVISION} or {@code OPERATION}. With {@link #deletes} the value may be missing: take a
 * {@code BucketEntry}, or {@code @Payload(required = false)}.
 *
 * <p>Every text may have <code>${…}</code> and <code>#{…}</code>.
 */
@Documented
@Reflective(ListenerReflectiveProcessor.class)
@Repeatable(KeyValueListeners.class)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface KeyValueListener {
    /** Name of the bucket. */
    String bucket() default "";

    /** Patterns of keys: wildcards, and placeholders {@code {name}}; none for all keys. */
    String[] keys() default {};

    /** Whether only changes count, not the values that are there at the start. */
    boolean updatesOnly() default false;

    /** Whether all kept changes of each key come at the start, not only its last. */
    boolean history() default false;

    /** Whether removed keys are told of too. */
    boolean deletes() default false;

    /** Whether changes come without values. */
    boolean metadataOnly() default false;

    /** How long the method may take, e.g. {@code 5s}; then it is interrupted and counts as failed. */
    String timeout() default "";

    /** Name of the bean of type {@code NatsListenerErrorHandler}; what it returns goes nowhere. */
    String errorHandler() default "";

    /** What happens when the bucket cannot be watched, e.g. because it is missing. */
    StartupFailurePolicy startupFailurePolicy() default StartupFailurePolicy.RETRY;

    /** Pause between attempts to watch. */
    String retryInterval() default "";

    /** Id in the registry; otherwise made of the names of bean and method. */
    String id() default "";

    /** Name of the connection. */
    String connection() default "";

    /** Whether it starts with the application. */
    String autoStartup() default "";

    /** Name of the bean of type {@code NatsListenerContainerFactory} with the defaults. */
    String containerFactory() default "";
}
