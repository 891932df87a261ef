package dev.natsbroker.broker.jetstream.model;

import dev.natsbroker.broker.json.JsonType;
import java.util.Map;

/** Whether acknowledgements wait for the disk. */
public enum PersistMode implements WireName {
    /** They wait. */
    DEFAULT("default"),
    /** They do not wait. */
    ASYNC("async");

    static final JsonType<PersistMode> JSON = WireName.json(values(), WireName::unknownValue, Map.of("", "default"));

    private final String wireName;

    PersistMode(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
