package dev.natsbroker.broker.jetstream.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds a {@link ConsumerConfig}. What is not said has Go's zero value: {@link ConsumerConfigRules} sets the defaults. For one thread. */
public final class ConsumerConfigBuilder {
    private String durableName = "";
    private String name = "";
    private String description = "";
    private DeliverPolicy deliverPolicy = DeliverPolicy.ALL;
    private long optStartSeq;
    private @Nullable Instant optStartTime;
    private AckPolicy ackPolicy = AckPolicy.NONE;
    private long ackWaitNanos;
    private long maxDeliver;
    private List<Long> backoffNanos = List.of();
    private String filterSubject = "";
    private List<String> filterSubjects = List.of();
    private ReplayPolicy replayPolicy = ReplayPolicy.INSTANT;
    private long rateLimitBps;
    private String sampleFrequency = "";
    private long maxWaiting;
    private long maxAckPending;
    private boolean flowControl;
    private boolean headersOnly;
    private long maxRequestBatch;
    private long maxRequestExpiresNanos;
    private long maxRequestMaxBytes;
    private String deliverSubject = "";
    private String deliverGroup = "";
    private long idleHeartbeatNanos;
    private long inactiveThresholdNanos;
    private int numReplicas;
    private boolean memoryStorage;
    private boolean direct;
    private boolean sourcing;
    private Map<String, String> metadata = Map.of();
    private @Nullable Instant pauseUntil;
    private List<String> priorityGroups = List.of();
    private PriorityPolicy priorityPolicy = PriorityPolicy.NONE;
    private long priorityTimeoutNanos;

    ConsumerConfigBuilder() {}

    ConsumerConfigBuilder(ConsumerConfig from) {
        durableName = from.durableName();
        name = from.name();
        description = from.description();
        deliverPolicy = from.deliverPolicy();
        optStartSeq = from.optStartSeq();
        optStartTime = from.optStartTime();
        ackPolicy = from.ackPolicy();
        ackWaitNanos = from.ackWaitNanos();
        maxDeliver = from.maxDeliver();
        backoffNanos = from.backoffNanos();
        filterSubject = from.filterSubject();
        filterSubjects = from.filterSubjects();
        replayPolicy = from.replayPolicy();
        rateLimitBps = from.rateLimitBps();
        sampleFrequency = from.sampleFrequency();
        maxWaiting = from.maxWaiting();
        maxAckPending = from.maxAckPending();
        flowControl = from.flowControl();
        headersOnly = from.headersOnly();
        maxRequestBatch = from.maxRequestBatch();
        maxRequestExpiresNanos = from.maxRequestExpiresNanos();
        maxRequestMaxBytes = from.maxRequestMaxBytes();
        deliverSubject = from.deliverSubject();
        deliverGroup = from.deliverGroup();
        idleHeartbeatNanos = from.idleHeartbeatNanos();
        inactiveThresholdNanos = from.inactiveThresholdNanos();
        numReplicas = from.numReplicas();
        memoryStorage = from.memoryStorage();
        direct = from.direct();
        sourcing = from.sourcing();
        metadata = from.metadata();
        pauseUntil = from.pauseUntil();
        priorityGroups = from.priorityGroups();
        priorityPolicy = from.priorityPolicy();
        priorityTimeoutNanos = from.priorityTimeoutNanos();
    }

    public ConsumerConfigBuilder durableName(String value) {
        this.durableName = value;
        return this;
    }

    public ConsumerConfigBuilder name(String value) {
        this.name = value;
        return this;
    }

    public ConsumerConfigBuilder description(String value) {
        this.description = value;
        return this;
    }

    public ConsumerConfigBuilder deliverPolicy(DeliverPolicy value) {
        this.deliverPolicy = value;
        return this;
    }

    public ConsumerConfigBuilder optStartSeq(long value) {
        this.optStartSeq = value;
        return this;
    }

    public ConsumerConfigBuilder optStartTime(@Nullable Instant value) {
        this.optStartTime = value;
        return this;
    }

    public ConsumerConfigBuilder ackPolicy(AckPolicy value) {
        this.ackPolicy = value;
        return this;
    }

    public ConsumerConfigBuilder ackWaitNanos(long value) {
        this.ackWaitNanos = value;
        return this;
    }

    public ConsumerConfigBuilder maxDeliver(long value) {
        this.maxDeliver = value;
        return this;
    }

    public ConsumerConfigBuilder backoffNanos(List<Long> value) {
        this.backoffNanos = value;
        return this;
    }

    public ConsumerConfigBuilder filterSubject(String value) {
        this.filterSubject = value;
        return this;
    }

    public ConsumerConfigBuilder filterSubjects(List<String> value) {
        this.filterSubjects = value;
        return this;
    }

    public ConsumerConfigBuilder replayPolicy(ReplayPolicy value) {
        this.replayPolicy = value;
        return this;
    }

    public ConsumerConfigBuilder rateLimitBps(long value) {
        this.rateLimitBps = value;
        return this;
    }

    public ConsumerConfigBuilder sampleFrequency(String value) {
        this.sampleFrequency = value;
        return this;
    }

    public ConsumerConfigBuilder maxWaiting(long value) {
        this.maxWaiting = value;
        return this;
    }

    public ConsumerConfigBuilder maxAckPending(long value) {
        this.maxAckPending = value;
        return this;
    }

    public ConsumerConfigBuilder flowControl(boolean value) {
        this.flowControl = value;
        return this;
    }

    public ConsumerConfigBuilder headersOnly(boolean value) {
        this.headersOnly = value;
        return this;
    }

    public ConsumerConfigBuilder maxRequestBatch(long value) {
        this.maxRequestBatch = value;
        return this;
    }

    public ConsumerConfigBuilder maxRequestExpiresNanos(long value) {
        this.maxRequestExpiresNanos = value;
        return this;
    }

    public ConsumerConfigBuilder maxRequestMaxBytes(long value) {
        this.maxRequestMaxBytes = value;
        return this;
    }

    public ConsumerConfigBuilder deliverSubject(String value) {
        this.deliverSubject = value;
        return this;
    }

    public ConsumerConfigBuilder deliverGroup(String value) {
        this.deliverGroup = value;
        return this;
    }

    public ConsumerConfigBuilder idleHeartbeatNanos(long value) {
        this.idleHeartbeatNanos = value;
        return this;
    }

    public ConsumerConfigBuilder inactiveThresholdNanos(long value) {
        this.inactiveThresholdNanos = value;
        return this;
    }

    public ConsumerConfigBuilder numReplicas(int value) {
        this.numReplicas = value;
        return this;
    }

    public ConsumerConfigBuilder memoryStorage(boolean value) {
        this.memoryStorage = value;
        return this;
    }

    public ConsumerConfigBuilder direct(boolean value) {
        this.direct = value;
        return this;
    }

    public ConsumerConfigBuilder sourcing(boolean value) {
        this.sourcing = value;
        return this;
    }

    public ConsumerConfigBuilder metadata(Map<String, String> value) {
        this.metadata = value;
        return this;
    }

    public ConsumerConfigBuilder pauseUntil(@Nullable Instant value) {
        this.pauseUntil = value;
        return this;
    }

    public ConsumerConfigBuilder priorityGroups(List<String> value) {
        this.priorityGroups = value;
        return this;
    }

    public ConsumerConfigBuilder priorityPolicy(PriorityPolicy value) {
        this.priorityPolicy = value;
        return this;
    }

    public ConsumerConfigBuilder priorityTimeoutNanos(long value) {
        this.priorityTimeoutNanos = value;
        return this;
    }

    public ConsumerConfig build() {
        return new ConsumerConfig(
                durableName,
                name,
                description,
                deliverPolicy,
                optStartSeq,
                optStartTime,
                ackPolicy,
                ackWaitNanos,
                maxDeliver,
                backoffNanos,
                filterSubject,
                filterSubjects,
                replayPolicy,
                rateLimitBps,
                sampleFrequency,
                maxWaiting,
                maxAckPending,
                flowControl,
                headersOnly,
                maxRequestBatch,
                maxRequestExpiresNanos,
                maxRequestMaxBytes,
                deliverSubject,
                deliverGroup,
                idleHeartbeatNanos,
                inactiveThresholdNanos,
                numReplicas,
                memoryStorage,
                direct,
                sourcing,
                metadata,
                pauseUntil,
                priorityGroups,
                priorityPolicy,
                priorityTimeoutNanos);
    }
}
