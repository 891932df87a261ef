package dev.natsbroker.broker.jetstream.meta;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.store.StoredMessage;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import dev.natsbroker.broker.jetstream.store.SubjectFilter;
import dev.natsbroker.broker.jetstream.stream.Stream;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a stream holds at one moment. */
record StreamSnapshot(
        StreamConfig config, Instant created, Map<Long, String> messages, long first, long last, long bytes) {
    private static final Pattern BATCH = Pattern.compile("\\|b\\d+-(\\d+)of(\\d+)-");

    /** A stream before anything was published. */
    static StreamSnapshot of(Stream stream) {
        StreamStore store = stream.store();
        Map<Long, String> messages = new TreeMap<>();
        for (long sequence = store.firstSequence(); sequence <= store.lastSequence(); sequence++) {
            String text = read(store, sequence);
            if (text != null) {
                messages.put(sequence, text);
            }
        }
        return new StreamSnapshot(
                stream.config(),
                stream.created(),
                messages,
                store.firstSequence(),
                store.lastSequence(),
                store.bytes());
    }

    private static @Nullable String read(StreamStore store, long sequence) {
        StoredMessage message = new StoredMessage();
        if (!store.read(sequence, message)) {
            return null;
        }
        byte[] bytes = message.buffer();
        return new String(bytes, message.subjectOffset(), message.subjectLength(), UTF_8)
                + '|'
                + new String(bytes, message.payloadOffset(), message.payloadLength(), UTF_8)
                + '|'
                + new String(bytes, message.headersOffset(), message.headersLength(), UTF_8)
                + '|'
                + message.timeNanos();
    }

    /** Whether the store still is as it was. */
    boolean isStillThatOf(Stream stream) {
        StreamStore store = stream.store();
        return store.lastSequence() == last
                && store.messages() == messages.size()
                && store.firstSequence() == first
                && store.bytes() == bytes
                && stream.config() == config;
    }

    /** Fails if the store contradicts itself. */
    void checkConsistency(Stream stream) {
        StreamStore store = stream.store();
        require(store.messages() == messages.size(), "counts " + store.messages() + " messages", stream);
        Map<String, Long> counts = new TreeMap<>();
        messages.values().forEach(text -> counts.merge(subjectOf(text), 1L, Long::sum));
        require(store.subjectCount() == counts.size(), "counts " + store.subjectCount() + " subjects", stream);
        Map<String, Long> told = new TreeMap<>();
        Set<String> wrong = new HashSet<>();
        store.subjects(SubjectFilter.ALL, (subject, offset, length, count, firstOf, lastOf) -> {
            String name = new String(subject, offset, length, UTF_8);
            told.put(name, count);
            boolean right = messages.containsKey(firstOf)
                    && messages.containsKey(lastOf)
                    && subjectOf(messages.get(firstOf)).equals(name)
                    && subjectOf(messages.get(lastOf)).equals(name);
            if (!right) {
                wrong.add(name);
            }
            return true;
        });
        require(told.equals(counts), "tells " + told + " instead of " + counts, stream);
        require(wrong.isEmpty(), "tells wrong sequences of " + wrong, stream);
        require(store.countMatching(SubjectFilter.ALL, 1) == messages.size(), "finds others than it counts", stream);
    }

    private void require(boolean condition, String problem, Stream stream) {
        if (!condition) {
            throw new AssertionError("Stream " + stream.config().name() + " " + problem + ": " + messages);
        }
    }

    static String subjectOf(String text) {
        return text.substring(0, text.indexOf('|'));
    }

    /** Subject and payload of the message, without headers and time; null if there is none. */
    @Nullable
    String payload(long sequence) {
        String text = messages.get(sequence);
        return text == null ? null : text.substring(0, text.indexOf('|', text.indexOf('|') + 1));
    }

    /**
     * Why batches are not as they were published; null if all is well. A payload {@code b<id>-<number>of<size>-…} says of which batch a
     * message is: where it has been seen, all of that batch had got their sequences.
     */
    @Nullable
    String problemOfBatches(List<StreamSnapshot> history) {
        for (StreamSnapshot each : history) {
            String problem = problemOfBatchesOf(each.messages);
            if (problem != null) {
                return problem;
            }
        }
        return problemOfBatchesOf(messages);
    }

    private @Nullable String problemOfBatchesOf(Map<Long, String> seen) {
        for (Map.Entry<Long, String> message : seen.entrySet()) {
            Matcher batch = BATCH.matcher(message.getValue());
            if (batch.find()) {
                long first = message.getKey() - Long.parseLong(batch.group(1)) + 1;
                long end = first + Long.parseLong(batch.group(2)) - 1;
                if (last >= first && last < end) {
                    return "it ends at " + last + " within the batch " + first + " to " + end;
                }
            }
        }
        return null;
    }

    private boolean isExpired(String text, long epochNanos) {
        long time = Long.parseLong(text.substring(text.lastIndexOf('|') + 1));
        return config.maxAgeNanos() > 0 && time + config.maxAgeNanos() <= epochNanos;
    }

    /** Why this is not something that can be left between two moments, and found at a later one; null if it can. */
    @Nullable
    String problemBetween(StreamSnapshot before, StreamSnapshot after, long epochNanos) {
        if (!config.equals(before.config) && !config.equals(after.config)) {
            return "its configuration is " + config + "\n not " + before.config + "\n nor " + after.config;
        }
        if (!created.equals(before.created)) {
            return "it was created at " + created;
        }
        if (last < Math.min(before.last, after.last) || last > Math.max(before.last, after.last)) {
            return "its last sequence is " + last + ", not " + before.last + " to " + after.last;
        }
        for (Map.Entry<Long, String> message : messages.entrySet()) {
            Long sequence = message.getKey();
            boolean isPassing =
                    sequence > before.last && sequence <= after.last; // the step that stored it has removed it
            if (!isPassing
                    && !message.getValue().equals(before.messages.get(sequence))
                    && !message.getValue().equals(after.messages.get(sequence))) {
                return "it has " + message;
            }
        }
        for (Map.Entry<Long, String> message : before.messages.entrySet()) {
            if (after.messages.containsKey(message.getKey())
                    && !messages.containsKey(message.getKey())
                    && !isExpired(message.getValue(), epochNanos)) {
                return "it has lost " + message;
            }
        }
        return null;
    }
}
