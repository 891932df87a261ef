package dev.natsbroker.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Import;

/**
 * On a configuration class: finds annotated listeners on the beans of the application. It needs a bean of type
 * {@code NatsConnectionFactory}; converters, validator and defaults come from beans
 * ({@code NatsListenerContainerFactory}, {@code PayloadConverters}, {@code Validator}) or are made. Spring Boot does all that by
 * itself.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Import(NatsListenerBootstrap.class)
public @interface EnableNats {}
