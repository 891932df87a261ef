package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.jetstream.model.RetentionPolicy;
import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.stream.Stream;
import dev.natsbroker.broker.jetstream.stream.StreamListener;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one stream, from outside and from looking into the living server: all states that it went through, and the first of
 * them that may not be lost. A crash has to leave one of the states from there on, or something on the way from one to the next.
 */
final class StreamModel {
    enum Phase {
        CREATING,
        THERE,
        DELETING,
        GONE
    }

    /** A consumer of it. */
    static final class ConsumerModel {
        final String name;
        final List<ConsumerView> history = new ArrayList<>();
        final List<String> unacknowledged = new ArrayList<>();
        Phase phase = Phase.CREATING;
        int safe;
        boolean isOld;

        ConsumerModel(String name) {
            this.name = name;
        }

        int now() {
            return Math.max(0, history.size() - 1);
        }

        void safe(int index) {
            safe = Math.max(safe, index);
        }

        private void look(LiveConsumer consumer) {
            ConsumerView view = ConsumerView.of(consumer);
            if (history.isEmpty() || !view.equals(history.get(history.size() - 1))) {
                history.add(view);
            }
        }

        private void begin(LiveConsumer consumer) {
            history.clear();
            history.add(ConsumerView.of(consumer));
            safe = 0;
            isOld = true;
            phase = Phase.THERE;
            unacknowledged.clear();
        }
    }

    final String name;
    final Map<String, ConsumerModel> consumers = new TreeMap<>();
    final List<StreamSnapshot> history = new ArrayList<>();
    Phase phase = Phase.CREATING;
    int safe;
    /** Whether an operation was begun that removes messages. */
    boolean mayRemove;

    private final Map<Long, String> acknowledged = new HashMap<>();
    private @Nullable StreamEntry entry;
    /** Whether the living stream has ended; what it does then is not logged. */
    private boolean ended;

    StreamModel(String name) {
        this.name = name;
    }

    int now() {
        return Math.max(0, history.size() - 1);
    }

    void safe(int index) {
        safe = Math.max(safe, index);
    }

    /** The first state that knows this sequence may not be lost, nor those behind it. */
    void safeWith(long sequence) {
        for (int i = safe; i < history.size(); i++) {
            if (history.get(i).last() >= sequence) {
                safe = i;
                return;
            }
        }
    }

    StreamSnapshot last() {
        return history.get(history.size() - 1);
    }

    /**
     * The stream is about to be deleted. From then on the registry does not know it, but until the lane comes to that the stream goes on,
     * and a crash may leave what it has done last: deletion takes the name first, and is durable when the directory is out of sight.
     */
    void watchDeletion(Collection<String> published) {
        if (entry != null && entry.stream() != null) {
            entry.stream().addListener(new LastLook(published));
        }
    }

    void lookWhileDeleted(Collection<String> published) {
        if (phase == Phase.DELETING && !ended && entry != null && entry.stream() != null) {
            look(entry, entry.stream(), published);
        }
    }

    /** Looks for the last time when the stream ends. */
    private final class LastLook implements StreamListener {
        private final Collection<String> published;

        LastLook(Collection<String> published) {
            this.published = published;
        }

        @Override
        public void streamClosed(boolean deleted) {
            lookWhileDeleted(published);
            ended = true;
        }

        @Override
        public void committed(long sequence) {}

        @Override
        public void removed(long sequence, byte[] subject, int subjectOffset, int subjectLength) {}

        @Override
        public void purged(byte[] filter, long fromSequence, long toSequence, long first) {}

        @Override
        public boolean isInterestedIn(byte[] subject, int offset, int length) {
            return false;
        }

        @Override
        public boolean needs(long sequence) {
            return false;
        }

        @Override
        public void streamUpdated() {}
    }

    /** Notes what the living stream holds now; {@code published} has what may be in it. */
    void look(StreamEntry found, Stream stream, Collection<String> published) {
        entry = found;
        if (history.isEmpty() || !last().isStillThatOf(stream)) {
            StreamSnapshot next = StreamSnapshot.of(stream);
            next.checkConsistency(stream);
            if (!history.isEmpty()) {
                checkStep(last(), next, published);
            }
            history.add(next);
        }
        lookAtConsumers(found);
    }

    void lookAtConsumers(StreamEntry found) {
        for (ConsumerAsset consumer : Objects.requireNonNull(found.consumers()).snapshot()) {
            ConsumerModel model = consumers.get(consumer.name());
            if (model != null && model.phase != Phase.GONE) {
                model.look((LiveConsumer) consumer);
            }
        }
    }

    private void checkStep(StreamSnapshot before, StreamSnapshot after, Collection<String> published) {
        after.messages().forEach((sequence, text) -> {
            String old = before.messages().get(sequence);
            if (old != null && !old.equals(text) || old == null && sequence <= before.last()) {
                throw new AssertionError(name + ": message " + sequence + " was " + old + " and is " + text);
            }
            if (!published.contains(after.payload(sequence))) {
                throw new AssertionError(name + ": nobody has published " + text);
            }
        });
        if (isPlain(before.config()) && !mayRemove) {
            for (Long sequence : before.messages().keySet()) {
                if (!after.messages().containsKey(sequence)) {
                    throw new AssertionError(name + ": message " + sequence + " is gone");
                }
            }
        }
    }

    private static boolean isPlain(StreamConfig config) {
        return config.retention() == RetentionPolicy.LIMITS
                && config.maxMsgs() <= 0
                && config.maxBytes() <= 0
                && config.maxAgeNanos() <= 0
                && config.maxMsgsPerSubject() <= 0;
    }

    /** A publisher has heard that {@code payload} has got {@code sequence}. */
    void acknowledged(long sequence, String payload, boolean duplicate) {
        String other = acknowledged.putIfAbsent(sequence, payload);
        if (other != null && !other.equals(payload) && !duplicate) {
            throw new AssertionError(name + ": sequence " + sequence + " was given to " + other + " and to " + payload);
        }
        String stored = last().payload(sequence);
        if (stored != null && !duplicate && !stored.equals(payload)) {
            throw new AssertionError(
                    name + ": " + payload + " was acknowledged as " + sequence + ", which is " + stored);
        }
    }

    /** The device was lazy: what was answered since the last start may be lost, too. */
    void mayForget() {
        safe = 0;
        acknowledged.clear();
        for (ConsumerModel consumer : consumers.values()) {
            consumer.safe = 0;
            if (!consumer.isOld) { // there may be an older one of that name, or none
                consumer.history.clear();
                consumer.phase = consumer.phase == Phase.THERE ? Phase.CREATING : consumer.phase;
            }
            consumer.phase = consumer.phase == Phase.GONE ? Phase.DELETING : consumer.phase;
        }
    }

    /** Looks at what a crash has left; what is found is where the next life begins. */
    void recovered(StreamEntry present, Stream stream) {
        entry = present;
        ended = false;
        StreamSnapshot found = StreamSnapshot.of(stream);
        found.checkConsistency(stream);
        String problem = history.isEmpty() ? null : problemOf(found, stream);
        problem = problem == null ? found.problemOfBatches(history) : problem;
        if (problem != null) {
            throw new AssertionError("Stream " + name + " after the crash: " + problem + "\nfound " + found.messages()
                    + "\nsafe was " + history.get(safe).messages() + "\nof " + safe + "/" + now() + "\nlast "
                    + last().messages());
        }
        phase = Phase.THERE;
        Map<String, ConsumerAsset> there = new TreeMap<>();
        Objects.requireNonNull(present.consumers()).snapshot().forEach(each -> there.put(each.name(), each));
        for (ConsumerModel model : List.copyOf(consumers.values())) {
            recovered(model, (LiveConsumer) there.remove(model.name), found);
        }
        if (!there.isEmpty()) {
            throw new AssertionError("Consumers " + there.keySet() + " of " + name + " come from nowhere");
        }
        history.clear();
        history.add(found);
        safe = 0;
    }

    private String problemOf(StreamSnapshot found, Stream stream) {
        String problem = "no state";
        for (int i = history.size() - 1; i >= safe; i--) {
            problem = found.problemBetween(
                    history.get(i),
                    history.get(Math.min(i + 1, now())),
                    stream.lane().clock().epochNanos());
            if (problem == null) {
                return null;
            }
        }
        return problem;
    }

    private void recovered(ConsumerModel model, LiveConsumer consumer, StreamSnapshot found) {
        String id = name + " > " + model.name;
        if (consumer == null) {
            if (model.phase == Phase.THERE) {
                throw new AssertionError("Consumer " + id + " is lost");
            }
            consumers.remove(model.name);
            return;
        }
        if (model.phase == Phase.GONE) {
            throw new AssertionError("Consumer " + id + " is back");
        }
        ConsumerView view = ConsumerView.of(consumer);
        StringBuilder problems = new StringBuilder();
        boolean fits = model.history.isEmpty();
        for (int i = model.safe; i < model.history.size() && !fits; i++) {
            String problem = model.history
                    .get(i)
                    .problemOf(
                            view,
                            model.history.get(Math.max(0, i - 1)).config(),
                            found.first(),
                            sequence -> found.messages().containsKey(sequence));
            fits = problem == null;
            problems.append('\n')
                    .append(i)
                    .append(": ")
                    .append(problem)
                    .append(" in ")
                    .append(model.history.get(i));
        }
        if (!fits) {
            throw new AssertionError("Consumer " + id + " is " + view + problems + "\nin " + found);
        }
        model.begin(consumer);
    }
}
