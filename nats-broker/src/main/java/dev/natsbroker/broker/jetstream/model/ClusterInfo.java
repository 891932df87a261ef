package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.json.JsonType.BOOL;
import static dev.natsbroker.broker.json.JsonType.TEXT;
import static dev.natsbroker.broker.json.JsonType.TIME;
import static dev.natsbroker.broker.json.JsonType.listOf;
import static dev.natsbroker.broker.json.JsonType.pointerTo;

import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;
import dev.natsbroker.broker.json.JsonWritable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Who leads a stream or consumer and who follows. On a single server only the leader is named. Immutable.
 *
 * @param name name of the cluster
 * @param raftGroup its group
 * @param leader name of the server that leads
 * @param leaderSince since when
 * @param systemAccount whether traffic uses the system account
 * @param trafficAccount account of the traffic
 * @param replicas the others
 */
public record ClusterInfo(
        String name,
        String raftGroup,
        String leader,
        @Nullable Instant leaderSince,
        boolean systemAccount,
        String trafficAccount,
        List<PeerInfo> replicas)
        implements JsonWritable {
    /** The members in the order of the reference, for responses that have them among others. */
    public static final JsonFields<ClusterInfo, Void> FIELDS = JsonFields.<ClusterInfo, Void>of("server.ClusterInfo")
            .optional("name", TEXT, ClusterInfo::name)
            .optional("raft_group", TEXT, ClusterInfo::raftGroup)
            .optional("leader", TEXT, ClusterInfo::leader)
            .optional("leader_since", pointerTo(TIME), ClusterInfo::leaderSince)
            .optional("system_account", BOOL, ClusterInfo::systemAccount)
            .optional("traffic_account", TEXT, ClusterInfo::trafficAccount)
            .optional("replicas", listOf(PeerInfo.JSON, "*server.PeerInfo"), ClusterInfo::replicas)
            .build();

    static final JsonType<ClusterInfo> JSON = JsonType.object(FIELDS);

    public ClusterInfo {
        replicas = List.copyOf(replicas);
    }

    /** Of a single server. */
    public static ClusterInfo ledBy(String server) {
        return new ClusterInfo("", "", server, null, false, "", List.of());
    }

    @Override
    public void writeTo(JsonGenerator json) {
        FIELDS.write(json, this);
    }
}
