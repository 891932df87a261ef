package dev.natsbroker.broker.monitoring;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.natsbroker.broker.jetstream.model.ClusterInfo;
import dev.natsbroker.broker.jetstream.model.ConsumerInfo;
import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.model.StreamSourceInfo;
import dev.natsbroker.broker.jetstream.model.StreamState;
import dev.natsbroker.broker.json.OmitEmpty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The page {@code /jsz}: JetStream of the server.
 *
 * @param total the number of accounts with JetStream, whatever is shown of them
 * @param own what nats-server does not show
 */
record Jsz(
        @JsonUnwrapped JetStreamVarz.Stats stats,
        String serverId,
        Instant now,
        @OmitEmpty boolean disabled,
        JetStreamVarz.Config config,
        @OmitEmpty JetStreamVarz.@Nullable Limits limits,
        @JsonUnwrapped Totals totals,
        @OmitEmpty List<AccountDetail> accountDetails,
        int total,
        @JsonUnwrapped Own own) {

    /**
     * Sums over all accounts.
     *
     * @param streamsLeader shown with {@code raft}: those that are led here, all on a lone server
     */
    record Totals(
            int streams,
            @OmitEmpty int streamsLeader,
            int consumers,
            @OmitEmpty int consumersLeader,
            long messages,
            long bytes) {
        static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0);
    }

    /** One account. */
    record AccountDetail(
            String name,
            String id,
            @JsonUnwrapped JetStreamVarz.Stats stats,
            @OmitEmpty List<StreamDetail> streamDetail) {}

    /** One stream. */
    record StreamDetail(
            String name,
            Instant created,
            ClusterInfo cluster,
            @OmitEmpty @Nullable StreamConfig config,
            StreamState state,
            @OmitEmpty List<ConsumerInfo> consumerDetail,
            @OmitEmpty List<ConsumerInfo> directConsumerDetail,
            @OmitEmpty @Nullable StreamSourceInfo mirror,
            @OmitEmpty List<StreamSourceInfo> sources) {}

    /**
     * What nats-server does not show.
     *
     * @param sync {@code always}: an acknowledged message is on the disk; {@code lazy}: it is there after {@code sync_interval}
     * @param journal how the writing goes
     * @param problems what is wrong
     * @param unservedAccounts accounts that have stored streams, but no JetStream by the configuration
     */
    record Own(
            @OmitEmpty String sync,
            @OmitEmpty @Nullable Journal journal,
            @OmitEmpty List<JetStreamProblem> problems,
            @OmitEmpty List<String> unservedAccounts) {
        static final Own NONE = new Own("", null, List.of(), List.of());
    }

    /**
     * The journals of all lanes together.
     *
     * @param syncTime nanoseconds that the device was waited for
     * @param maxSyncTime the longest of these waits
     * @param waiting answers that wait for the disk
     * @param overloaded whether checkpoints do not keep up, or the disk is full
     */
    record Journal(
            int lanes,
            long syncs,
            long syncTime,
            long maxSyncTime,
            int waiting,
            long waitingBytes,
            @OmitEmpty boolean overloaded) {}
}
