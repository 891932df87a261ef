package dev.natsbroker.broker.jetstream.model;

import dev.natsbroker.broker.json.JsonType;

/** What a create request means when the consumer exists or not. */
public enum ConsumerAction implements WireName {
    /** Create or update. */
    CREATE_OR_UPDATE(""),
    /** Create; an existing one must be the same. */
    CREATE("create"),
    /** Update; it must exist. */
    UPDATE("update");

    static final JsonType<ConsumerAction> JSON = WireName.json(values(), WireName::unknownAction);

    private final String wireName;

    ConsumerAction(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
