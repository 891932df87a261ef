package dev.natsbroker.broker.auth;

import dev.natsbroker.broker.config.BrokerOptions;
import org.jspecify.annotations.Nullable;

/** temp */
public final class Authenticator {
    public static Authenticator of(BrokerOptions o) {
        return new Authenticator();
    }

    public boolean authRequired() {
        return false;
    }

    public boolean nonceRequired() {
        return false;
    }

    public boolean isExpensive(Credentials c) {
        return false;
    }

    public @Nullable UserIdentity anonymousIdentity() {
        return new UserIdentity(null, "$G", null);
    }

    public @Nullable UserIdentity find(UserIdentity known) {
        return known;
    }

    public AuthResult authenticate(Credentials c) {
        return new AuthResult.Accepted(new UserIdentity(null, "$G", null));
    }
}
