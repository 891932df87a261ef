package dev.natsbroker.broker.jetstream.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds a {@link StreamConfig}. What is not said has Go's zero value: {@link StreamConfigRules} sets the defaults. For one thread. */
public final class StreamConfigBuilder {
    private String name = "";
    private String description = "";
    private List<String> subjects = List.of();
    private RetentionPolicy retention = RetentionPolicy.LIMITS;
    private long maxConsumers;
    private long maxMsgs;
    private long maxBytes;
    private long maxAgeNanos;
    private long maxMsgsPerSubject;
    private int maxMsgSize;
    private DiscardPolicy discard = DiscardPolicy.OLD;
    private StorageType storage = StorageType.FILE;
    private int numReplicas;
    private boolean noAck;
    private long duplicateWindowNanos;
    private @Nullable Placement placement;
    private @Nullable StreamSource mirror;
    private List<StreamSource> sources = List.of();
    private StoreCompression compression = StoreCompression.NONE;
    private long firstSeq;
    private @Nullable SubjectTransformConfig subjectTransform;
    private @Nullable Republish republish;
    private boolean allowDirect;
    private boolean mirrorDirect;
    private boolean discardNewPerSubject;
    private boolean sealed;
    private boolean denyDelete;
    private boolean denyPurge;
    private boolean allowRollup;
    private StreamConsumerLimits consumerLimits = StreamConsumerLimits.NONE;
    private boolean allowMsgTtl;
    private long subjectDeleteMarkerTtlNanos;
    private boolean allowMsgCounter;
    private boolean allowAtomic;
    private boolean allowMsgSchedules;
    private PersistMode persistMode = PersistMode.DEFAULT;
    private boolean allowBatched;
    private Map<String, String> metadata = Map.of();

    StreamConfigBuilder() {}

    StreamConfigBuilder(StreamConfig from) {
        name = from.name();
        description = from.description();
        subjects = from.subjects();
        retention = from.retention();
        maxConsumers = from.maxConsumers();
        maxMsgs = from.maxMsgs();
        maxBytes = from.maxBytes();
        maxAgeNanos = from.maxAgeNanos();
        maxMsgsPerSubject = from.maxMsgsPerSubject();
        maxMsgSize = from.maxMsgSize();
        discard = from.discard();
        storage = from.storage();
        numReplicas = from.numReplicas();
        noAck = from.noAck();
        duplicateWindowNanos = from.duplicateWindowNanos();
        placement = from.placement();
        mirror = from.mirror();
        sources = from.sources();
        compression = from.compression();
        firstSeq = from.firstSeq();
        subjectTransform = from.subjectTransform();
        republish = from.republish();
        allowDirect = from.allowDirect();
        mirrorDirect = from.mirrorDirect();
        discardNewPerSubject = from.discardNewPerSubject();
        sealed = from.sealed();
        denyDelete = from.denyDelete();
        denyPurge = from.denyPurge();
        allowRollup = from.allowRollup();
        consumerLimits = from.consumerLimits();
        allowMsgTtl = from.allowMsgTtl();
        subjectDeleteMarkerTtlNanos = from.subjectDeleteMarkerTtlNanos();
        allowMsgCounter = from.allowMsgCounter();
        allowAtomic = from.allowAtomic();
        allowMsgSchedules = from.allowMsgSchedules();
        persistMode = from.persistMode();
        allowBatched = from.allowBatched();
        metadata = from.metadata();
    }

    public StreamConfigBuilder name(String value) {
        this.name = value;
        return this;
    }

    public StreamConfigBuilder description(String value) {
        this.description = value;
        return this;
    }

    public StreamConfigBuilder subjects(List<String> value) {
        this.subjects = value;
        return this;
    }

    public StreamConfigBuilder retention(RetentionPolicy value) {
        this.retention = value;
        return this;
    }

    public StreamConfigBuilder maxConsumers(long value) {
        this.maxConsumers = value;
        return this;
    }

    public StreamConfigBuilder maxMsgs(long value) {
        this.maxMsgs = value;
        return this;
    }

    public StreamConfigBuilder maxBytes(long value) {
        this.maxBytes = value;
        return this;
    }

    public StreamConfigBuilder maxAgeNanos(long value) {
        this.maxAgeNanos = value;
        return this;
    }

    public StreamConfigBuilder maxMsgsPerSubject(long value) {
        this.maxMsgsPerSubject = value;
        return this;
    }

    public StreamConfigBuilder maxMsgSize(int value) {
        this.maxMsgSize = value;
        return this;
    }

    public StreamConfigBuilder discard(DiscardPolicy value) {
        this.discard = value;
        return this;
    }

    public StreamConfigBuilder storage(StorageType value) {
        this.storage = value;
        return this;
    }

    public StreamConfigBuilder numReplicas(int value) {
        this.numReplicas = value;
        return this;
    }

    public StreamConfigBuilder noAck(boolean value) {
        this.noAck = value;
        return this;
    }

    public StreamConfigBuilder duplicateWindowNanos(long value) {
        this.duplicateWindowNanos = value;
        return this;
    }

    public StreamConfigBuilder placement(@Nullable Placement value) {
        this.placement = value;
        return this;
    }

    public StreamConfigBuilder mirror(@Nullable StreamSource value) {
        this.mirror = value;
        return this;
    }

    public StreamConfigBuilder sources(List<StreamSource> value) {
        this.sources = value;
        return this;
    }

    public StreamConfigBuilder compression(StoreCompression value) {
        this.compression = value;
        return this;
    }

    public StreamConfigBuilder firstSeq(long value) {
        this.firstSeq = value;
        return this;
    }

    public StreamConfigBuilder subjectTransform(@Nullable SubjectTransformConfig value) {
        this.subjectTransform = value;
        return this;
    }

    public StreamConfigBuilder republish(@Nullable Republish value) {
        this.republish = value;
        return this;
    }

    public StreamConfigBuilder allowDirect(boolean value) {
        this.allowDirect = value;
        return this;
    }

    public StreamConfigBuilder mirrorDirect(boolean value) {
        this.mirrorDirect = value;
        return this;
    }

    public StreamConfigBuilder discardNewPerSubject(boolean value) {
        this.discardNewPerSubject = value;
        return this;
    }

    public StreamConfigBuilder sealed(boolean value) {
        this.sealed = value;
        return this;
    }

    public StreamConfigBuilder denyDelete(boolean value) {
        this.denyDelete = value;
        return this;
    }

    public StreamConfigBuilder denyPurge(boolean value) {
        this.denyPurge = value;
        return this;
    }

    public StreamConfigBuilder allowRollup(boolean value) {
        this.allowRollup = value;
        return this;
    }

    public StreamConfigBuilder consumerLimits(StreamConsumerLimits value) {
        this.consumerLimits = value;
        return this;
    }

    public StreamConfigBuilder allowMsgTtl(boolean value) {
        this.allowMsgTtl = value;
        return this;
    }

    public StreamConfigBuilder subjectDeleteMarkerTtlNanos(long value) {
        this.subjectDeleteMarkerTtlNanos = value;
        return this;
    }

    public StreamConfigBuilder allowMsgCounter(boolean value) {
        this.allowMsgCounter = value;
        return this;
    }

    public StreamConfigBuilder allowAtomic(boolean value) {
        this.allowAtomic = value;
        return this;
    }

    public StreamConfigBuilder allowMsgSchedules(boolean value) {
        this.allowMsgSchedules = value;
        return this;
    }

    public StreamConfigBuilder persistMode(PersistMode value) {
        this.persistMode = value;
        return this;
    }

    public StreamConfigBuilder allowBatched(boolean value) {
        this.allowBatched = value;
        return this;
    }

    public StreamConfigBuilder metadata(Map<String, String> value) {
        this.metadata = value;
        return this;
    }

    public StreamConfig build() {
        return new StreamConfig(
                name,
                description,
                subjects,
                retention,
                maxConsumers,
                maxMsgs,
                maxBytes,
                maxAgeNanos,
                maxMsgsPerSubject,
                maxMsgSize,
                discard,
                storage,
                numReplicas,
                noAck,
                duplicateWindowNanos,
                placement,
                mirror,
                sources,
                compression,
                firstSeq,
                subjectTransform,
                republish,
                allowDirect,
                mirrorDirect,
                discardNewPerSubject,
                sealed,
                denyDelete,
                denyPurge,
                allowRollup,
                consumerLimits,
                allowMsgTtl,
                subjectDeleteMarkerTtlNanos,
                allowMsgCounter,
                allowAtomic,
                allowMsgSchedules,
                persistMode,
                allowBatched,
                metadata);
    }
}
