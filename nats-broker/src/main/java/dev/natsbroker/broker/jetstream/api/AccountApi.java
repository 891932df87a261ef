package dev.natsbroker.broker.jetstream.api;

import dev.natsbroker.broker.config.JetStreamAccountOptions;
import dev.natsbroker.broker.jetstream.meta.AccountResources;
import dev.natsbroker.broker.jetstream.meta.JetStreamAccount;
import dev.natsbroker.broker.jetstream.meta.StorageUsage;
import dev.natsbroker.broker.jetstream.model.ApiLevel;
import dev.natsbroker.broker.json.JsonWritable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import tools.jackson.core.JsonGenerator;

/** Tells an account what it uses and may use. Called on the control lane. */
final class AccountApi {
    private final ApiContext context;

    AccountApi(ApiContext context) {
        this.context = context;
    }

    /** The endpoints. */
    List<ApiEndpoint> endpoints() {
        return List.of(ApiEndpoint.of("INFO", "account_info_response", this::info));
    }

    private CompletionStage<ApiResponse> info(ApiRequest request) {
        JetStreamAccount account = request.account();
        AccountResources resources = account.resources();
        StorageUsage usage = resources.usage();
        return CompletableFuture.completedFuture(ApiResponse.of("account_info_response")
                .member("memory", usage.used(true))
                .member("storage", usage.used(false))
                .member("reserved_memory", usage.reserved(true))
                .member("reserved_storage", usage.reserved(false))
                .member("streams", account.streams().size())
                .member("consumers", resources.consumers())
                .member("limits", limits(resources.limits()))
                .optional("domain", context.options().domain())
                .member("api", counters(request.served()))
                .build());
    }

    private static JsonWritable limits(JetStreamAccountOptions limits) {
        return json -> {
            json.writeStartObject();
            json.writeNumberProperty("max_memory", limits.maxMemoryBytes());
            json.writeNumberProperty("max_storage", limits.maxFileBytes());
            json.writeNumberProperty("max_streams", limits.maxStreams());
            json.writeNumberProperty("max_consumers", limits.maxConsumers());
            json.writeNumberProperty("max_ack_pending", limits.maxAckPending());
            json.writeNumberProperty("memory_max_stream_bytes", limits.memoryMaxStreamBytes());
            json.writeNumberProperty("storage_max_stream_bytes", limits.diskMaxStreamBytes());
            json.writeBooleanProperty("max_bytes_required", limits.maxBytesRequired());
            json.writeEndObject();
        };
    }

    private static JsonWritable counters(ServedAccount served) {
        return (JsonGenerator json) -> {
            json.writeStartObject();
            json.writeNumberProperty("level", ApiLevel.CURRENT);
            json.writeNumberProperty("total", served.total());
            json.writeNumberProperty("errors", served.errors());
            json.writeEndObject();
        };
    }
}
