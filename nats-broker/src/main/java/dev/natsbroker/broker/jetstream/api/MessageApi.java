package dev.natsbroker.broker.jetstream.api;

import dev.natsbroker.broker.jetstream.meta.JetStreamAccount;
import dev.natsbroker.broker.jetstream.meta.StreamInfos;
import dev.natsbroker.broker.jetstream.stream.MessageCopy;
import dev.natsbroker.broker.jetstream.stream.MessageGetRequest;
import dev.natsbroker.broker.jetstream.stream.Stream;
import dev.natsbroker.broker.json.GoJson;
import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;
import dev.natsbroker.broker.json.JsonWritable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Gets and deletes single messages. Called on the control lane. */
final class MessageApi {
    private static final int STREAM = 3;

    /** The endpoints. */
    List<ApiEndpoint> endpoints() {
        return List.of(
                ApiEndpoint.of("STREAM.MSG.GET.*", "stream_msg_get_response", this::get),
                ApiEndpoint.of("STREAM.MSG.DELETE.*", "stream_msg_delete_response", this::delete));
    }

    private CompletionStage<ApiResponse> get(ApiRequest request) {
        JetStreamAccount account = request.account();
        request.requireBody();
        MessageGetRequest wanted =
                MessageGetRequest.read(request.body(), request.served().unknownFields());
        return account.require(request.token(STREAM))
                .ask(consumers -> whenSafe(consumers.stream(), wanted))
                .thenCompose(message -> message)
                .thenApply(message -> ApiResponse.of("stream_msg_get_response")
                        .member("message", json(message))
                        .build()
                        .unaudited());
    }

    /** What a loss of power could still undo is not told. Called on the stream's lane. */
    private static CompletableFuture<MessageCopy> whenSafe(Stream stream, MessageGetRequest wanted) {
        MessageCopy message = stream.operations().get(wanted);
        return message.sequence() <= stream.committed()
                ? CompletableFuture.completedFuture(message)
                : Durable.after(stream, message);
    }

    private static JsonWritable json(MessageCopy message) {
        return json -> {
            json.writeStartObject();
            json.writeStringProperty("subject", message.subject());
            json.writeName("seq");
            json.writeRawValue(Long.toUnsignedString(message.sequence()));
            if (message.headers().length > 0) {
                json.writeName("hdrs");
                json.writeBinary(message.headers());
            }
            if (message.payload().length > 0) {
                json.writeName("data");
                json.writeBinary(message.payload());
            }
            json.writeStringProperty("time", GoJson.text(StreamInfos.timeOf(message.timeNanos())));
            json.writeEndObject();
        };
    }

    private CompletionStage<ApiResponse> delete(ApiRequest request) {
        JetStreamAccount account = request.account();
        request.requireBody();
        DeleteRequest what = request.read(DeleteRequest.FIELDS, new DeleteRequest());
        return account.require(request.token(STREAM))
                .ask(consumers -> {
                    consumers.stream().operations().delete(what.sequence, !what.noErase);
                    return Durable.after(consumers.stream(), true);
                })
                .thenCompose(durable -> durable)
                .thenApply(done -> StreamApi.success("stream_msg_delete_response"));
    }

    private static final class DeleteRequest {
        private static final JsonFields<DeleteRequest, DeleteRequest> FIELDS =
                JsonFields.<DeleteRequest, DeleteRequest>of("JSApiMsgDeleteRequest")
                        .field(
                                "seq",
                                JsonType.UINT64,
                                request -> request.sequence,
                                (request, value) -> request.sequence = value)
                        .optional(
                                "no_erase",
                                JsonType.BOOL,
                                request -> request.noErase,
                                (request, value) -> request.noErase = value)
                        .build();

        private long sequence;
        private boolean noErase;
    }
}
