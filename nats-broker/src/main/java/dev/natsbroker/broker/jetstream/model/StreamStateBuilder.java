package dev.natsbroker.broker.jetstream.model;

import dev.natsbroker.broker.json.GoTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds a {@link StreamState}. For one thread. */
public final class StreamStateBuilder {
    private long messages;
    private long bytes;
    private long firstSeq;
    private Instant firstTime = GoTime.ZERO;
    private long lastSeq;
    private Instant lastTime = GoTime.ZERO;
    private long numSubjects;
    private Map<String, Long> subjects = Map.of();
    private long numDeleted;
    private List<Long> deleted = List.of();
    private @Nullable LostData lost;
    private long consumers;

    StreamStateBuilder() {}

    public StreamStateBuilder messages(long value) {
        this.messages = value;
        return this;
    }

    public StreamStateBuilder bytes(long value) {
        this.bytes = value;
        return this;
    }

    public StreamStateBuilder firstSeq(long value) {
        this.firstSeq = value;
        return this;
    }

    public StreamStateBuilder firstTime(Instant value) {
        this.firstTime = value;
        return this;
    }

    public StreamStateBuilder lastSeq(long value) {
        this.lastSeq = value;
        return this;
    }

    public StreamStateBuilder lastTime(Instant value) {
        this.lastTime = value;
        return this;
    }

    public StreamStateBuilder numSubjects(long value) {
        this.numSubjects = value;
        return this;
    }

    public StreamStateBuilder subjects(Map<String, Long> value) {
        this.subjects = value;
        return this;
    }

    public StreamStateBuilder numDeleted(long value) {
        this.numDeleted = value;
        return this;
    }

    public StreamStateBuilder deleted(List<Long> value) {
        this.deleted = value;
        return this;
    }

    public StreamStateBuilder lost(@Nullable LostData value) {
        this.lost = value;
        return this;
    }

    public StreamStateBuilder consumers(long value) {
        this.consumers = value;
        return this;
    }

    public StreamState build() {
        return new StreamState(
                messages,
                bytes,
                firstSeq,
                firstTime,
                lastSeq,
                lastTime,
                numSubjects,
                subjects,
                numDeleted,
                deleted,
                lost,
                consumers);
    }
}
