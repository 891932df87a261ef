package dev.natsbroker.broker.jetstream.model;

import dev.natsbroker.broker.json.JsonType;

/** How stored data is compressed. */
public enum StoreCompression implements WireName {
    /** Not at all. */
    NONE("none"),
    /** Compressed. */
    S2("s2");

    static final JsonType<StoreCompression> JSON = WireName.json(values(), WireName::unknownCompression);

    private final String wireName;

    StoreCompression(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
