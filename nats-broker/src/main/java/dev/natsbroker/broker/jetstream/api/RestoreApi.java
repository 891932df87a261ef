package dev.natsbroker.broker.jetstream.api;

import dev.natsbroker.broker.jetstream.meta.JetStreamAccount;
import dev.natsbroker.broker.jetstream.model.JetStreamError;
import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.model.StreamState;
import dev.natsbroker.broker.json.JsonFields;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Begins to restore streams. Called on the control lane. */
final class RestoreApi {
    private static final int STREAM = 2;

    private final ApiContext context;

    RestoreApi(ApiContext context) {
        this.context = context;
    }

    /** The endpoints. */
    List<ApiEndpoint> endpoints() {
        return List.of(ApiEndpoint.of("STREAM.RESTORE.*", "stream_restore_response", this::restore)
                .alwaysWith("\"deliver_subject\":\"\""));
    }

    private CompletionStage<ApiResponse> restore(ApiRequest request) {
        JetStreamAccount account = request.account();
        request.requireBody();
        RestoreRequest wanted = request.read(RestoreRequest.FIELDS, new RestoreRequest());
        String name = request.token(STREAM);
        if (!wanted.config.name().equals(name)) {
            throw JetStreamError.STREAM_MISMATCH.toException();
        }
        if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
            throw JetStreamError.STREAM_NAME_CONTAINS_PATH_SEPARATORS.toException();
        }
        RestoreReceiver receiver = new RestoreReceiver(
                context, request, account.restores().begin(wanted.config), wanted.state.lastSeq(), name);
        return CompletableFuture.completedFuture(ApiResponse.of("stream_restore_response")
                .member("deliver_subject", receiver.begin())
                .build());
    }

    private static final class RestoreRequest {
        private static final JsonFields<RestoreRequest, RestoreRequest> FIELDS =
                JsonFields.<RestoreRequest, RestoreRequest>of("JSApiStreamRestoreRequest")
                        .field(
                                "config",
                                StreamConfig.jsonType(),
                                request -> request.config,
                                (request, value) -> request.config = value)
                        .field(
                                "state",
                                StreamState.jsonType(),
                                request -> request.state,
                                (request, value) -> request.state = value)
                        .build();

        private StreamConfig config = StreamConfig.builder().build();
        private StreamState state = StreamState.EMPTY;
    }
}
