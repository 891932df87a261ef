package dev.natsbroker.broker.jetstream.model;

import dev.natsbroker.broker.json.JsonType;

/** Where messages are kept. */
public enum StorageType implements WireName {
    /** In files, safe from restarts. */
    FILE("file"),
    /** In memory, gone with the server. */
    MEMORY("memory");

    static final JsonType<StorageType> JSON = WireName.json(values(), WireName::unknownValue);

    private final String wireName;

    StorageType(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
