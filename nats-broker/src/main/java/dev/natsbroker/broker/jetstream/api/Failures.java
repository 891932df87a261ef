package dev.natsbroker.broker.jetstream.api;

import dev.natsbroker.broker.jetstream.model.ApiError;
import dev.natsbroker.broker.jetstream.model.JetStreamError;
import dev.natsbroker.broker.jetstream.model.JetStreamException;
import dev.natsbroker.broker.json.GoJsonException;
import dev.natsbroker.broker.runtime.ServerLog;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Which error an exception is. */
final class Failures {
    private Failures() {}

    /** The error to answer; what is no refusal is a fault of ours and is logged. */
    static ApiError errorOf(@Nullable Throwable failure, ApiRequest request, ServerLog log) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof JetStreamException refusal) {
            return refusal.error();
        }
        if (cause instanceof GoJsonException syntax) {
            return JetStreamError.INVALID_JSON.with(String.valueOf(syntax.getMessage()));
        }
        log.error("JetStream API request " + request.subject() + " failed: " + cause);
        return JetStreamError.STREAM_GENERAL_ERROR.with(String.valueOf(cause));
    }
}
