package dev.natsbroker.autoconfigure.broker;

import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.config.BrokerOptionsBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Runs a broker in the application if {@code nats.broker.enabled} or {@code nats.broker.embedded} says so, unless there is one
 * already.
 *
 * <p>The options come from {@link NatsBrokerProperties}, the configuration file that these name, and
 * {@link NatsBrokerOptionsCustomizer} beans, or from a {@link BrokerOptions} bean in place of all that.
 */
@AutoConfiguration(
        after = SslAutoConfiguration.class,
        beforeName = "dev.natsbroker.autoconfigure.client.NatsAutoConfiguration",
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration"
        })
@ConditionalOnClass(NatsBroker.class)
@Conditional(NatsBrokerAutoConfiguration.OnWish.class)
@ConditionalOnMissingBean(NatsBroker.class)
@EnableConfigurationProperties(NatsBrokerProperties.class)
@Import(EmbeddedBrokerConfiguration.class)
public final class NatsBrokerAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    BrokerOptions natsBrokerOptions(
            NatsBrokerProperties properties,
            ObjectProvider<SslBundles> sslBundles,
            ObjectProvider<EmbeddedBrokerOptions> embedded,
            ObjectProvider<NatsBrokerOptionsCustomizer> customizers) {
        NatsBrokerOptionsMapper mapper =
                new NatsBrokerOptionsMapper(name -> sslBundles.getObject().getBundle(name));
        BrokerOptionsBuilder options =
                mapper
                        .map(properties, builder -> embedded.ifAvailable(defaults -> defaults.applyTo(builder)))
                        .toBuilder();
        customizers.orderedStream().forEach(customizer -> customizer.customize(options));
        return options.build();
    }

    @Bean
    @ConditionalOnMissingBean
    NatsBrokerLifecycle natsBrokerLifecycle(BrokerOptions options, ApplicationEventPublisher events) {
        return new NatsBrokerLifecycle(options, events);
    }

    @Bean
    LocalNatsPort localNatsPort(ConfigurableEnvironment environment) {
        return new LocalNatsPort(environment);
    }

    /** Somebody wants a broker. */
    static final class OnWish extends AnyNestedCondition {
        OnWish() {
            super(ConfigurationPhase.PARSE_CONFIGURATION);
        }

        @ConditionalOnBooleanProperty("nats.broker.enabled")
        static final class Enabled {}

        @ConditionalOnBooleanProperty("nats.broker.embedded")
        static final class Embedded {}
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    @ConditionalOnBean(MeterRegistry.class)
    static class MetricsConfiguration {

        @Bean
        @ConditionalOnSingleCandidate(MeterRegistry.class)
        NatsBrokerMetrics natsBrokerMetrics(MeterRegistry registry) {
            return new NatsBrokerMetrics(registry);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(HealthIndicator.class)
    static class HealthConfiguration {

        // Not on the class: its condition comes from the library that may be absent.
        @Bean
        @ConditionalOnEnabledHealthIndicator("nats-broker")
        @ConditionalOnMissingBean(name = "natsBrokerHealthIndicator")
        NatsBrokerHealthIndicator natsBrokerHealthIndicator(NatsBrokerLifecycle lifecycle) {
            return new NatsBrokerHealthIndicator(lifecycle::brokerOrNull);
        }
    }
}
