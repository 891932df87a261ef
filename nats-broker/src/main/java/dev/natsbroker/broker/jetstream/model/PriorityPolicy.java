package dev.natsbroker.broker.jetstream.model;

import dev.natsbroker.broker.json.JsonType;

/** How a priority group of pull requests is served. */
public enum PriorityPolicy implements WireName {
    /** There are no groups. */
    NONE("none"),
    /** Only beyond thresholds of the request. */
    OVERFLOW("overflow"),
    /** One client at a time. */
    PINNED_CLIENT("pinned_client"),
    /** By the priority of the request. */
    PRIORITIZED("prioritized");

    static final JsonType<PriorityPolicy> JSON = WireName.json(values(), WireName::unknownPriorityPolicy);

    private final String wireName;

    PriorityPolicy(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
