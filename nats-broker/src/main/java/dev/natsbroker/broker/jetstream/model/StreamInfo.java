package dev.natsbroker.broker.jetstream.model;

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
 * What is known of a stream. Immutable.
 *
 * @param config its configuration
 * @param created when it was made
 * @param state what it holds
 * @param domain its domain
 * @param cluster who leads
 * @param mirror how far the mirror has come
 * @param sources how far the sources have come
 * @param alternates mirrors that may be nearer
 * @param time when this was gathered
 */
public record StreamInfo(
        StreamConfig config,
        Instant created,
        StreamState state,
        String domain,
        @Nullable ClusterInfo cluster,
        @Nullable StreamSourceInfo mirror,
        List<StreamSourceInfo> sources,
        List<StreamAlternate> alternates,
        Instant time)
        implements JsonWritable {
    /** The members in the order of the reference, for responses that have them among others. */
    public static final JsonFields<StreamInfo, Void> FIELDS = JsonFields.<StreamInfo, Void>of("server.StreamInfo")
            .field("config", StreamConfigJson.TYPE, StreamInfo::config)
            .field("created", TIME, StreamInfo::created)
            .field("state", StreamState.JSON, StreamInfo::state)
            .optional("domain", TEXT, StreamInfo::domain)
            .optional("cluster", pointerTo(ClusterInfo.JSON), StreamInfo::cluster)
            .optional("mirror", pointerTo(StreamSourceInfo.JSON), StreamInfo::mirror)
            .optional("sources", listOf(StreamSourceInfo.JSON, "*server.StreamSourceInfo"), StreamInfo::sources)
            .optional("alternates", listOf(StreamAlternate.JSON, "server.StreamAlternate"), StreamInfo::alternates)
            .field("ts", TIME, StreamInfo::time)
            .build();

    static final JsonType<StreamInfo> JSON = JsonType.object(FIELDS);

    public StreamInfo {
        sources = List.copyOf(sources);
        alternates = List.copyOf(alternates);
    }

    @Override
    public void writeTo(JsonGenerator json) {
        FIELDS.write(json, this);
    }
}
