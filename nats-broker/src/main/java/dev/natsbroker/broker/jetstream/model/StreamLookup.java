package dev.natsbroker.broker.jetstream.model;

import org.jspecify.annotations.Nullable;

/** The streams of the account, for rules that look beyond one configuration. */
@FunctionalInterface
public interface StreamLookup {
    /** No other streams. */
    StreamLookup NONE = name -> null;

    /** The configuration of the stream of that name, null when there is none. */
    @Nullable
    StreamConfig find(String name);
}
