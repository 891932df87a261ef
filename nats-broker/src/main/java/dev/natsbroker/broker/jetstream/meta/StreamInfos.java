package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.jetstream.model.ClusterInfo;
import dev.natsbroker.broker.jetstream.model.LostData;
import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.model.StreamInfo;
import dev.natsbroker.broker.jetstream.model.StreamState;
import dev.natsbroker.broker.jetstream.store.StoreDamage;
import dev.natsbroker.broker.jetstream.stream.Stream;
import dev.natsbroker.broker.json.GoTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is told of streams. */
public final class StreamInfos {
    private static final long NANOS = 1_000_000_000L;

    private StreamInfos() {}

    /**
     * What there is of a stream now. Called on its lane.
     *
     * @param deletedDetails whether deleted sequences are listed
     * @param subjectsFilter which subjects are listed; empty for none
     */
    public static StreamInfo of(StreamConsumers consumers, boolean deletedDetails, String subjectsFilter) {
        Stream stream = consumers.stream();
        String domain = stream.host().domain();
        return new StreamInfo(
                stream.config(),
                stream.created(),
                state(consumers, deletedDetails, subjectsFilter),
                domain == null ? "" : domain,
                null,
                stream.mirrorInfo(),
                stream.sourceInfos(),
                List.of(),
                stream.lane().clock().now());
    }

    /** What a stream holds now. Called on its lane. */
    public static StreamState state(StreamConsumers consumers, boolean deletedDetails, String subjectsFilter) {
        dev.natsbroker.broker.jetstream.stream.StreamState state =
                consumers.stream().operations().state(deletedDetails, subjectsFilter);
        Map<String, Long> subjects = state.subjects();
        List<Long> deleted = state.deleted();
        StoreDamage damage = state.damage();
        return new StreamState(
                state.messages(),
                state.bytes(),
                state.firstSequence(),
                timeOf(state.firstTimeNanos()),
                state.lastSequence(),
                timeOf(state.lastTimeNanos()),
                state.subjectCount(),
                subjects == null ? Map.of() : subjects,
                state.deletedCount(),
                deleted == null ? List.of() : deleted,
                damage == null ? null : new LostData(damage.sequences(), damage.bytes()),
                consumers.count());
    }

    /** A time in nanoseconds since 1970; 0 is Go's zero time. */
    public static Instant timeOf(long nanos) {
        return nanos == 0
                ? GoTime.ZERO
                : Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
    }

    /** The same with another configuration. */
    public static StreamInfo withConfig(StreamInfo info, StreamConfig config) {
        return copy(info, config, info.state(), info.domain(), info.cluster());
    }

    /** The same without the domain, which the answer to a create request does not tell. */
    public static StreamInfo withoutDomain(StreamInfo info) {
        return copy(info, info.config(), info.state(), "", info.cluster());
    }

    /** The same with the server that it lives on. */
    public static StreamInfo withCluster(StreamInfo info, ClusterInfo cluster) {
        return copy(info, info.config(), info.state(), info.domain(), cluster);
    }

    /** The same with these subjects only. */
    public static StreamInfo withSubjects(StreamInfo info, Map<String, Long> subjects) {
        StreamState state = info.state();
        StreamState part = new StreamState(
                state.messages(),
                state.bytes(),
                state.firstSeq(),
                state.firstTime(),
                state.lastSeq(),
                state.lastTime(),
                state.numSubjects(),
                subjects,
                state.numDeleted(),
                state.deleted(),
                state.lost(),
                state.consumers());
        return copy(info, info.config(), part, info.domain(), info.cluster());
    }

    private static StreamInfo copy(
            StreamInfo info, StreamConfig config, StreamState state, String domain, @Nullable ClusterInfo cluster) {
        return new StreamInfo(
                config,
                info.created(),
                state,
                domain,
                cluster,
                info.mirror(),
                info.sources(),
                info.alternates(),
                info.time());
    }
}
