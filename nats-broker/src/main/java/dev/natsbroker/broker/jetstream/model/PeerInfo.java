package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.json.JsonType.BOOL;
import static dev.natsbroker.broker.json.JsonType.DURATION;
import static dev.natsbroker.broker.json.JsonType.TEXT;
import static dev.natsbroker.broker.json.JsonType.UINT64;

import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;
import dev.natsbroker.broker.json.JsonWritable;
import tools.jackson.core.JsonGenerator;

/**
 * A server that takes part in a stream or consumer of a cluster. Immutable.
 *
 * @param name its name
 * @param current whether it is up to date
 * @param offline whether it is away
 * @param activeNanos time since it was last heard of
 * @param lag operations that it is behind
 * @param peer its id
 * @param pending whether it still has to join
 */
public record PeerInfo(
        String name, boolean current, boolean offline, long activeNanos, long lag, String peer, boolean pending)
        implements JsonWritable {
    /** The members in the order of the reference, for responses that have them among others. */
    public static final JsonFields<PeerInfo, Void> FIELDS = JsonFields.<PeerInfo, Void>of("server.PeerInfo")
            .field("name", TEXT, PeerInfo::name)
            .field("current", BOOL, PeerInfo::current)
            .optional("offline", BOOL, PeerInfo::offline)
            .field("active", DURATION, PeerInfo::activeNanos)
            .optional("lag", UINT64, PeerInfo::lag)
            .field("peer", TEXT, PeerInfo::peer)
            .optional("pending", BOOL, PeerInfo::pending)
            .build();

    static final JsonType<PeerInfo> JSON = JsonType.object(FIELDS);

    @Override
    public void writeTo(JsonGenerator json) {
        FIELDS.write(json, this);
    }
}
