package dev.natsbroker.broker.subject;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** temp */
public final class MappingTable {
    public static final byte[] UNCHANGED = {};

    public byte @Nullable [] map(byte[] b, int o, int l) {
        return UNCHANGED;
    }

    public static Builder builder(RandomGenerator r) {
        return new Builder();
    }
    /** temp */
    public static final class Builder {
        public Builder add(String s, String d, int w, @Nullable String c) {
            return this;
        }

        public MappingTable build() {
            return new MappingTable();
        }
    }
}
