package dev.natsbroker.broker.jetstream.api;

import dev.natsbroker.broker.jetstream.meta.ConsumerAsset;
import dev.natsbroker.broker.jetstream.meta.JetStreamAccount;
import dev.natsbroker.broker.jetstream.meta.StreamConsumers;
import dev.natsbroker.broker.jetstream.meta.StreamEntry;
import dev.natsbroker.broker.jetstream.model.ApiLevel;
import dev.natsbroker.broker.jetstream.model.ConsumerInfo;
import dev.natsbroker.broker.json.GoJson;
import dev.natsbroker.broker.json.GoJsonException;
import dev.natsbroker.broker.json.GoTime;
import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Lists, shows, deletes, pauses, unpins and resets consumers. Called on the control lane. */
final class ConsumerApi {
    private static final int STREAM = 2;
    private static final int CONSUMER = 3;
    private static final String NOT_PAUSED = "\"paused\":false,\"pause_until\":\"0001-01-01T00:00:00Z\"";

    private final ApiContext context;

    ConsumerApi(ApiContext context) {
        this.context = context;
    }

    /** The endpoints. */
    List<ApiEndpoint> endpoints() {
        return List.of(
                ApiEndpoint.of("CONSUMER.NAMES.*", "consumer_names_response", this::names)
                        .alwaysWith(Page.ZERO + ",\"consumers\":[]"),
                ApiEndpoint.of("CONSUMER.LIST.*", "consumer_list_response", this::list)
                        .alwaysWith(Page.ZERO + ",\"consumers\":[]"),
                ApiEndpoint.of("CONSUMER.INFO.*.*", "consumer_info_response", this::info)
                        .unguarded(),
                ApiEndpoint.of("CONSUMER.DELETE.*.*", "consumer_delete_response", this::delete),
                ApiEndpoint.of("CONSUMER.PAUSE.*.*", "consumer_pause_response", this::pause)
                        .alwaysWith(NOT_PAUSED),
                ApiEndpoint.of("CONSUMER.UNPIN.*.*", "consumer_unpin_response", this::unpin),
                ApiEndpoint.of("CONSUMER.RESET.*.*", "consumer_reset_response", this::reset)
                        .alwaysWith("\"reset_seq\":0")
                        .unguarded());
    }

    private CompletionStage<ApiResponse> names(ApiRequest request) {
        Page.Request wanted = request.readIfJson(Page.Request.OF_CONSUMERS, new Page.Request());
        return stream(request)
                .ask(consumers -> page(consumers, wanted, Page.NAMES))
                .thenApply(page -> ApiResponse.of("consumer_names_response")
                        .members(page.members())
                        .member(
                                "consumers",
                                page.items().stream().map(ConsumerAsset::name).toList())
                        .build());
    }

    private static Page<ConsumerAsset> page(StreamConsumers consumers, Page.Request wanted, int limit) {
        List<ConsumerAsset> visible = consumers.all().stream()
                .filter(consumer -> !consumer.config().direct())
                .toList();
        return Page.of(visible, wanted.offset(), limit);
    }

    private CompletionStage<ApiResponse> list(ApiRequest request) {
        Page.Request wanted = request.readIfJson(Page.Request.OF_CONSUMERS, new Page.Request());
        return stream(request)
                .ask(consumers -> {
                    Page<ConsumerAsset> page = page(consumers, wanted, Page.INFOS);
                    List<ConsumerInfo> infos = new ArrayList<>();
                    page.items().forEach(consumer -> infos.add(consumer.info(consumer.config())));
                    return new Page<>(infos, page.total(), page.offset(), page.limit());
                })
                .thenApply(page -> ApiResponse.of("consumer_list_response")
                        .members(page.members())
                        .member("consumers", page.items())
                        .build());
    }

    private static StreamEntry stream(ApiRequest request) {
        return request.account().require(request.token(STREAM));
    }

    private CompletionStage<ApiResponse> info(ApiRequest request) {
        request.requireEmpty();
        request.guard();
        String name = request.token(CONSUMER);
        return stream(request)
                .ask(consumers -> {
                    ConsumerAsset consumer = consumers.require(name);
                    return consumers.whenDurable(consumer.position(), shown(consumer, context));
                })
                .thenCompose(durable -> durable)
                .thenApply(info ->
                        ApiResponse.of("consumer_info_response").inline(info).build());
    }

    /** What is told of a consumer to those who ask for it alone. Called on the stream's lane. */
    static ConsumerInfo shown(ConsumerAsset consumer, ApiContext context) {
        return consumer.info(ApiLevel.shown(consumer.config(), context.serverVersion()));
    }

    private CompletionStage<ApiResponse> delete(ApiRequest request) {
        request.requireEmpty();
        String name = request.token(CONSUMER);
        return stream(request)
                .ask(consumers -> consumers.delete(consumers.require(name)))
                .thenCompose(durable -> durable)
                .thenApply(done -> StreamApi.success("consumer_delete_response"));
    }

    private CompletionStage<ApiResponse> pause(ApiRequest request) {
        PauseRequest wanted = request.readIfJson(PauseRequest.FIELDS, new PauseRequest());
        String name = request.token(CONSUMER);
        return stream(request)
                .ask(consumers -> {
                    ConsumerAsset consumer = consumers.require(name);
                    consumer.pauseUntil(wanted.until);
                    return consumers.whenDurable(consumer.position(), consumer);
                })
                .thenCompose(durable -> durable)
                .thenApply(consumer -> paused(consumer.config().pauseUntil()));
    }

    private ApiResponse paused(@Nullable Instant until) {
        ApiResponse.Builder response = ApiResponse.of("consumer_pause_response");
        Instant now = context.clock().now();
        if (until == null || !until.isAfter(now)) {
            return response.member("paused", false)
                    .member("pause_until", GoJson.text(until == null ? GoTime.ZERO : until))
                    .build();
        }
        return response.member("paused", true)
                .member("pause_until", GoJson.text(until))
                .member("pause_remaining", nanosBetween(now, until))
                .build();
    }

    private static long nanosBetween(Instant from, Instant to) {
        try {
            return Duration.between(from, to).toNanos();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    private CompletionStage<ApiResponse> unpin(ApiRequest request) {
        if (request.body().length == 0) {
            throw new GoJsonException("unexpected end of JSON input");
        }
        UnpinRequest wanted = readUnpin(request);
        if (wanted.group.isEmpty()) {
            throw new GoJsonException("consumer group not specified");
        }
        String name = request.token(CONSUMER);
        return stream(request)
                .ask(consumers -> {
                    consumers.require(name).unpin(wanted.group);
                    return true;
                })
                .thenApply(done -> ApiResponse.of("consumer_unpin_response").build());
    }

    private static UnpinRequest readUnpin(ApiRequest request) {
        try {
            return request.readLeniently(UnpinRequest.FIELDS, new UnpinRequest());
        } catch (GoJsonException e) {
            // The reference reads this request at once, not as a stream: it says so of what is cut off.
            throw "unexpected EOF".equals(e.getMessage()) ? new GoJsonException("unexpected end of JSON input") : e;
        }
    }

    private CompletionStage<ApiResponse> reset(ApiRequest request) {
        JetStreamAccount account = request.served().account();
        StreamEntry entry = account == null ? null : account.find(request.token(STREAM));
        if (entry == null) {
            return CompletableFuture.completedFuture(ApiResponse.SILENT);
        }
        String name = request.token(CONSUMER);
        return entry.ask(consumers -> {
                    ConsumerAsset consumer = consumers.find(name);
                    return consumer == null
                            ? CompletableFuture.completedFuture(ApiResponse.SILENT)
                            : reset(request, consumers, consumer);
                })
                .thenCompose(response -> response)
                .thenApply(ApiResponse::unaudited);
    }

    /** Called on the stream's lane. */
    private CompletableFuture<ApiResponse> reset(
            ApiRequest request, StreamConsumers consumers, ConsumerAsset consumer) {
        request.requireLevel();
        ResetRequest wanted = request.readLeniently(ResetRequest.FIELDS, new ResetRequest());
        long sequence = consumer.reset(wanted.sequence);
        ApiResponse response = ApiResponse.of("consumer_reset_response")
                .inline(shown(consumer, context))
                .member("reset_seq", sequence)
                .build();
        return consumers.whenDurable(consumer.position(), response);
    }

    private static final class PauseRequest {
        private static final JsonFields<PauseRequest, PauseRequest> FIELDS = JsonFields.<PauseRequest, PauseRequest>of(
                        "JSApiConsumerPauseRequest")
                .field(
                        "pause_until",
                        JsonType.TIME,
                        request -> request.until,
                        (request, value) -> request.until = value)
                .build();

        private Instant until = GoTime.ZERO;
    }

    private static final class UnpinRequest {
        private static final JsonFields<UnpinRequest, UnpinRequest> FIELDS = JsonFields.<UnpinRequest, UnpinRequest>of(
                        "JSApiConsumerUnpinRequest")
                .field("group", JsonType.TEXT, request -> request.group, (request, value) -> request.group = value)
                .build();

        private String group = "";
    }

    private static final class ResetRequest {
        private static final JsonFields<ResetRequest, ResetRequest> FIELDS = JsonFields.<ResetRequest, ResetRequest>of(
                        "JSApiConsumerResetRequest")
                .field(
                        "seq",
                        JsonType.UINT64,
                        request -> request.sequence,
                        (request, value) -> request.sequence = value)
                .build();

        private long sequence;
    }
}
