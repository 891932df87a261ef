package dev.natsbroker.broker.jetstream.api;

import dev.natsbroker.broker.jetstream.api.archive.ArchiveEntry;
import dev.natsbroker.broker.jetstream.meta.ConsumerAsset;
import dev.natsbroker.broker.jetstream.meta.JetStreamAccount;
import dev.natsbroker.broker.jetstream.meta.StreamConsumers;
import dev.natsbroker.broker.jetstream.meta.StreamEntry;
import dev.natsbroker.broker.jetstream.meta.StreamInfos;
import dev.natsbroker.broker.jetstream.model.JetStreamError;
import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.model.StreamState;
import dev.natsbroker.broker.json.GoJson;
import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;
import dev.natsbroker.broker.subject.Subjects;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Sends snapshots of streams. Called on the control lane. */
final class SnapshotApi {
    private static final int STREAM = 2;

    private final ApiContext context;

    SnapshotApi(ApiContext context) {
        this.context = context;
    }

    /** The endpoints. */
    List<ApiEndpoint> endpoints() {
        return List.of(ApiEndpoint.of("STREAM.SNAPSHOT.*", "stream_snapshot_response", this::snapshot));
    }

    private CompletionStage<ApiResponse> snapshot(ApiRequest request) {
        JetStreamAccount account = request.account();
        request.requireBody();
        SnapshotRequest wanted = request.read(SnapshotRequest.FIELDS, new SnapshotRequest());
        StreamEntry entry = account.require(request.token(STREAM));
        if (!Subjects.isValid(wanted.deliverSubject) || !Subjects.isLiteral(wanted.deliverSubject)) {
            throw JetStreamError.SNAPSHOT_DELIVER_SUBJECT_INVALID.toException();
        }
        return entry.ask(consumers -> contents(consumers, !wanted.noConsumers)).thenApply(contents -> {
            SnapshotSender sender = new SnapshotSender(context, request, entry, wanted, contents);
            // The second hop puts it behind the answer.
            context.lane().execute(() -> context.lane().execute(sender::begin));
            return ApiResponse.of("stream_snapshot_response")
                    .member("config", contents.config)
                    .member("state", contents.state)
                    .build();
        });
    }

    /** What the snapshot begins with. Called on the stream's lane. */
    private static Contents contents(StreamConsumers consumers, boolean withConsumers) {
        StreamState state = StreamInfos.state(consumers, false, "");
        long now = consumers.stream().lane().clock().epochNanos();
        List<ArchiveEntry> files = new ArrayList<>();
        files.add(ArchiveEntry.file(ArchiveEntry.STATE, now, GoJson.compact(state)));
        if (withConsumers) {
            for (ConsumerAsset consumer : consumers.all()) {
                files.add(ArchiveEntry.file(
                        ArchiveEntry.CONSUMERS + consumer.name(),
                        now,
                        consumer.archive().toBytes()));
            }
        }
        return new Contents(consumers.stream().config(), state, files);
    }

    /**
     * What a snapshot begins with.
     *
     * @param config the configuration of the stream
     * @param state what it holds
     * @param files the first entries of the archive
     */
    record Contents(StreamConfig config, StreamState state, List<ArchiveEntry> files) {}

    /** What a request for a snapshot says. Filled by the reader. */
    static final class SnapshotRequest {
        private static final JsonFields<SnapshotRequest, SnapshotRequest> FIELDS =
                JsonFields.<SnapshotRequest, SnapshotRequest>of("JSApiStreamSnapshotRequest")
                        .field(
                                "deliver_subject",
                                JsonType.TEXT,
                                request -> request.deliverSubject,
                                (request, value) -> request.deliverSubject = value)
                        .optional(
                                "no_consumers",
                                JsonType.BOOL,
                                request -> request.noConsumers,
                                (request, value) -> request.noConsumers = value)
                        .optional(
                                "chunk_size",
                                JsonType.INT,
                                request -> request.chunkSize,
                                (request, value) -> request.chunkSize = value)
                        .optional(
                                "window_size",
                                JsonType.INT,
                                request -> request.windowSize,
                                (request, value) -> request.windowSize = value)
                        .optional(
                                "jsck",
                                JsonType.BOOL,
                                request -> request.check,
                                (request, value) -> request.check = value)
                        .build();

        private static final int CHUNK = 128 << 10;
        private static final int CHUNK_MAX = 1 << 20;
        private static final int WINDOW = 8 << 20;
        private static final int WINDOW_MAX = 32 << 20;
        private static final int LEAST = 1 << 10;

        private String deliverSubject = "";
        private boolean noConsumers;
        private long chunkSize;
        private long windowSize;

        @SuppressWarnings("UnusedVariable") // every record is checked when it is read
        private boolean check;

        String deliverSubject() {
            return deliverSubject;
        }

        /** The bytes of one message. */
        int chunkSize() {
            return clamped(chunkSize, CHUNK, CHUNK_MAX);
        }

        /** The bytes that may be on their way. */
        int windowSize() {
            return clamped(windowSize, WINDOW, WINDOW_MAX);
        }

        private static int clamped(long wanted, int otherwise, int max) {
            return wanted == 0 ? otherwise : (int) Math.max(LEAST, Math.min(max, wanted));
        }
    }
}
