package dev.natsbroker.autoconfigure.client;

import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.topology.ConsumerDeclaration;
import dev.natsbroker.spring.topology.Topology;
import dev.natsbroker.spring.topology.TopologyProvisioner;
import io.nats.client.api.FeatureConfiguration;
import io.nats.client.api.StreamConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Declared streams, buckets and consumers, on the default connection. */
@Configuration(proxyBeanMethods = false)
class NatsTopologyConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Topology natsTopology(
            NatsProperties properties,
            ObjectProvider<StreamConfiguration> streams,
            ObjectProvider<FeatureConfiguration> buckets,
            ObjectProvider<ConsumerDeclaration> consumers) {
        return TopologyMapping.topology(
                properties.getJetstream(), streams.orderedStream(), buckets.orderedStream(), consumers.orderedStream());
    }

    @Bean
    @ConditionalOnMissingBean
    TopologyProvisioner natsTopologyProvisioner(
            NatsConnectionFactory connectionFactory, Topology topology, NatsProperties properties) {
        NatsProperties.JetStream jetStream = properties.getJetstream();
        return new TopologyProvisioner(
                connectionFactory, topology, jetStream.getProvision(), jetStream.getProvisionTimeout());
    }
}
