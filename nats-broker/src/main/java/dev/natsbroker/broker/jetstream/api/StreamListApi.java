package dev.natsbroker.broker.jetstream.api;

import dev.natsbroker.broker.jetstream.meta.JetStreamAccount;
import dev.natsbroker.broker.jetstream.meta.StreamEntry;
import dev.natsbroker.broker.jetstream.meta.StreamInfos;
import dev.natsbroker.broker.jetstream.model.StreamInfo;
import dev.natsbroker.broker.subject.Subjects;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Lists streams. Called on the control lane; the streams of a page are asked all at once, each on its lane. */
final class StreamListApi {
    /** The endpoints. */
    List<ApiEndpoint> endpoints() {
        return List.of(
                ApiEndpoint.of("STREAM.NAMES", "stream_names_response", this::names)
                        .alwaysWith(Page.ZERO + ",\"streams\":null"),
                ApiEndpoint.of("STREAM.LIST", "stream_list_response", this::list)
                        .alwaysWith(Page.ZERO + ",\"streams\":null"));
    }

    private static Page<StreamEntry> page(ApiRequest request, int limit) {
        JetStreamAccount account = request.account();
        Page.Request wanted = request.readIfJson(Page.Request.OF_STREAMS, new Page.Request());
        List<StreamEntry> streams = account.streams().stream()
                .filter(entry -> wanted.subject().isEmpty() || captures(entry, wanted.subject()))
                .toList();
        return Page.of(streams, wanted.offset(), limit);
    }

    private static boolean captures(StreamEntry entry, String filter) {
        return entry.config().subjects().stream().anyMatch(subject -> Subjects.collides(subject, filter));
    }

    private CompletionStage<ApiResponse> names(ApiRequest request) {
        Page<StreamEntry> page = page(request, Page.NAMES);
        List<String> names = page.items().stream().map(StreamEntry::name).toList();
        ApiResponse.Builder response = ApiResponse.of("stream_names_response").members(page.members());
        return CompletableFuture.completedFuture(
                (names.isEmpty() ? response.members("\"streams\":null") : response.member("streams", names)).build());
    }

    private CompletionStage<ApiResponse> list(ApiRequest request) {
        Page<StreamEntry> page = page(request, Page.INFOS);
        List<CompletableFuture<Optional<StreamInfo>>> infos =
                page.items().stream().map(StreamListApi::infoIfThere).toList();
        return CompletableFuture.allOf(infos.toArray(CompletableFuture[]::new))
                .thenApply(all -> ApiResponse.of("stream_list_response")
                        .members(page.members())
                        .member(
                                "streams",
                                infos.stream()
                                        .map(CompletableFuture::join)
                                        .flatMap(Optional::stream)
                                        .toList())
                        .build());
    }

    /** Nothing for a stream that could not be made after all. */
    private static CompletableFuture<Optional<StreamInfo>> infoIfThere(StreamEntry entry) {
        return entry.ask(consumers -> Optional.of(StreamInfos.of(consumers, false, "")))
                .exceptionally(failure -> Optional.empty());
    }
}
