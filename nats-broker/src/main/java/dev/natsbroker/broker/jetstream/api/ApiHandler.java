package dev.natsbroker.broker.jetstream.api;

import java.util.concurrent.CompletionStage;

/** Answers requests of one kind. Called on the control lane; never blocks. */
@FunctionalInterface
interface ApiHandler {
    /**
     * The answer, perhaps later and on another lane.
     *
     * @throws dev.natsbroker.broker.jetstream.model.JetStreamException with the error to answer
     * @throws dev.natsbroker.broker.json.GoJsonException if the body is none for this request
     */
    CompletionStage<ApiResponse> handle(ApiRequest request);
}
