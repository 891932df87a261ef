package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.ExternalStream;
import dev.natsbroker.broker.jetstream.model.ShortHash;
import dev.natsbroker.broker.jetstream.model.StreamConsumerSource;
import dev.natsbroker.broker.jetstream.model.StreamSource;
import dev.natsbroker.broker.jetstream.model.SubjectTransformConfig;
import dev.natsbroker.broker.message.Digits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The value of {@code Nats-Stream-Source}: from which source a message is, and which of its messages. Written as
 * {@code <stream> <sequence> <filter> <destination> <subject> [<identity>]}.
 *
 * @param stream the stream, with the hashes of what else names it
 * @param sequence the sequence there
 * @param index {@code <stream> <filter> <destination>}: one source of a configuration; empty in headers of old servers
 * @param identity which stream of that name it was; empty if unknown
 */
record SourceHeader(String stream, long sequence, String index, String identity) {
    private static final String EVERYTHING = ">";
    private static final int OLD_FIELDS = 2;
    private static final int FIELDS = 4;
    private static final int IDENTITY = 5;
    private static final String ACK_PREFIX = "$JS.ACK.";

    /** The value as a header has it, or null if it cannot be read. */
    static @Nullable SourceHeader parse(String value) {
        if (value.startsWith(ACK_PREFIX)) {
            return ofReply(value);
        }
        String[] fields = value.split(" ", -1);
        if (fields.length != OLD_FIELDS && fields.length < FIELDS) {
            return null;
        }
        long sequence = number(fields[1]);
        if (sequence < 0) {
            return null;
        }
        boolean isOld = fields.length == OLD_FIELDS;
        String index = isOld ? "" : fields[0] + ' ' + fields[2] + ' ' + fields[3];
        return new SourceHeader(fields[0], sequence, index, fields.length > IDENTITY ? fields[IDENTITY] : "");
    }

    /** The oldest servers wrote the reply subject of the delivery. */
    private static @Nullable SourceHeader ofReply(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        DeliveryReply reply = new DeliveryReply();
        return reply.parse(bytes, 0, bytes.length)
                ? new SourceHeader(reply.stream(), reply.streamSequence(), "", "")
                : null;
    }

    private static long number(String text) {
        return Digits.parse(text.getBytes(StandardCharsets.UTF_8), 0, text.length());
    }

    /** What the headers of a source's messages begin with. */
    static String streamOf(StreamSource source) {
        ExternalStream external = source.external();
        StreamConsumerSource consumer = source.consumer();
        return source.name()
                + (external == null ? "" : ':' + ShortHash.of(external.apiPrefix()))
                + (consumer == null ? "" : ":C=" + ShortHash.of(consumer.name()));
    }

    /** {@code <filter> <destination>}, both with {@code >} for everything. */
    static String rangeOf(StreamSource source) {
        List<SubjectTransformConfig> transforms = source.subjectTransforms();
        if (transforms.isEmpty()) {
            return orEverything(source.filterSubject()) + ' ' + EVERYTHING;
        }
        return transforms.stream().map(each -> orEverything(each.source())).collect(Collectors.joining("\f"))
                + ' '
                + transforms.stream()
                        .map(each -> orEverything(each.destination()))
                        .collect(Collectors.joining("\f"));
    }

    static String indexOf(StreamSource source) {
        return streamOf(source) + ' ' + rangeOf(source);
    }

    private static String orEverything(String subject) {
        return subject.isEmpty() ? EVERYTHING : subject;
    }
}
