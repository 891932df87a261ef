package dev.natsbroker.broker.jetstream.model;

import dev.natsbroker.broker.json.JsonType;

/** What gives way when a limit of a stream is reached. */
public enum DiscardPolicy implements WireName {
    /** The oldest messages. */
    OLD("old"),
    /** The message that does not fit: it is refused. */
    NEW("new");

    static final JsonType<DiscardPolicy> JSON = WireName.jsonInAnyCase(values());

    private final String wireName;

    DiscardPolicy(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
