package dev.natsbroker.broker.jetstream.meta;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.natsbroker.broker.jetstream.model.RetentionPolicy;
import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import dev.natsbroker.broker.jetstream.store.SubjectFilter;
import dev.natsbroker.broker.jetstream.stream.Stream;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a stream holds at one moment. */
record StreamSnapshot(
        StreamConfig config,
        Instant created,
        NavigableMap<Long, MessageView> messages,
        long first,
        long last,
        long bytes) {
    private static final Pattern BATCH = Pattern.compile("\\bb\\d+-(\\d+)of(\\d+)-");

    static StreamSnapshot of(Stream stream) {
        StreamStore store = stream.store();
        NavigableMap<Long, MessageView> messages = new TreeMap<>();
        for (long sequence = store.firstSequence(); sequence <= store.lastSequence(); sequence++) {
            MessageView message = MessageView.of(store, sequence);
            if (message != null) {
                messages.put(sequence, message);
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
        require(store.messages() == messages.size(), "counts " + store.messages() + " messages");
        Map<String, Long> counts = counts();
        require(store.subjectCount() == counts.size(), "counts " + store.subjectCount() + " subjects");
        Map<String, Long> told = new TreeMap<>();
        Set<String> wrong = new HashSet<>();
        store.subjects(SubjectFilter.ALL, (subject, offset, length, count, firstOf, lastOf) -> {
            String name = new String(subject, offset, length, UTF_8);
            told.put(name, count);
            MessageView oldest = messages.get(firstOf);
            MessageView newest = messages.get(lastOf);
            boolean right = oldest != null
                    && newest != null
                    && oldest.subject().equals(name)
                    && newest.subject().equals(name);
            if (!right) {
                wrong.add(name);
            }
            return true;
        });
        require(told.equals(counts), "tells " + told + " instead of " + counts);
        require(wrong.isEmpty(), "tells wrong sequences of " + wrong);
        require(store.countMatching(SubjectFilter.ALL, 1) == messages.size(), "finds others than it counts");
    }

    private void require(boolean condition, String problem) {
        if (!condition) {
            throw new AssertionError("Stream " + config.name() + " " + problem + ": " + messages);
        }
    }

    /** How many messages each subject has. */
    Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        messages.values().forEach(message -> counts.merge(message.subject(), 1L, Long::sum));
        return counts;
    }

    /** Subject and payload of the message; null if there is none. */
    @Nullable
    String text(long sequence) {
        MessageView message = messages.get(sequence);
        return message == null ? null : message.text();
    }

    /**
     * Why batches are not as they were published; null if all is well. {@code b<id>-<number>of<size>-…} in a message says of which batch
     * it is: where it has been seen, all of that batch had got their sequences.
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

    private @Nullable String problemOfBatchesOf(Map<Long, MessageView> seen) {
        long published = lastWithoutMarkers();
        for (Map.Entry<Long, MessageView> message : seen.entrySet()) {
            MessageView view = message.getValue();
            Matcher batch = BATCH.matcher(view.payload() + ' ' + view.header("Part"));
            boolean isCopy = config.mirror() != null
                    || !view.header("Nats-Stream-Source").isEmpty();
            if (!isCopy && batch.find()) {
                long begin = message.getKey() - Long.parseLong(batch.group(1)) + 1;
                long end = begin + Long.parseLong(batch.group(2)) - 1;
                if (published >= begin && published < end) {
                    return "it ends at " + published + " within the batch " + begin + " to " + end;
                }
            }
        }
        return null;
    }

    /** The last sequence without those that the start may have given to markers; 0 if that cannot be known. */
    private long lastWithoutMarkers() {
        long end = last;
        MessageView message = messages.get(end);
        while (message != null && message.isMarker()) {
            end--;
            message = messages.get(end);
        }
        boolean mayBeUnwanted =
                config.subjectDeleteMarkerTtlNanos() > 0 && config.retention() == RetentionPolicy.INTEREST;
        return mayBeUnwanted && message == null ? 0 : end;
    }

    private boolean isExpired(MessageView message, long epochNanos) {
        return message.deadline(config) <= epochNanos;
    }

    /** Why this is not something that can be left between two moments, and found at a later one; null if it can. */
    @Nullable
    String problemBetween(StreamSnapshot before, StreamSnapshot after, long epochNanos) {
        long end = Math.max(before.last, after.last);
        if (!config.equals(before.config) && !config.equals(after.config)) {
            return "its configuration is " + config + "\n not " + before.config + "\n nor " + after.config;
        }
        if (!created.equals(before.created)) {
            return "it was created at " + created;
        }
        if (last < Math.min(before.last, after.last) || last > end + markersOfStart(before, after, epochNanos)) {
            return "its last sequence is " + last + ", not " + before.last + " to " + after.last;
        }
        for (Map.Entry<Long, MessageView> message : messages.entrySet()) {
            Long sequence = message.getKey();
            boolean isPassing =
                    sequence > before.last && sequence <= after.last // the step that stored it has removed it
                            || sequence > end && message.getValue().isMarker();
            if (!isPassing
                    && !message.getValue().equals(before.messages.get(sequence))
                    && !message.getValue().equals(after.messages.get(sequence))) {
                return "it has " + message;
            }
        }
        for (Map.Entry<Long, MessageView> message :
                after.messages.headMap(last, true).entrySet()) {
            boolean isMissing = !messages.containsKey(message.getKey()) && !isExpired(message.getValue(), epochNanos);
            boolean hasMadeRoom =
                    last > end && messages.headMap(message.getKey()).isEmpty();
            if (isMissing && !hasMadeRoom) {
                return "it has lost " + message;
            }
        }
        return null;
    }

    /** How many markers the start may have left for messages that had become too old. */
    private long markersOfStart(StreamSnapshot before, StreamSnapshot after, long epochNanos) {
        if (config.subjectDeleteMarkerTtlNanos() == 0) {
            return 0;
        }
        Map<Long, MessageView> all = new TreeMap<>(before.messages);
        all.putAll(after.messages);
        return all.values().stream()
                .filter(message -> isExpired(message, epochNanos))
                .count();
    }
}
