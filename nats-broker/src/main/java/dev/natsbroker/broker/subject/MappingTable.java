package dev.natsbroker.broker.subject;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
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
 * to wildcard sources; among these the first one that matches counts. Used by all event loops at once.
 *
 * @see <a href="https://docs.nats.io/nats-concepts/subject_mapping">Subject Mapping and Partitioning</a>
 */
public final class MappingTable {
    /** The result, always this very array, for a subject that stays as it is. */
    public static final byte[] UNCHANGED = {};

    private final KeyTable<Mapping> literals = new KeyTable<>();
    private final Mapping[] wildcards;
    private final RandomGenerator draws;

    private MappingTable(List<Mapping> mappings, RandomGenerator draws) {
        List<Mapping> others = new ArrayList<>();
        for (Mapping mapping : mappings) {
            if (Subjects.isLiteral(mapping.key, 0, mapping.key.length)) {
                literals.add(mapping, Subjects.hash(mapping.key, 0, mapping.key.length));
            } else {
                others.add(mapping);
            }
        }
        this.wildcards = others.toArray(Mapping[]::new);
        this.draws = draws;
    }

    /**
     * Maps the subject of a message.
     *
     * @return the new subject in an array of its own; {@link #UNCHANGED} when no mapping applies or the share that keeps
     *     its subject was drawn; null when the share that is lost on purpose was drawn
     */
    public byte @Nullable [] map(byte[] b, int off, int len) {
        Mapping mapping = literals.isEmpty() ? null : literals.get(b, off, len, Subjects.hash(b, off, len));
        for (int i = 0; mapping == null && i < wildcards.length; i++) {
            if (SubjectTransform.standsFor(wildcards[i].key, b, off, len)) {
                mapping = wildcards[i];
            }
        }
        return mapping == null ? UNCHANGED : mapping.map(b, off, len, draws);
    }

    /**
     * A builder for an empty table.
     *
     * @param random seeds the draws of the table; it is used while building only
     */
    public static Builder builder(RandomGenerator random) {
        return new Builder(random);
    }

    /** Collects mappings; not thread-safe. */
    public static final class Builder {
        private final RandomGenerator random;
        private final Map<String, Source> sources = new LinkedHashMap<>();
        private @Nullable String cluster;

        private Builder(RandomGenerator random) {
            this.random = random;
        }

        /** The name of this server's cluster, whose destinations apply; null for none. */
        public Builder cluster(@Nullable String name) {
            this.cluster = name;
            return this;
        }

        /** Maps all messages of a source to one destination. */
        public Builder add(String source, String destination) {
            return add(source, destination, 100, null);
        }

        /**
         * Adds one of the destinations of a source. Where the weights of a source sum up to less than 100, the remainder
         * keeps its subject, or is lost if the source itself is among the destinations.
         *
         * @param destination subject or transform
         * @param weightPercent share of the messages, 0 to 100
         * @param scope name of the cluster in which it applies; null for any that has none of its own
         * @throws InvalidMappingException when the source or the destination cannot be used
         */
        public Builder add(String source, String destination, int weightPercent, @Nullable String scope) {
            try {
                sources.computeIfAbsent(source, Source::new).add(destination, weightPercent, scope);
            } catch (InvalidMappingException e) {
                throw e.adding(source);
            }
            return this;
        }

        public MappingTable build() {
            List<Mapping> mappings = sources.values().stream()
                    .map(source -> source.build(cluster))
                    .toList();
            return new MappingTable(mappings, new DrawSequence(random.nextLong()));
        }
    }

    /** What is known of one source while building: its destinations by cluster name, "" for any cluster. */
    private static final class Source {
        private final String subject;
        private final Set<String> destinations = new HashSet<>();
        private final Map<String, List<Choice>> scopes = new HashMap<>();

        Source(String subject) {
            if (!Subjects.isValid(subject)) {
                throw InvalidMappingException.invalidSubject();
            }
            this.subject = subject;
        }

        void add(String destination, int weight, @Nullable String scope) {
            if (!destinations.add(destination)) {
                throw new InvalidMappingException("duplicate entry for " + Subjects.quote(destination));
            }
            List<Choice> choices = scopes.computeIfAbsent(scope == null ? "" : scope, name -> new ArrayList<>());
            if (weight < 0 || weight > 100) {
                throw new InvalidMappingException("individual weights need to be <= 100");
            }
            if (choices.stream().mapToInt(Choice::weight).sum() + weight > 100) {
                throw new InvalidMappingException("total weight needs to be <= 100");
            }
            choices.add(new Choice(SubjectTransform.parse(subject, destination), weight));
        }

        Mapping build(@Nullable String cluster) {
            List<Choice> choices = cluster == null ? null : scopes.get(cluster);
            if (choices == null) {
                choices = scopes.getOrDefault("", List.of());
            }
            return new Mapping(subject, choices, destinations.contains(subject));
        }
    }

    private record Choice(SubjectTransform transform, int weight) {}

    /** One source, keyed by it, with the choices of this server's cluster. */
    private static final class Mapping extends Keyed {
        private final Choice[] choices;
        private final boolean losesRemainder;

        Mapping(String source, List<Choice> choices, boolean losesRemainder) {
            super(Subjects.bytes(source));
            this.choices = choices.stream()
                    .sorted(Comparator.comparingInt(Choice::weight))
                    .toArray(Choice[]::new);
            this.losesRemainder = losesRemainder;
        }

        byte @Nullable [] map(byte[] b, int off, int len, RandomGenerator random) {
            SubjectTransform transform = choose(random);
            if (transform == null) {
                return losesRemainder ? null : UNCHANGED;
            }
            return transform.apply(b, off, len, random);
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
