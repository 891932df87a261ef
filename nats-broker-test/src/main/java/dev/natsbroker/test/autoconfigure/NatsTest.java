package dev.natsbroker.test.autoconfigure;

import dev.natsbroker.test.EmbeddedNats;
import dev.natsbroker.test.JetStreamStore;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.core.annotation.AliasFor;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Tests the NATS part of a Spring Boot application alone: components with listeners, services and exchanges, and the
 * auto-configuration of NATS, JSON and validation, on an embedded broker. What the listeners need is brought as test doubles
 * ({@code @MockitoBean}) or by {@code @Import}.
 *
 * <pre>{@code
 * @NatsTest
 * class OrdersTest {
 *     @Autowired NatsTemplate nats;
 *     @MockitoBean Warehouse warehouse;
 *
 *     @Test
 *     void shouldReserve() { ... }
 * }
 * }</pre>
 *
 * <p>The broker is that of {@link EmbeddedNats}, whose attributes can be set here, too.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@BootstrapWith(NatsTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(NatsTypeExcludeFilter.class)
@EmbeddedNats
@AutoConfigureNats
@ImportAutoConfiguration
public @interface NatsTest {
    /** Properties as {@code key=value} for the environment of the application. */
    String[] properties() default {};

    /** Whether only components with NATS annotations are found. */
    boolean useDefaultFilters() default true;

    /** Further components to be found. */
    Filter[] includeFilters() default {};

    /** Components not to be found. */
    Filter[] excludeFilters() default {};

    /** Auto-configuration to leave out. */
    @AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
    Class<?>[] excludeAutoConfiguration() default {};

    /** Where JetStream keeps its streams. */
    @AliasFor(annotation = EmbeddedNats.class, attribute = "jetStream")
    JetStreamStore jetStream() default JetStreamStore.MEMORY;

    /** Whether the broker's time stands still until a test moves it. */
    @AliasFor(annotation = EmbeddedNats.class, attribute = "virtualTime")
    boolean virtualTime() default false;
}
