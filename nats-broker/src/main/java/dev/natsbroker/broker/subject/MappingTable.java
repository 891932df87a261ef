package dev.natsbroker.broker.subject;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The subject mappings of an account: each source goes to one of its destinations, chosen at random by weight. A
 * mapping is applied once to a message that enters the account, never to its own result. A literal source is preferred
 * to wildcard sources; among these the first one that matches counts. Immutable.
 *
 * @see <a href="https://docs.nats.io/nats-concepts/subject_mapping">Subject Mapping and Partitioning</a>
 */
public final class MappingTable {
    /** No mappings: every subject stays as it is. */
    public static final MappingTable EMPTY = new MappingTable(List.of());

    private final KeyTable<Mapping> literals = new KeyTable<>();
    private final Mapping[] wildcards;

    private MappingTable(List<Mapping> mappings) {
        List<Mapping> others = new ArrayList<>();
        for (Mapping mapping : mappings) {
            if (Subjects.isLiteral(mapping.key, 0, mapping.key.length)) {
                literals.add(mapping, Subjects.hash(mapping.key, 0, mapping.key.length));
            } else {
                others.add(mapping);
            }
        }
        wildcards = others.toArray(Mapping[]::new);
    }

    /** What became of a subject. */
    public enum Result {
        /** No mapping applies, or the share that keeps its subject was drawn. */
        UNCHANGED,
        /** The new subject is in the buffer. */
        MAPPED,
        /** The share that is lost on purpose was drawn: the message reaches nobody. */
        DROPPED
    }

    public boolean isEmpty() {
        return literals.isEmpty() && wildcards.length == 0;
    }

    /**
     * Maps the subject of a message.
     *
     * @param random draws the destination and {@code random(n)}; used by the calling thread only
     * @param out takes the new subject when the result is {@link Result#MAPPED}
     */
    public Result map(byte[] b, int off, int len, RandomGenerator random, SubjectBuffer out) {
        Mapping mapping = literals.isEmpty() ? null : literals.get(b, off, len, Subjects.hash(b, off, len));
        for (int i = 0; mapping == null && i < wildcards.length; i++) {
            if (SubjectTransform.standsFor(wildcards[i].key, b, off, len)) {
                mapping = wildcards[i];
            }
        }
        return mapping == null ? Result.UNCHANGED : mapping.map(b, off, len, random, out);
    }

    /** @param clusterName name of the server's cluster, whose scoped destinations apply; null for none */
    public static Builder builder(@Nullable String clusterName) {
        return new Builder(clusterName);
    }

    /**
     * One of the destinations of a source.
     *
     * @param destination subject or transform
     * @param weightPercent share of the messages, 0 to 100
     * @param cluster name of the cluster in which it applies; null for any that has none of its own
     */
    public record Destination(String destination, int weightPercent, @Nullable String cluster) {}

    /** Collects mappings; not thread-safe. */
    public static final class Builder {
        private final @Nullable String clusterName;
        private final Map<String, Mapping> mappings = new LinkedHashMap<>();

        private Builder(@Nullable String clusterName) {
            this.clusterName = clusterName;
        }

        /** Maps all messages of the source to one destination; see {@link #add(String, List)}. */
        public Builder add(String source, String destination) {
            return add(source, List.of(new Destination(destination, 100, null)));
        }

        /**
         * Adds a source, in place of an earlier entry for the same one. Where the weights sum up to less than 100, the
         * remainder keeps its subject, or is lost if the source itself is among the destinations.
         *
         * @throws InvalidMappingException with nats-server's text when the entry cannot be used
         */
        public Builder add(String source, List<Destination> destinations) {
            if (!Subjects.isValid(source)) {
                throw InvalidMappingException.invalidSubject();
            }
            Set<String> seen = new HashSet<>();
            Map<String, Integer> totals = new LinkedHashMap<>();
            Map<String, List<Choice>> scopes = new LinkedHashMap<>();
            for (Destination destination : destinations) {
                if (!seen.add(destination.destination())) {
                    throw new InvalidMappingException("duplicate entry for " + Subjects.quote(destination.destination()));
                }
                String scope = destination.cluster() == null ? "" : destination.cluster();
                checkWeight(destination.weightPercent(), totals.merge(scope, destination.weightPercent(), Integer::sum));
                scopes.computeIfAbsent(scope, name -> new ArrayList<>())
                        .add(new Choice(
                                SubjectTransform.parse(source, destination.destination()), destination.weightPercent()));
            }
            List<Choice> choices = clusterName == null ? null : scopes.get(clusterName);
            if (choices == null) {
                choices = scopes.getOrDefault("", List.of());
            }
            mappings.put(source, new Mapping(Subjects.bytes(source), choices, seen.contains(source)));
            return this;
        }

        public MappingTable build() {
            return mappings.isEmpty() ? EMPTY : new MappingTable(List.copyOf(mappings.values()));
        }

        private static void checkWeight(int weight, int total) {
            if (weight < 0 || weight > 100) {
                throw new InvalidMappingException("individual weights need to be <= 100");
            }
            if (total > 100) {
                throw new InvalidMappingException("total weight needs to be <= 100");
            }
        }
    }

    private record Choice(SubjectTransform transform, int weight) {}

    /** One source, keyed by it, with the choices of this server's cluster. */
    private static final class Mapping extends Keyed {
        private final Choice[] choices;
        private final boolean losesRemainder;

        Mapping(byte[] source, List<Choice> choices, boolean losesRemainder) {
            super(source);
            this.choices =
                    choices.stream().sorted(Comparator.comparingInt(Choice::weight)).toArray(Choice[]::new);
            this.losesRemainder = losesRemainder;
        }

        Result map(byte[] b, int off, int len, RandomGenerator random, SubjectBuffer out) {
            SubjectTransform transform = choose(random);
            if (transform == null) {
                return losesRemainder ? Result.DROPPED : Result.UNCHANGED;
            }
            transform.apply(b, off, len, random, out);
            return Result.MAPPED;
        }

        private @Nullable SubjectTransform choose(RandomGenerator random) {
            if (choices.length == 1 && choices[0].weight() == 100) {
                return choices[0].transform();
            }
            int drawn = random.nextInt(100);
            for (Choice choice : choices) {
                drawn -= choice.weight();
                if (drawn < 0) {
                    return choice.transform();
                }
            }
            return null;
        }
    }
}
