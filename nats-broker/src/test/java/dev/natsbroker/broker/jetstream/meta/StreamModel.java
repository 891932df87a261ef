package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.stream.Stream;
import dev.natsbroker.broker.jetstream.stream.StreamListener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
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

    final String name;
    final StreamKind kind;
    /** From where it has its messages. */
    final List<String> origins;

    final Map<String, ConsumerModel> consumers = new TreeMap<>();
    final List<StreamSnapshot> history = new ArrayList<>();
    Phase phase = Phase.CREATING;
    int safe;
    /** Whether it ever was asked to remove messages. */
    boolean hasLostMessages;
    /** Whether it ever had to remove messages by itself. */
    boolean hasHadLimits;
    /** Whether a message may have come and been removed between two looks. */
    boolean mayHaveLostUnseen;
    /** Whether it may have forgotten some with a lazy device. */
    boolean hasForgotten;

    final AskedRemovals removals = new AskedRemovals();

    private final Facts facts;
    private final Map<String, Integer> creations = new HashMap<>();
    /** What it has had from its origins. */
    private final Set<String> copied = new HashSet<>();

    private final Map<Long, String> acknowledged = new HashMap<>();
    private long leastWindowNanos = Long.MAX_VALUE;
    private @Nullable StreamEntry entry;
    /** Whether the living stream has ended; what it does then is not logged. */
    private boolean ended;

    StreamModel(String name, StreamKind kind, List<String> origins, Facts facts) {
        this.name = name;
        this.kind = kind;
        this.origins = origins;
        origins.forEach(origin -> creations.put(origin, facts.creations(origin)));
        this.facts = facts;
    }

    /** Whether the client removes messages: not from a queue, and from few that gather, because these look there for how far they are. */
    boolean mayBePurged() {
        return kind != StreamKind.QUEUED && (kind != StreamKind.GATHERING || name.equals("G3"));
    }

    /** Whether it ends with the server. */
    boolean isInMemory() {
        return name.startsWith("V");
    }

    int now() {
        return Math.max(0, history.size() - 1);
    }

    void safe(int index) {
        safe = Math.max(safe, index);
    }

    /**
     * The first state that knows this sequence may not be lost, nor those behind it. If it knows later ones, too, which came in the same
     * step (from an origin), these may be lost: then the state before is what is safe.
     */
    void safeWith(long sequence) {
        for (int i = safe; i < history.size(); i++) {
            if (history.get(i).last() >= sequence) {
                safe = history.get(i).last() == sequence ? i : Math.max(safe, i - 1);
                return;
            }
        }
    }

    /** The first state that has this message may not be lost, unless it was removed before anybody looked. */
    void safeWith(String text) {
        for (int i = 0; i < history.size(); i++) {
            if (history.get(i).messages().values().stream()
                    .anyMatch(each -> each.text().equals(text))) {
                safe = Math.max(safe, i);
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
    void watchDeletion() {
        if (entry != null && entry.stream() != null) {
            entry.stream().addListener(new LastLook());
        }
    }

    void lookWhileDeleted() {
        if (phase == Phase.DELETING && !ended && entry != null && entry.stream() != null) {
            look(entry, entry.stream());
        }
    }

    /** Looks for the last time when the stream ends. */
    private final class LastLook implements StreamListener {
        @Override
        public void streamClosed(boolean deleted) {
            lookWhileDeleted();
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

    /** Notes what the living stream holds now. */
    void look(StreamEntry found, Stream stream) {
        entry = found;
        if (history.isEmpty() || !last().isStillThatOf(stream)) {
            StreamSnapshot next = StreamSnapshot.of(stream);
            next.checkConsistency(stream);
            if (!history.isEmpty()) {
                stepTo(next, stream).check();
            }
            note(next);
        }
        lookAtConsumers(found);
    }

    private StreamStep stepTo(StreamSnapshot next, Stream stream) {
        return new StreamStep(
                last(), next, removals, facts, stream.lane().clock().epochNanos());
    }

    private void note(StreamSnapshot next) {
        StreamConfig config = next.config();
        hasHadLimits |= config.maxMsgs() > 0
                || config.maxBytes() > 0
                || config.maxAgeNanos() > 0
                || config.maxMsgsPerSubject() > 0;
        leastWindowNanos = Math.min(leastWindowNanos, next.config().duplicateWindowNanos());
        StreamStep.checkDuplicates(next, leastWindowNanos);
        facts.seen(next, history.isEmpty() ? 0 : last().last() + 1);
        if (kind.copies()) {
            new CopyCheck(this, next, facts, copied).check();
        }
        history.add(next);
    }

    /** Whether the origin is the one that was there before this stream, or the first behind it. */
    boolean followsAll(String origin) {
        return facts.creations(origin) == Math.max(1, creations.getOrDefault(origin, 0));
    }

    /** Fails if it has not had everything that its origins have. All has come to rest. */
    void requireCopies(Map<String, StreamModel> streams) {
        new CopyCheck(this, last(), facts, copied).requireAll(streams);
    }

    /** Fails unless all messages that were acknowledged are here, or {@code elsewhere}. */
    void requireEach(Predicate<String> elsewhere) {
        acknowledged.forEach((sequence, text) -> {
            if (!text.equals(last().text(sequence)) && !elsewhere.test(text)) {
                throw new AssertionError(name + ": " + sequence + " is nowhere: " + text);
            }
        });
    }

    /** Who empties this queue. */
    String gatheredBy() {
        return "G" + name.substring(1);
    }

    void lookAtConsumers(StreamEntry found) {
        for (ConsumerAsset consumer : Objects.requireNonNull(found.consumers()).snapshot()) {
            ConsumerModel model = consumers.get(consumer.name());
            if (model != null && model.phase != Phase.GONE) {
                model.look((LiveConsumer) consumer);
            }
        }
    }

    /** A publisher has heard that {@code text} has got {@code sequence}, be it earlier. */
    void acknowledged(long sequence, String text) {
        String other = acknowledged.putIfAbsent(sequence, text);
        if (other != null && !other.equals(text)) {
            throw new AssertionError(name + ": sequence " + sequence + " was given to " + other + " and to " + text);
        }
        String stored = last().text(sequence);
        if (stored != null && !stored.equals(text)) {
            throw new AssertionError(name + ": " + text + " was acknowledged as " + sequence + ", which is " + stored);
        }
    }

    /** Fails if one of these messages is there although {@code removal} was answered. */
    void requireGone(List<Long> sequences, String removal) {
        for (Long sequence : sequences) {
            if (last().messages().containsKey(sequence)) {
                throw new AssertionError(name + ": message " + sequence + " is there in spite of " + removal);
            }
        }
    }

    /** The device was lazy: what was answered since the last start may be lost, too. */
    void mayForget() {
        hasForgotten = true;
        safe = 0;
        acknowledged.clear();
        consumers.values().forEach(ConsumerModel::mayForget);
    }

    /** Looks at what a crash has left; what is found is where the next life begins. */
    void recovered(StreamEntry present, Stream stream) {
        entry = present;
        ended = false;
        StreamSnapshot found = StreamSnapshot.of(stream);
        found.checkConsistency(stream);
        StreamStep.checkLimits(found);
        String problem = history.isEmpty() ? null : problemOf(found, stream);
        problem = problem == null ? found.problemOfBatches(history) : problem;
        if (problem != null) {
            throw new AssertionError("Stream " + name + " after the crash: " + problem + "\nfound " + found.messages()
                    + "\nsafe was " + history.get(safe).messages() + "\nof " + safe + "/" + now() + "\nlast "
                    + last().messages());
        }
        phase = Phase.THERE;
        hasLostMessages |= found.messages().isEmpty() && found.last() > 0; // also those of a refused batch
        Map<String, ConsumerAsset> there = new TreeMap<>();
        Objects.requireNonNull(present.consumers()).snapshot().stream()
                .filter(each -> !each.name().startsWith("JS_")) // of copies
                .forEach(each -> there.put(each.name(), each));
        for (ConsumerModel model : List.copyOf(consumers.values())) {
            recovered(model, (LiveConsumer) there.remove(model.name), found);
        }
        if (!there.isEmpty()) {
            throw new AssertionError("Consumers " + there.keySet() + " of " + name + " come from nowhere");
        }
        removals.clear();
        history.clear();
        note(found);
        safe = 0;
    }

    private @Nullable String problemOf(StreamSnapshot found, Stream stream) {
        String problem = "no state";
        long now = stream.lane().clock().epochNanos();
        for (int i = history.size() - 1; i >= safe && problem != null; i--) {
            StreamSnapshot before = history.get(i);
            problem = found.problemBetween(before, history.get(Math.min(i + 1, now())), now);
            if (problem == null) {
                problem = new StreamStep(before, found, removals, facts, now).problemOfMarkers();
            }
        }
        return problem;
    }

    private void recovered(ConsumerModel model, @Nullable LiveConsumer consumer, StreamSnapshot found) {
        model.checkRecovered(name + " > " + model.name, consumer, found);
        if (consumer == null) {
            consumers.remove(model.name);
        } else {
            model.begin(consumer);
        }
    }
}
