package dev.natsbroker.test;

import java.util.Map;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.util.ClassUtils;

/**
 * Opens an account for an application context, and closes it behind all of its beans. Contexts with equal settings are the same to
 * Spring's cache.
 */
record EmbeddedNatsContextCustomizer(EmbeddedSettings settings) implements ContextCustomizer {
    private static final String DETAILS = "dev.natsbroker.autoconfigure.client.NatsConnectionDetails";

    @Override
    public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
        // Else the engine on the class path of the test would make the application run a broker, too.
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "embeddedNats", Map.of("nats.broker.enabled", false, "nats.broker.embedded", false)));
        ConfigurableListableBeanFactory beans = context.getBeanFactory();
        TestAccount account = TestAccount.open(settings);
        if (beans instanceof DefaultSingletonBeanRegistry registry) {
            registry.registerDisposableBean("embeddedNats", account::close); // the first is destroyed last
        }
        beans.registerSingleton("embeddedNats", account);
        beans.registerSingleton("natsFaults", account.faults());
        beans.registerSingleton("natsAssertions", account.assertions());
        NatsTestClock clock = account.clock();
        if (clock != null) {
            beans.registerSingleton("natsTestClock", clock);
        }
        if (ClassUtils.isPresent(DETAILS, EmbeddedNatsContextCustomizer.class.getClassLoader())) {
            beans.registerSingleton("embeddedNatsConnectionDetails", EmbeddedNatsConnectionDetails.of(account));
        }
    }
}
