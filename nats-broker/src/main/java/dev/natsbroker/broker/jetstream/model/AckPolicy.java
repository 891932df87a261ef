package dev.natsbroker.broker.jetstream.model;

import dev.natsbroker.broker.json.JsonType;

/** What an acknowledgement covers. */
public enum AckPolicy implements WireName {
    /** There are none: delivered is done. */
    NONE("none"),
    /** The message and all before it. */
    ALL("all"),
    /** The message alone. */
    EXPLICIT("explicit"),
    /** What flow control has confirmed. */
    FLOW_CONTROL("flow_control");

    static final JsonType<AckPolicy> JSON = WireName.json(values(), WireName::unknownValue);

    private final String wireName;

    AckPolicy(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
