package dev.natsbroker.autoconfigure.health;

import dev.natsbroker.autoconfigure.client.NatsAutoConfiguration;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.core.NatsConnections;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.CompositeHealthContributorConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;

/** The health of all connections, as one indicator or one for each by its name. */
@AutoConfiguration(after = NatsAutoConfiguration.class)
@ConditionalOnClass({NatsConnectionFactory.class, ConditionalOnEnabledHealthIndicator.class, HealthContributor.class})
@ConditionalOnBean(NatsConnections.class)
@ConditionalOnEnabledHealthIndicator("nats")
public final class NatsHealthContributorAutoConfiguration
        extends CompositeHealthContributorConfiguration<NatsHealthIndicator, NatsConnectionFactory> {

    /** Made by Spring. */
    public NatsHealthContributorAutoConfiguration() {
        super(NatsHealthIndicator::new);
    }

    @Bean
    @ConditionalOnMissingBean(name = {"natsHealthIndicator", "natsHealthContributor"})
    HealthContributor natsHealthContributor(NatsConnections connections) {
        return createContributor(connections.getAll().stream()
                .collect(Collectors.toMap(NatsConnectionFactory::getName, Function.identity())));
    }
}
