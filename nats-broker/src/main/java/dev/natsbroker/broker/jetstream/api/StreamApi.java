package dev.natsbroker.broker.jetstream.api;

import dev.natsbroker.broker.events.AssetAction;
import dev.natsbroker.broker.jetstream.meta.JetStreamAccount;
import dev.natsbroker.broker.jetstream.meta.StreamEntry;
import dev.natsbroker.broker.jetstream.meta.StreamInfos;
import dev.natsbroker.broker.jetstream.model.ApiLevel;
import dev.natsbroker.broker.jetstream.model.ClusterInfo;
import dev.natsbroker.broker.jetstream.model.StreamConfigRequest;
import dev.natsbroker.broker.jetstream.model.StreamConfigRules;
import dev.natsbroker.broker.jetstream.model.StreamInfo;
import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** Makes, changes, deletes and purges streams, and tells about one. Called on the control lane. */
final class StreamApi {
    private static final int STREAM = 2;
    private static final int SUBJECTS_MAX = 100_000;

    private final ApiContext context;

    StreamApi(ApiContext context) {
        this.context = context;
    }

    /** The endpoints. */
    List<ApiEndpoint> endpoints() {
        return List.of(
                ApiEndpoint.of("STREAM.CREATE.*", "stream_create_response", this::create),
                ApiEndpoint.of("STREAM.UPDATE.*", "stream_update_response", this::update),
                ApiEndpoint.of("STREAM.INFO.*", "stream_info_response", this::info)
                        .alwaysWith(Page.ZERO),
                ApiEndpoint.of("STREAM.DELETE.*", "stream_delete_response", this::delete),
                ApiEndpoint.of("STREAM.PURGE.*", "stream_purge_response", this::purge)
                        .alwaysWith("\"purged\":0"));
    }

    private CompletionStage<ApiResponse> create(ApiRequest request) {
        JetStreamAccount account = request.account();
        StreamConfigRequest wanted =
                StreamConfigRequest.read(request.body(), request.served().unknownFields());
        StreamConfigRules.checkCreateRequest(wanted.config(), request.token(STREAM));
        boolean isNew = account.find(wanted.config().name()) == null;
        return account.create(wanted.config(), wanted.pedantic())
                .thenCompose(entry -> entry.ask(consumers -> {
                    if (isNew) {
                        consumers.advisories().publish(AssetAction.ofStream(entry.name(), AssetAction.Action.CREATE));
                    }
                    return StreamInfos.of(consumers, false, "");
                }))
                .thenApply(info -> ApiResponse.of("stream_create_response")
                        .inline(StreamInfos.withoutDomain(shown(info)))
                        .member("did_create", true)
                        .build());
    }

    private StreamInfo shown(StreamInfo info) {
        return StreamInfos.withConfig(info, ApiLevel.shown(info.config(), context.serverVersion()));
    }

    private CompletionStage<ApiResponse> update(ApiRequest request) {
        JetStreamAccount account = request.account();
        StreamConfigRequest wanted =
                StreamConfigRequest.read(request.body(), request.served().unknownFields());
        account.checkUpdateRequest(wanted.config(), request.token(STREAM), wanted.pedantic());
        return account.update(wanted.config(), wanted.pedantic())
                .thenCompose(entry -> entry.ask(consumers -> StreamInfos.of(consumers, false, "")))
                .thenApply(info -> ApiResponse.of("stream_update_response")
                        .inline(shown(info))
                        .build());
    }

    private CompletionStage<ApiResponse> info(ApiRequest request) {
        JetStreamAccount account = request.account();
        InfoRequest details = request.readIfJson(InfoRequest.FIELDS, new InfoRequest());
        StreamEntry entry = account.require(request.token(STREAM));
        return entry.ask(consumers -> StreamInfos.of(consumers, details.deletedDetails, details.subjectsFilter))
                .thenApply(info -> infoResponse(withLeader(shown(info)), details.offset));
    }

    private StreamInfo withLeader(StreamInfo info) {
        return StreamInfos.withCluster(info, ClusterInfo.ledBy(context.serverName()));
    }

    private static ApiResponse infoResponse(StreamInfo info, long offset) {
        Map<String, Long> subjects = info.state().subjects();
        if (subjects.isEmpty()) {
            return ApiResponse.of("stream_info_response")
                    .members(Page.ZERO)
                    .inline(info)
                    .build();
        }
        Page<Map.Entry<String, Long>> page =
                Page.of(new ArrayList<>(new TreeMap<>(subjects).entrySet()), offset, SUBJECTS_MAX);
        Map<String, Long> part = new LinkedHashMap<>();
        page.items().forEach(item -> part.put(item.getKey(), item.getValue()));
        return ApiResponse.of("stream_info_response")
                .members(page.members())
                .inline(StreamInfos.withSubjects(info, part))
                .build();
    }

    private CompletionStage<ApiResponse> delete(ApiRequest request) {
        JetStreamAccount account = request.account();
        request.requireEmpty();
        return account.delete(account.require(request.token(STREAM)))
                .thenApply(nothing -> success("stream_delete_response"));
    }

    /** The answer that says nothing but that it was done. */
    static ApiResponse success(String type) {
        return ApiResponse.of(type).member("success", true).build();
    }

    private CompletionStage<ApiResponse> purge(ApiRequest request) {
        JetStreamAccount account = request.account();
        PurgeRequest what = request.readIfJson(PurgeRequest.FIELDS, new PurgeRequest());
        return account.require(request.token(STREAM))
                .ask(consumers -> {
                    long purged = consumers.stream().operations().purge(what.filter, what.sequence, what.keep);
                    return Durable.after(consumers.stream(), purged);
                })
                .thenCompose(purged -> purged)
                .thenApply(purged -> ApiResponse.of("stream_purge_response")
                        .member("success", true)
                        .member("purged", purged.longValue())
                        .build());
    }

    private static final class InfoRequest {
        private static final JsonFields<InfoRequest, InfoRequest> FIELDS = JsonFields.<InfoRequest, InfoRequest>of(
                        "JSApiStreamInfoRequest")
                .field("offset", JsonType.INT, request -> request.offset, (request, value) -> request.offset = value)
                .optional(
                        "deleted_details",
                        JsonType.BOOL,
                        request -> request.deletedDetails,
                        (request, value) -> request.deletedDetails = value)
                .optional(
                        "subjects_filter",
                        JsonType.TEXT,
                        request -> request.subjectsFilter,
                        (request, value) -> request.subjectsFilter = value)
                .build();

        private long offset;
        private boolean deletedDetails;
        private String subjectsFilter = "";
    }

    private static final class PurgeRequest {
        private static final JsonFields<PurgeRequest, PurgeRequest> FIELDS = JsonFields.<PurgeRequest, PurgeRequest>of(
                        "JSApiStreamPurgeRequest")
                .optional(
                        "seq",
                        JsonType.UINT64,
                        request -> request.sequence,
                        (request, value) -> request.sequence = value)
                .optional(
                        "filter", JsonType.TEXT, request -> request.filter, (request, value) -> request.filter = value)
                .optional("keep", JsonType.UINT64, request -> request.keep, (request, value) -> request.keep = value)
                .build();

        private long sequence;
        private String filter = "";
        private long keep;
    }
}
