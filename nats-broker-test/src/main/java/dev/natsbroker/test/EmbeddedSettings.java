package dev.natsbroker.test;

import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.config.BrokerOptionsBuilder;
import dev.natsbroker.broker.config.ConfigLoader;
import dev.natsbroker.broker.config.MappingCheck;
import java.nio.file.Path;
import java.time.Duration;

/** What {@link EmbeddedNats} says. Equal settings make equal brokers. */
record EmbeddedSettings(int port, String config, JetStreamStore jetStream, boolean virtualTime) {
    static final String LOCALHOST = "127.0.0.1";

    /** Stands for the memory: there is no such folder on any disk. */
    static final Path MEMORY = Path.of("nats-test-in-memory").toAbsolutePath();
    /** Stands for a temporary folder that is made when the broker starts. */
    static final Path FOLDER = Path.of("nats-test-temporary-folder").toAbsolutePath();

    /** Nothing that a test waits for in virtual time: the clock jumps, while clients answer in real time. */
    private static final Duration NEVER = Duration.ofDays(365);

    static EmbeddedSettings of(EmbeddedNats annotation) {
        return new EmbeddedSettings(
                annotation.port(), annotation.config(), annotation.jetStream(), annotation.virtualTime());
    }

    /** Whether an account on the broker that test contexts share will do. */
    boolean isShareable() {
        return port == 0 && config.isEmpty() && !virtualTime && jetStream != JetStreamStore.FOLDER;
    }

    /** The options; the configuration's text wins over the rest. */
    BrokerOptions options() {
        BrokerOptions base =
                withTime(withStore(local(port), jetStream), virtualTime).build();
        return config.isEmpty() ? base : read(config, base);
    }

    static BrokerOptionsBuilder local(int port) {
        return BrokerOptions.builder().host(LOCALHOST).port(port);
    }

    static BrokerOptionsBuilder withStore(BrokerOptionsBuilder options, JetStreamStore store) {
        return switch (store) {
            case NONE -> options;
            case MEMORY -> options.jetStream(js -> js.enabled(true).storeDirectory(MEMORY));
            case FOLDER -> options.jetStream(js -> js.enabled(true).storeDirectory(FOLDER));
        };
    }

    static BrokerOptionsBuilder withTime(BrokerOptionsBuilder options, boolean virtual) {
        return virtual
                ? options.timing(timing -> timing.pingInterval(NEVER).writeDeadline(NEVER))
                        .authorization(authorization -> authorization.timeout(NEVER))
                : options;
    }

    static BrokerOptions read(String config, BrokerOptions base) {
        return ConfigLoader.ofProcess(MappingCheck.NONE).loadText(config, base).options();
    }
}
