package dev.natsbroker.spring.annotation;

import dev.natsbroker.spring.listener.method.ListenerReflectiveProcessor;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.aot.hint.annotation.Reflective;

/** Several {@link JetStreamListener} on one method. */
@Documented
@Reflective(ListenerReflectiveProcessor.class)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface JetStreamListeners {
    /** The listeners. */
    JetStreamListener[] value();
}
