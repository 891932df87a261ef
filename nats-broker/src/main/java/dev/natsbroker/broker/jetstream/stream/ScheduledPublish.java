package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.store.StoredMessage;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Makes the message that a schedule publishes when its time has come, and puts it into the stream. Owned by the lane. */
final class ScheduledPublish {
    private static final DateTimeFormatter LOCAL_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssXXX");
    private static final byte[] NOTHING = {};

    private final Stream stream;
    private final StoredMessage schedule = new StoredMessage();
    private final StoredMessage source = new StoredMessage();
    private final PublishHeaders headers = new PublishHeaders();
    private final HeaderBlock block = new HeaderBlock();
    private final IncomingMessage incoming = new IncomingMessage();
    private final TimeText utc = new TimeText();

    ScheduledPublish(Stream stream) {
        this.stream = stream;
    }

    /** Publishes; returns false if the message is no schedule any more. The stream's checks may still refuse what is published. */
    boolean publish(ScheduleTable.Entry entry) {
        StreamStore store = stream.store();
        if (!store.read(entry.sequence(), schedule) || schedule.headersLength() == 0) {
            return false;
        }
        headers.scan(schedule.buffer(), schedule.headersOffset(), schedule.headersLength());
        MessageSchedule parsed = headers.hasValue(PublishHeader.SCHEDULE) ? ScheduleChecks.parse(headers) : null;
        byte[] target = headers.copy(PublishHeader.SCHEDULE_TARGET);
        long now = stream.lane().clock().epochNanos();
        long next = parsed == null ? MessageSchedule.NEVER : parsed.next(entry.dueNanos(), now);
        if (parsed == null || next == MessageSchedule.NEVER || target.length == 0) {
            return false;
        }
        StoredMessage content = content(store);
        String following = parsed.repeats() ? text(next, parsed.zone()) : "purge";
        byte[] headerBlock = headers(entry, content, following);
        byte[] payload = Arrays.copyOfRange(
                content.buffer(), content.payloadOffset(), content.payloadOffset() + content.payloadLength());
        incoming.take(target, headerBlock, payload, true);
        stream.ingest().publish(incoming);
        return true;
    }

    /** The last message of the source subject, or the schedule itself. */
    private StoredMessage content(StreamStore store) {
        byte[] subject = headers.copy(PublishHeader.SCHEDULE_SOURCE);
        return subject.length > 0 && store.read(store.lastOf(subject, 0, subject.length), source) ? source : schedule;
    }

    private byte[] headers(ScheduleTable.Entry entry, StoredMessage content, String following) {
        String ttl = headers.text(PublishHeader.SCHEDULE_TTL);
        String rollup = headers.text(PublishHeader.SCHEDULE_ROLLUP);
        block.copy(content.buffer(), content.headersOffset(), content.headersLength())
                .removePrefix(PublishHeader.SCHEDULE.headerName())
                .removePrefix("Nats-Expected-")
                .remove(PublishHeader.MSG_ID.headerName())
                .remove(PublishHeader.TTL.headerName())
                .remove(PublishHeader.ROLLUP.headerName());
        add(PublishHeader.SCHEDULER, new String(bytes(entry.subject()), StandardCharsets.UTF_8));
        add(PublishHeader.SCHEDULE_NEXT, following);
        add(PublishHeader.TTL, ttl);
        add(PublishHeader.ROLLUP, rollup);
        return block.length() == 0 ? NOTHING : block.toByteArray();
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.ISO_8859_1);
    }

    private void add(PublishHeader header, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            block.add(header.headerName(), value);
        }
    }

    private String text(long timeNanos, ZoneId zone) {
        return zone.equals(ZoneOffset.UTC)
                ? utc.format(timeNanos).toString()
                : LOCAL_TIME.format(Instant.ofEpochSecond(0, timeNanos).atZone(zone));
    }
}
