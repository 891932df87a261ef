package dev.natsbroker.spring.listener.jetstream;

import dev.natsbroker.spring.core.NatsHeaders;
import io.nats.client.Message;
import io.nats.client.api.MessageInfo;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsJetStreamMetaData;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A message that nobody could handle, and why. */
@SuppressWarnings("ArrayRecordComponent") // made to carry the payload, never compared
record DeadLetter(
        String stream,
        String consumer,
        long sequence,
        String subject,
        @Nullable Headers headers,
        byte[] payload,
        long deliveries,
        Throwable cause) {
    private static final int LONGEST_VALUE = 500;

    /** Headers that tell a server what to do with a message: they were meant for the original. */
    private static final Set<String> INSTRUCTIONS =
            Set.of("nats-msg-id", "nats-ttl", "nats-rollup", "nats-incr", "nats-required-api-level");

    private static final Set<String> INSTRUCTION_PREFIXES = Set.of("nats-expected-", "nats-schedule", "nats-batch-");

    static DeadLetter of(Message message, Throwable cause) {
        NatsJetStreamMetaData about = message.metaData();
        return new DeadLetter(
                about.getStream(),
                about.getConsumer(),
                about.streamSequence(),
                message.getSubject(),
                message.getHeaders(),
                message.getData(),
                about.deliveredCount(),
                cause);
    }

    static DeadLetter of(MessageInfo message, String stream, String consumer, long deliveries) {
        byte[] payload = message.getData();
        return new DeadLetter(
                stream,
                consumer,
                message.getSeq(),
                message.getSubject() == null ? "" : message.getSubject(),
                message.getHeaders(),
                payload == null ? new byte[0] : payload,
                deliveries,
                new DeliveriesExhaustedException("The server gave up on message " + message.getSeq() + " of stream '"
                        + stream + "' after " + deliveries + " deliveries to consumer '" + consumer
                        + "' without an acknowledgement"));
    }

    /** Id by which the stream of dead letters sees that it has this one. */
    String messageId() {
        return "dead-letter." + stream + "." + consumer + "." + sequence;
    }

    /** The subject for this one; {@code template} may have placeholders. */
    String subject(String template) {
        return template.replace("{stream}", stream)
                .replace("{consumer}", consumer)
                .replace("{subject}", subject);
    }

    /**
     * The original's headers, and those that say what happened, in at most {@code limit} bytes: the longest of the original's are
     * left out and named instead, and last the text of the cause. What says which message it was is always there.
     */
    Headers headersWithin(long limit) {
        Headers all = identity();
        putWithin(limit, all, NatsHeaders.DEAD_LETTER_MESSAGE, List.of(headerText(String.valueOf(cause.getMessage()))));
        List<Map.Entry<String, List<String>>> own = headers == null
                ? List.of()
                : headers.entrySet().stream()
                        .filter(header -> !isInstruction(header.getKey()))
                        .sorted(Comparator.comparing(DeadLetter::length))
                        .toList();
        List<String> leftOut = new ArrayList<>();
        for (Map.Entry<String, List<String>> header : own) {
            if (!putWithin(limit - LONGEST_VALUE, all, header.getKey(), header.getValue())) {
                leftOut.add(header.getKey());
            }
        }
        if (!leftOut.isEmpty()) {
            putWithin(limit, all, NatsHeaders.DEAD_LETTER_LEFT_OUT, List.of(headerText(String.join(", ", leftOut))));
        }
        return all;
    }

    private Headers identity() {
        Headers all = new Headers();
        all.put(NatsHeaders.DEAD_LETTER_SUBJECT, subject);
        all.put(NatsHeaders.DEAD_LETTER_STREAM, stream);
        all.put(NatsHeaders.DEAD_LETTER_SEQUENCE, Long.toString(sequence));
        all.put(NatsHeaders.DEAD_LETTER_CONSUMER, consumer);
        all.put(NatsHeaders.DEAD_LETTER_DELIVERIES, Long.toString(deliveries));
        all.put(NatsHeaders.DEAD_LETTER_CAUSE, cause.getClass().getName());
        return all;
    }

    /** Whether there was room; headers that are there already stay. */
    private static boolean putWithin(long limit, Headers all, String name, List<String> values) {
        if (all.containsKey(name)) {
            return true;
        }
        all.put(name, values);
        if (all.serializedLength() > limit) {
            all.remove(name);
            return false;
        }
        return true;
    }

    private static int length(Map.Entry<String, List<String>> header) {
        return header.getValue().stream().mapToInt(String::length).sum();
    }

    private static boolean isInstruction(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        return INSTRUCTIONS.contains(name) || INSTRUCTION_PREFIXES.stream().anyMatch(name::startsWith);
    }

    /** What of a text a header can hold. */
    private static String headerText(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        String ascii = new String(line.getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII)
                .replaceAll("\\p{Cntrl}", "?");
        return ascii.length() <= LONGEST_VALUE ? ascii : ascii.substring(0, LONGEST_VALUE - 3) + "...";
    }

    @Override
    public String toString() {
        return "message " + sequence + " of stream '" + stream + "' on '" + subject + "'";
    }
}
