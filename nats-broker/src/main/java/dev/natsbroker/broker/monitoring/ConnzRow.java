package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.connection.ClientSnapshot;
import dev.natsbroker.broker.connection.ClosedClient;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A connection while {@code /connz} filters and sorts.
 *
 * @param stop when it ended, null while it is open
 * @param reason why it ended, empty while it is open
 */
record ConnzRow(ClientSnapshot client, @Nullable Instant stop, String reason) {
    static ConnzRow open(ClientSnapshot client) {
        return new ConnzRow(client, null, "");
    }

    static ConnzRow closed(ClosedClient closed) {
        return new ConnzRow(closed.client(), closed.stop(), closed.reason().text());
    }

    long id() {
        return client.traffic().id();
    }

    ClientSnapshot.Traffic traffic() {
        return client.traffic();
    }

    /** The moment that ages are counted to: the end of a closed connection, else now. */
    Instant end(Instant now) {
        return stop == null ? now : stop;
    }

    Duration age(Instant now) {
        return Duration.between(client.traffic().start(), end(now));
    }

    Duration idle(Instant now) {
        return Duration.between(client.lastActivity(), end(now));
    }
}
