package dev.natsbroker.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Starts a broker before the tests of a class and stops it after them.
 *
 * <pre>{@code
 * @EmbeddedNats
 * class OrdersTest {
 *     @Test
 *     void shouldDeliver(NatsBroker broker) throws Exception {
 *         Connection nats = Nats.connect(broker.clientUri().toString());
 *     }
 * }
 * }</pre>
 *
 * <p>The broker is the value of each {@code NatsBroker} parameter of tests, lifecycle methods and constructors. Nested classes use
 * that of their enclosing class, unless they have this annotation themselves. Test classes that run in parallel have a broker each.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(NatsBrokerExtension.class)
public @interface EmbeddedNats {
    /** Port for clients; 0 for any free one. */
    int port() default 0;

    /** Options in the language of {@code nats.conf}; they win over the other attributes. */
    String config() default "";
}
