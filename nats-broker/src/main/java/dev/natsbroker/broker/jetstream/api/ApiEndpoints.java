package dev.natsbroker.broker.jetstream.api;

import java.util.ArrayList;
import java.util.List;

/** All endpoints of the API. What is not here gets no answer. */
final class ApiEndpoints {
    private ApiEndpoints() {}

    static List<ApiEndpoint> all(ApiContext context) {
        List<ApiEndpoint> all = new ArrayList<>();
        all.addAll(new AccountApi(context).endpoints());
        all.addAll(new StreamApi(context).endpoints());
        all.addAll(new StreamListApi().endpoints());
        all.addAll(new MessageApi().endpoints());
        all.addAll(new ConsumerApi(context).endpoints());
        all.addAll(new ConsumerCreateApi(context).endpoints());
        all.addAll(new SnapshotApi(context).endpoints());
        all.addAll(new RestoreApi(context).endpoints());
        all.addAll(ofClusters());
        return all;
    }

    /** What only makes sense in a cluster. */
    private static List<ApiEndpoint> ofClusters() {
        return List.of(
                clustered("STREAM.LEADER.STEPDOWN.*", "stream_leader_stepdown_response"),
                clustered("STREAM.PEER.REMOVE.*", "stream_remove_peer_response"),
                clustered("STREAM.PEER.EVACUATE.*", "stream_evacuate_peer_response"),
                clustered("STREAM.CANCEL_MOVE.*", "stream_cancel_move_response"),
                clustered("CONSUMER.LEADER.STEPDOWN.*.*", "consumer_leader_stepdown_response"),
                clustered("CONSUMER.PEER.REMOVE.*.*", "consumer_remove_peer_response"),
                clustered("CONSUMER.PEER.EVACUATE.*.*", "consumer_evacuate_peer_response"));
    }

    private static ApiEndpoint clustered(String pattern, String type) {
        return ApiEndpoint.of(pattern, type, JetStreamApi.clusterRequired()).unguarded();
    }
}
