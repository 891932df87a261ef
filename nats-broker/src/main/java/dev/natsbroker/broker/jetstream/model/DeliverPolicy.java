package dev.natsbroker.broker.jetstream.model;

import dev.natsbroker.broker.json.JsonType;
import java.util.Map;

/** Where a consumer begins. */
public enum DeliverPolicy implements WireName {
    /** With the first message. */
    ALL("all"),
    /** With the last message. */
    LAST("last"),
    /** With what comes after its creation. */
    NEW("new"),
    /** With a sequence. */
    BY_START_SEQUENCE("by_start_sequence"),
    /** With a time. */
    BY_START_TIME("by_start_time"),
    /** With the last message of each subject. */
    LAST_PER_SUBJECT("last_per_subject");

    static final JsonType<DeliverPolicy> JSON =
            WireName.json(values(), WireName::unknownValue, Map.of("undefined", "all"));

    private final String wireName;

    DeliverPolicy(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
