package dev.natsbroker.autoconfigure.broker;

import dev.natsbroker.broker.config.BrokerOptionsBuilder;
import org.springframework.core.env.Environment;

/** Sets what an embedded broker has by default, where no property says otherwise. A configuration file is read after it. */
final class EmbeddedBrokerOptions {
    private static final String LOCALHOST = "127.0.0.1";

    private final Environment environment;
    private final TemporaryStore store;

    EmbeddedBrokerOptions(Environment environment, TemporaryStore store) {
        this.environment = environment;
        this.store = store;
    }

    void applyTo(BrokerOptionsBuilder options) {
        if (isUnset("host")) {
            options.host(LOCALHOST);
        }
        if (isUnset("port")) {
            options.port(0);
        }
        if (isUnset("jetstream.enabled")) {
            options.jetStream(jetStream -> jetStream.enabled(true));
        }
        if (isUnset("jetstream.store-dir") && isUnset("jetstream.storeDir")) {
            options.jetStream(jetStream -> jetStream.storeDirectory(store.folder()));
        }
    }

    private boolean isUnset(String property) {
        return !environment.containsProperty(NatsBrokerProperties.PREFIX + "." + property);
    }
}
