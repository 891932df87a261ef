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
 * <p>Tests, lifecycle methods and constructors get what they have a parameter for: the broker ({@code NatsBroker}), {@link NatsFaults},
 * {@link NatsAssertions}, and in virtual time {@link NatsTestClock}. Nested classes use what their enclosing class has, unless they
 * have this annotation themselves. Test classes that run in parallel have a broker each.
 *
 * <p>In a Spring test the application context gets a bean {@code NatsConnectionDetails}, so that the application connects to the
 * broker by all of its connections, and beans of the types above (but for the broker itself). All contexts share one broker, unless
 * they want virtual time, a port, a configuration or a folder; each has an account of its own there, which is removed when the context
 * is closed.
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

    /** Where JetStream keeps its streams; NONE for a broker without JetStream. */
    JetStreamStore jetStream() default JetStreamStore.MEMORY;

    /** Whether the broker's time stands still until a test moves it by {@link NatsTestClock#advance}. */
    boolean virtualTime() default false;
}
