package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.jetstream.meta.JetStream;
import dev.natsbroker.broker.jetstream.model.ApiStats;

/** What monitoring reads of JetStream. Thread-safe; reading changes nothing. */
public interface JetStreamView {
    /** The streams and where they are kept. */
    JetStream engine();

    /** Requests to the API since the start. */
    ApiStats api();

    /** Requests of one account since the start; its level is 0, as nats-server shows it. */
    ApiStats api(String account);
}
