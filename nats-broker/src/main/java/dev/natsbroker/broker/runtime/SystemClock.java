package dev.natsbroker.broker.runtime;

import java.time.Instant;

/** The clock of the machine. */
enum SystemClock implements BrokerClock {
    INSTANCE;

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Instant now() {
        return Instant.now();
    }
}
