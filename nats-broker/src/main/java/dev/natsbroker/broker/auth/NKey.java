package dev.natsbroker.broker.auth;

import java.util.random.RandomGenerator;

/** temp */
public final class NKey {
    /** temp */
    public enum Type {
        SERVER
    }

    public static String randomPublicKey(Type t, RandomGenerator r) {
        return "NABC" + Long.toHexString(r.nextLong()).toUpperCase(java.util.Locale.ROOT);
    }
}
