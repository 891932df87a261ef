package dev.natsbroker.broker.jetstream.api;

import dev.natsbroker.broker.events.AssetAction;
import dev.natsbroker.broker.events.StreamTransfer;
import dev.natsbroker.broker.jetstream.api.archive.ArchiveEntry;
import dev.natsbroker.broker.jetstream.api.archive.ArchiveException;
import dev.natsbroker.broker.jetstream.api.archive.ArchiveReader;
import dev.natsbroker.broker.jetstream.meta.ConsumerArchive;
import dev.natsbroker.broker.jetstream.meta.StreamEntry;
import dev.natsbroker.broker.jetstream.meta.StreamInfos;
import dev.natsbroker.broker.jetstream.meta.StreamRestore;
import dev.natsbroker.broker.jetstream.model.ApiError;
import dev.natsbroker.broker.jetstream.model.ApiLevel;
import dev.natsbroker.broker.jetstream.model.JetStreamError;
import dev.natsbroker.broker.jetstream.model.JetStreamException;
import dev.natsbroker.broker.jetstream.store.NewMessage;
import dev.natsbroker.broker.jetstream.stream.Stream;
import dev.natsbroker.broker.json.GoJsonException;
import dev.natsbroker.broker.message.Message;
import dev.natsbroker.broker.message.Subscription;
import dev.natsbroker.broker.runtime.Timers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Receives one archive in pieces, each of which is acknowledged when its messages are written; an empty piece ends it and is answered
 * like a create request. What is wrong with the archive is told then. Owned by the control lane.
 */
final class RestoreReceiver {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final byte[] NOTHING = {};
    private static final String TYPE = "stream_create_response";

    private final ApiContext context;
    private final ApiRequest request;
    private final StreamRestore restore;
    private final long lastSequence;
    private final String name;
    private final String subject;
    private final Instant start;
    private final ArchiveReader archive = new ArchiveReader();
    private @Nullable Subscription subscription;
    private Timers.@Nullable Timer timer;
    private @Nullable String problem;
    private long bytes;
    private boolean ended;

    RestoreReceiver(ApiContext context, ApiRequest request, StreamRestore restore, long lastSequence, String name) {
        this.context = context;
        this.request = request;
        this.restore = restore;
        this.lastSequence = lastSequence;
        this.name = name;
        this.subject = "$JS.SNAPSHOT.RESTORE." + name + '.' + context.ids().get();
        this.start = context.clock().now();
    }

    /** Begins; returns the subject for the pieces. */
    String begin() {
        subscription = request.served().subscribe(subject, this::receive);
        request.served().advisories().publish(StreamTransfer.restoreBegins(name, request.client()));
        restartTimer();
        return subject;
    }

    private void restartTimer() {
        context.lane().timers().cancel(timer);
        timer = context.lane().timers().after(PATIENCE_NANOS, this::giveUp);
    }

    private void giveUp() {
        close();
        request.account().restores().abort(restore);
    }

    private void close() {
        ended = true;
        context.lane().timers().cancel(timer);
        if (subscription != null) {
            request.served().unsubscribe(subscription);
        }
        request.served()
                .advisories()
                .publish(StreamTransfer.restoreEnds(name, start, context.clock().now(), bytes, request.client()));
    }

    private void receive(Message message) {
        if (ended) {
            return;
        }
        byte[] reply = Arrays.copyOfRange(
                message.buffer(), message.replyOffset(), message.replyOffset() + message.replyLength());
        int payload = message.bodyOffset() + message.headersLength();
        int length = message.bodyLength() - message.headersLength();
        restartTimer();
        if (length == 0) {
            finish(reply);
            return;
        }
        bytes += length;
        take(message.buffer(), payload, length)
                .whenCompleteAsync((done, failure) -> taken(reply, failure), context.lane());
    }

    private void taken(byte[] reply, @Nullable Throwable failure) {
        if (failure != null && problem == null) {
            problem = textOf(failure);
        }
        if (reply.length > 0) {
            request.served().publish(reply, NOTHING, NOTHING);
        }
    }

    /** Fulfilled when the messages of the piece are written. */
    private CompletableFuture<Void> take(byte[] buffer, int offset, int length) {
        if (problem != null) {
            return CompletableFuture.completedFuture(null);
        }
        List<NewMessage> messages = new ArrayList<>();
        try {
            archive.add(buffer, offset, length);
            for (ArchiveEntry entry = archive.next(); entry != null; entry = archive.next()) {
                if (entry.isMessage()) {
                    messages.add(messageOf(entry));
                } else if (entry.text().startsWith(ArchiveEntry.CONSUMERS)) {
                    restore.add(
                            entry.text().substring(ArchiveEntry.CONSUMERS.length()),
                            ConsumerArchive.fromBytes(entry.payload()));
                }
            }
        } catch (ArchiveException | GoJsonException e) {
            problem = e.getMessage();
        }
        return messages.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : restore.run(stream -> append(stream, messages));
    }

    private static NewMessage messageOf(ArchiveEntry entry) {
        NewMessage message = new NewMessage();
        message.sequence = entry.sequence();
        message.timeNanos = entry.timeNanos();
        message.subject(entry.name(), 0, entry.name().length);
        message.headers(entry.headers(), 0, entry.headers().length);
        message.payload(entry.payload(), 0, entry.payload().length);
        return message;
    }

    private static void append(Stream stream, List<NewMessage> messages) {
        messages.forEach(message -> StreamRestore.append(stream, message));
    }

    private void finish(byte[] reply) {
        close();
        if (problem == null && !archive.isComplete()) {
            problem = archive.isEmpty() ? "EOF" : "s2: corrupt input";
        }
        if (problem != null) {
            request.account().restores().abort(restore);
            answer(reply, failure(JetStreamError.STREAM_RESTORE.with(problem)));
            return;
        }
        restore.run(this::skipToEnd);
        finished()
                .thenCompose(entry -> entry.ask(consumers -> {
                    consumers.advisories().publish(AssetAction.ofStream(name, AssetAction.Action.CREATE));
                    return consumers.whenAllDurable(StreamInfos.of(consumers, false, ""));
                }))
                .thenCompose(info -> info)
                .whenCompleteAsync(
                        (info, failure) -> answer(
                                reply,
                                info == null
                                        ? failure(errorOf(failure))
                                        : ApiResponse.of(TYPE)
                                                .inline(StreamInfos.withoutDomain(StreamInfos.withConfig(
                                                        info, ApiLevel.shown(info.config(), context.serverVersion()))))
                                                .build()),
                        context.lane());
    }

    private CompletableFuture<StreamEntry> finished() {
        try {
            return request.account().restores().finish(restore);
        } catch (JetStreamException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Messages at the end may have been deleted: their sequences are not given again. */
    private void skipToEnd(Stream stream) {
        if (lastSequence > stream.store().lastSequence()) {
            stream.store().skipTo(lastSequence, stream.lane().clock().epochNanos());
        }
    }

    private static ApiResponse failure(ApiError error) {
        return ApiResponse.of(TYPE).error(error).build();
    }

    private void answer(byte[] reply, ApiResponse response) {
        if (reply.length > 0) {
            request.served().publish(reply, NOTHING, response.json());
        }
    }

    private static ApiError errorOf(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof JetStreamException refusal
                ? refusal.error()
                : JetStreamError.STREAM_RESTORE.with(textOf(failure));
    }

    private static String textOf(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause == null || cause.getMessage() == null ? String.valueOf(cause) : cause.getMessage();
    }
}
