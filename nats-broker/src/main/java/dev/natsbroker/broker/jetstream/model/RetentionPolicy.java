package dev.natsbroker.broker.jetstream.model;

import dev.natsbroker.broker.json.JsonType;

/** When messages leave a stream. */
public enum RetentionPolicy implements WireName {
    /** At the limits of the stream. */
    LIMITS("limits"),
    /** When every interested consumer has acknowledged them. */
    INTEREST("interest"),
    /** When one consumer has acknowledged them. */
    WORK_QUEUE("workqueue");

    static final JsonType<RetentionPolicy> JSON = WireName.json(values(), WireName::unknownValue);

    private final String wireName;

    RetentionPolicy(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
