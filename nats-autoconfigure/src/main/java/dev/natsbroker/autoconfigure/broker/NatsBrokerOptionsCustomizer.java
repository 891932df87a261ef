package dev.natsbroker.autoconfigure.broker;

import dev.natsbroker.broker.config.BrokerOptionsBuilder;

/** A bean that changes the options of the broker after the properties and the configuration file have been read. */
@FunctionalInterface
public interface NatsBrokerOptionsCustomizer {
    /** Changes the options. Customizers are called in their order as beans. */
    void customize(BrokerOptionsBuilder options);
}
