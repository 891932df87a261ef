package dev.natsbroker.broker.events;

import dev.natsbroker.broker.json.GoJson;
import dev.natsbroker.broker.json.JsonWritable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * A snapshot or restore began or ended.
 *
 * @param step which of these
 * @param stream the stream
 * @param state the state of the stream, when a snapshot begins
 * @param start when it began, told at the end
 * @param end when it ended, told at the end
 * @param bytes how much was received, told at the end of a restore
 * @param client who asked for it
 * @param error what went wrong, or null
 */
public record StreamTransfer(
        Step step,
        String stream,
        @Nullable JsonWritable state,
        @Nullable Instant start,
        @Nullable Instant end,
        long bytes,
        @Nullable ClientInfo client,
        @Nullable String error)
        implements Advisory {
    /** What can be told. */
    public enum Step {
        SNAPSHOT_CREATE("snapshot_create"),
        SNAPSHOT_COMPLETE("snapshot_complete"),
        RESTORE_CREATE("restore_create"),
        RESTORE_COMPLETE("restore_complete");

        private final String type;

        Step(String type) {
            this.type = type;
        }
    }

    /** A snapshot begins. */
    public static StreamTransfer snapshotBegins(String stream, JsonWritable state, @Nullable ClientInfo client) {
        return new StreamTransfer(Step.SNAPSHOT_CREATE, stream, state, null, null, 0, client, null);
    }

    /** A snapshot ends. */
    public static StreamTransfer snapshotEnds(
            String stream, Instant start, Instant end, @Nullable ClientInfo client, @Nullable String error) {
        return new StreamTransfer(Step.SNAPSHOT_COMPLETE, stream, null, start, end, 0, client, error);
    }

    /** A restore begins. */
    public static StreamTransfer restoreBegins(String stream, @Nullable ClientInfo client) {
        return new StreamTransfer(Step.RESTORE_CREATE, stream, null, null, null, 0, client, null);
    }

    /** A restore ends. */
    public static StreamTransfer restoreEnds(
            String stream, Instant start, Instant end, long bytes, @Nullable ClientInfo client) {
        return new StreamTransfer(Step.RESTORE_COMPLETE, stream, null, start, end, bytes, client, null);
    }

    @Override
    public String subject() {
        return PREFIX + "STREAM." + step.name() + '.' + stream;
    }

    @Override
    public String type() {
        return TYPE_PREFIX + step.type;
    }

    @Override
    public void writeFields(JsonGenerator json) {
        json.writeStringProperty("stream", stream);
        if (state != null) {
            json.writeName("state");
            state.writeTo(json);
        }
        writeTime(json, "start", start);
        writeTime(json, "end", end);
        if (step == Step.RESTORE_COMPLETE) {
            json.writeNumberProperty("bytes", bytes);
        }
        ClientInfo.writeField(json, client);
        if (error != null) {
            json.writeStringProperty("error", error);
        }
    }

    private static void writeTime(JsonGenerator json, String name, @Nullable Instant time) {
        if (time != null) {
            json.writeStringProperty(name, GoJson.text(time));
        }
    }
}
