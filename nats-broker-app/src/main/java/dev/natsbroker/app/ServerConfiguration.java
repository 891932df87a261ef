package dev.natsbroker.app;

import dev.natsbroker.app.web.BrokerWebServerFactory;
import dev.natsbroker.autoconfigure.broker.NatsBrokerHealthIndicator;
import dev.natsbroker.broker.BrokerVersion;
import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.monitoring.BrokerMeters;
import dev.natsbroker.broker.monitoring.MonitoringServer;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** What the server adds to Spring Boot's own configuration. The broker itself is a bean that was there before. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class ServerConfiguration {

    @Bean
    @ConditionalOnWebApplication
    BrokerWebServerFactory brokerWebServerFactory(NatsBroker natsBroker) {
        MonitoringServer monitoring = natsBroker.monitoring();
        return new BrokerWebServerFactory(Objects.requireNonNull(monitoring, "no monitoring port"));
    }

    @Bean
    NatsBrokerHealthIndicator natsBrokerHealthIndicator(NatsBroker natsBroker) {
        return new NatsBrokerHealthIndicator(() -> natsBroker);
    }

    @Bean
    InfoContributor natsBrokerInfoContributor(NatsBroker natsBroker) {
        return info -> info.withDetail(
                "natsBroker",
                Map.of(
                        "product", BrokerVersion.product(),
                        "compatibleVersion", BrokerVersion.COMPATIBLE,
                        "serverId", natsBroker.serverId()));
    }

    @Bean
    BrokerMeters natsBrokerMeters(NatsBroker natsBroker) {
        return new BrokerMeters(natsBroker.view());
    }
}
