package dev.natsbroker.broker.jetstream.api;

import dev.natsbroker.broker.events.StreamTransfer;
import dev.natsbroker.broker.jetstream.api.archive.ArchiveEntry;
import dev.natsbroker.broker.jetstream.api.archive.ArchiveWriter;
import dev.natsbroker.broker.jetstream.meta.StreamEntry;
import dev.natsbroker.broker.message.Message;
import dev.natsbroker.broker.message.Subscription;
import dev.natsbroker.broker.runtime.Timers;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends one snapshot: reads messages on the stream's lane, some at a time, and sends them in chunks as fast as the receiver takes them.
 * Owned by the control lane.
 *
 * <p>A chunk has the reply subject {@code $JS.SNAPSHOT.ACK.STREAM.ID.SIZE.INDEX}; the receiver answers to it to be sent more. The last
 * chunk, if it is short, has none. A message with a status line ends the transfer.
 */
final class SnapshotSender {
    private static final long INTEREST_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long FLOW_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final byte[] NOTHING = {};

    private final ApiContext context;
    private final ApiRequest request;
    private final StreamEntry entry;
    private final SnapshotApi.Contents contents;
    private final byte[] target;
    private final int chunkSize;
    private final int windowSize;
    private final String ackPrefix;
    private final Instant start;
    private final SnapshotSource source;
    private final ArchiveWriter archive = new ArchiveWriter();
    private final ByteArrayOutputStream ready = new ByteArrayOutputStream();
    private @Nullable Subscription acks;
    private Timers.@Nullable Timer timer;
    private long waitedNanos;
    private int index;
    private long unacknowledged;
    private boolean reading;
    private boolean complete;
    private boolean ended;

    SnapshotSender(
            ApiContext context,
            ApiRequest request,
            StreamEntry entry,
            SnapshotApi.SnapshotRequest wanted,
            SnapshotApi.Contents contents) {
        this.context = context;
        this.request = request;
        this.entry = entry;
        this.contents = contents;
        this.target = wanted.deliverSubject().getBytes(StandardCharsets.UTF_8);
        this.chunkSize = wanted.chunkSize();
        this.windowSize = wanted.windowSize();
        this.ackPrefix =
                "$JS.SNAPSHOT.ACK." + entry.name() + '.' + context.ids().get();
        this.start = context.clock().now();
        this.source =
                new SnapshotSource(contents.state().firstSeq(), contents.state().lastSeq());
    }

    /** Begins, once the request is answered. */
    void begin() {
        request.served()
                .advisories()
                .publish(StreamTransfer.snapshotBegins(entry.name(), contents.state(), request.client()));
        acks = request.served().subscribe(ackPrefix + ".*.*", this::acknowledged);
        contents.files().forEach(archive::add);
        awaitInterest();
    }

    private void awaitInterest() {
        if (request.served().publisher().hasInterest(target, 0, target.length)) {
            pump();
        } else if (waitedNanos >= INTEREST_NANOS) {
            end("408 No Interest", "no interest");
        } else {
            waitedNanos += LOOK_NANOS;
            timer = context.lane().timers().after(LOOK_NANOS, this::awaitInterest);
        }
    }

    private void acknowledged(Message message) {
        String subject =
                new String(message.buffer(), message.subjectOffset(), message.subjectLength(), StandardCharsets.UTF_8);
        String[] tokens = subject.substring(ackPrefix.length() + 1).split("\\.", -1);
        try {
            unacknowledged = Math.max(0, unacknowledged - Long.parseLong(tokens[0]));
        } catch (NumberFormatException e) {
            return; // nobody but us makes these subjects
        }
        restartTimer();
        pump();
    }

    private void restartTimer() {
        context.lane().timers().cancel(timer);
        timer = ended ? null : context.lane().timers().after(FLOW_NANOS, this::timedOut);
    }

    private void timedOut() {
        if (unacknowledged > 0) {
            end("408 No Flow Response", "no flow response");
        } else {
            restartTimer();
        }
    }

    /** Sends what the window allows, and asks for more. */
    private void pump() {
        while (!ended && unacknowledged < windowSize && ready.size() >= chunkSize) {
            byte[] bytes = ready.toByteArray();
            ready.reset();
            int at = 0;
            while (unacknowledged < windowSize && bytes.length - at >= chunkSize) {
                send(Arrays.copyOfRange(bytes, at, at + chunkSize), true);
                at += chunkSize;
            }
            ready.write(bytes, at, bytes.length - at);
        }
        if (ended || unacknowledged >= windowSize) {
            return;
        }
        if (complete) {
            if (ready.size() > 0) {
                send(ready.toByteArray(), false);
                ready.reset();
            }
            end("204", null);
        } else if (!reading) {
            read();
        }
    }

    private void send(byte[] chunk, boolean isAcknowledged) {
        index++;
        byte[] reply = isAcknowledged
                ? (ackPrefix + '.' + chunk.length + '.' + index).getBytes(StandardCharsets.UTF_8)
                : NOTHING;
        if (isAcknowledged) {
            if (unacknowledged == 0) {
                unacknowledged += chunk.length;
                restartTimer();
            } else {
                unacknowledged += chunk.length;
            }
        }
        request.served().publish(target, reply, NOTHING, chunk);
    }

    private void read() {
        reading = true;
        entry.ask(consumers -> {
                    consumers.requireThere();
                    return source.read(consumers.stream().store());
                })
                .whenCompleteAsync(this::haveRead, context.lane());
    }

    private void haveRead(@Nullable List<ArchiveEntry> entries, @Nullable Throwable failure) {
        reading = false;
        if (ended) {
            return;
        }
        if (entries == null) {
            end("500 stream is gone", String.valueOf(failure));
            return;
        }
        entries.forEach(archive::add);
        if (entries.isEmpty()) {
            archive.end();
            complete = true;
        }
        ready.writeBytes(archive.take());
        pump();
    }

    private void end(String status, @Nullable String error) {
        ended = true;
        context.lane().timers().cancel(timer);
        if (acks != null) {
            request.served().unsubscribe(acks);
        }
        byte[] headers = ("NATS/1.0 " + status + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
        request.served().publish(target, headers, NOTHING);
        request.served()
                .advisories()
                .publish(StreamTransfer.snapshotEnds(
                        entry.name(), start, context.clock().now(), request.client(), error));
    }
}
