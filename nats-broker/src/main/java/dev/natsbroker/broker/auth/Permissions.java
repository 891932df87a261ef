package dev.natsbroker.broker.auth;

import dev.natsbroker.broker.config.ResponseOptions;
import org.jspecify.annotations.Nullable;

/** temp */
public final class Permissions {
    public boolean mayPublish(byte[] b, int o, int l) {
        return true;
    }

    public boolean maySubscribe(byte[] s, byte @Nullable [] q) {
        return true;
    }

    public boolean hasSubscribeDeny() {
        return false;
    }

    public boolean mayReceive(byte[] b, int o, int l, byte @Nullable [] q) {
        return true;
    }

    public @Nullable ResponseOptions responses() {
        return null;
    }
}
