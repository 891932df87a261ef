package dev.natsbroker.broker.jetstream.model;

import dev.natsbroker.broker.json.JsonType;

/** How fast stored messages are delivered. */
public enum ReplayPolicy implements WireName {
    /** As fast as possible. */
    INSTANT("instant"),
    /** With the gaps in which they came. */
    ORIGINAL("original");

    static final JsonType<ReplayPolicy> JSON = WireName.json(values(), WireName::unknownValue);

    private final String wireName;

    ReplayPolicy(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
