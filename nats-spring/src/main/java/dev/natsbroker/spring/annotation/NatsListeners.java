package dev.natsbroker.spring.annotation;

import dev.natsbroker.spring.listener.method.ListenerReflectiveProcessor;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.aot.hint.annotation.Reflective;

/** Several {@link NatsListener} on one method; each is a listener of its own. */
@Documented
@Reflective(ListenerReflectiveProcessor.class)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface NatsListeners {
    /** The listeners. */
    NatsListener[] value();
}
