package dev.natsbroker.test;

import dev.natsbroker.broker.NatsBroker;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.time.Duration;

/** Clients that give a busy build machine more time than jnats' two seconds. */
final class SlowMachine {
    static final Duration LONG = Duration.ofSeconds(30);
    private static final JetStreamOptions PATIENT =
            JetStreamOptions.builder().requestTimeout(LONG).build();

    private SlowMachine() {}

    static Options.Builder options(NatsBroker broker) {
        return Options.builder().server(broker.clientUri().toString()).connectionTimeout(LONG);
    }

    static Connection connect(NatsBroker broker) throws Exception {
        return Nats.connect(options(broker).build());
    }

    static JetStream jetStream(Connection nats) throws IOException {
        return nats.jetStream(PATIENT);
    }

    static JetStreamManagement management(Connection nats) throws IOException {
        return nats.jetStreamManagement(PATIENT);
    }
}
