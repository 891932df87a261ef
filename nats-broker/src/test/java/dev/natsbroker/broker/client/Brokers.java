package dev.natsbroker.broker.client;

import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.config.ConfigLoader;
import dev.natsbroker.broker.config.MappingCheck;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** Brokers on the loopback interface, and clients of theirs. */
final class Brokers {
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private Brokers() {}

    static NatsBroker start(String... conf) {
        return startOn(0, conf);
    }

    static NatsBroker startOn(int port, String... conf) {
        BrokerOptions base =
                BrokerOptions.builder().host("127.0.0.1").port(port).build();
        return NatsBroker.start(ConfigLoader.ofProcess(MappingCheck.NONE)
                .loadText(String.join("\n", conf) + "\n", base)
                .options());
    }

    /** Options of a client that shows no errors on standard output. */
    static Options.Builder options(NatsBroker broker) {
        return Options.builder()
                .server(broker.clientUri().toString())
                .connectionTimeout(PATIENCE)
                .errorListener(new Silence());
    }

    static Connection connect(NatsBroker broker) {
        return connect(options(broker).build());
    }

    static Connection connect(Options options) {
        try {
            return Nats.connect(options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
