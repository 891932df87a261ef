package dev.natsbroker.broker.auth;

import dev.natsbroker.broker.config.ResponseOptions;
import java.util.function.LongSupplier;

/** temp */
public final class ResponsePermits {
    public ResponsePermits(ResponseOptions o, LongSupplier clock) {}

    public void allow(byte[] b, int o, int l) {}

    public boolean use(byte[] b, int o, int l) {
        return false;
    }
}
