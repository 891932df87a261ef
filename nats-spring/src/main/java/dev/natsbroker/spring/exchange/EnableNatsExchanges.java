package dev.natsbroker.spring.exchange;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Import;

/**
 * On a configuration class: finds interfaces with {@link NatsExchange} and makes beans of them. They send by the bean of type
 * {@code NatsOperations}; those that name a connection, by a template for it.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Import(NatsExchangeRegistrar.class)
public @interface EnableNatsExchanges {
    /** Packages to search, with what is below; by default that of the annotated class. */
    String[] basePackages() default {};

    /** Classes in packages to search. */
    Class<?>[] basePackageClasses() default {};

    /** Interfaces to make beans of; if there are any, nothing is searched unless packages are named. */
    Class<?>[] clients() default {};
}
