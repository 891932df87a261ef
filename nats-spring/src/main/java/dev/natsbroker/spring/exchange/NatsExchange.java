package dev.natsbroker.spring.exchange;

import dev.natsbroker.spring.listener.method.ListenerReflectiveProcessor;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.core.annotation.AliasFor;

/**
 * A method of an interface that sends a message, as {@code @HttpExchange} does for HTTP. On the interface it says what all its
 * methods have in common, and marks it for {@link EnableNatsExchanges}.
 *
 * <pre>{@code
 * @NatsExchange("orders")
 * interface Orders {
 *     @NatsExchange("{id}.get")
 *     Order get(@DestinationVariable String id);
 *
 *     @NatsExchange(value = "quote", timeout = "500ms")
 *     Mono<Quote> quote(@Payload Cart cart, @Header("Priority") int priority);
 *
 *     @NatsExchange("created")
 *     void created(Order order);
 * }
 * }</pre>
 *
 * A method that returns a value sends a request: its value, a {@code CompletableFuture} of it or a {@code Mono}. A method that
 * returns nothing ({@code void}, {@code CompletableFuture<Void>}, {@code Mono<Void>}) publishes. Errors are those of
 * {@code NatsOperations}.
 *
 * <p>Arguments: {@code @DestinationVariable} for the {@code {placeholders}} of the subject, {@code @Header}, {@code @Headers}
 * (a map), and one for the payload, with or without {@code @Payload}. Every attribute may have <code>${…}</code>.
 */
@Documented
@Reflective(ListenerReflectiveProcessor.class)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface NatsExchange {
    /** The same as {@link #subject}. */
    @AliasFor("subject")
    String value() default "";

    /**
     * Subject. That of a method comes after that of its interface, with a dot between them; {@code {name}} stands for one token,
     * {@code {*name}} at the end for several.
     */
    @AliasFor("value")
    String subject() default "";

    /** How long to wait for the reply, e.g. {@code 500ms}; otherwise as long as the template waits. */
    String timeout() default "";

    /** Name of the connection; on the interface only. */
    String connection() default "";
}
