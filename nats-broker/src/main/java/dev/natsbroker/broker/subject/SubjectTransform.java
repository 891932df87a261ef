package dev.natsbroker.broker.subject;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Rewrites a subject: the tokens that the wildcards of a source filter stand for go into a destination such as
 * <code>orders.{{partition(3,1)}}.{{wildcard(1)}}</code>. Lengths and positions count bytes. Immutable.
 *
 * @see <a href="https://docs.nats.io/nats-concepts/subject_mapping">Subject Mapping and Partitioning</a>
 */
public final class SubjectTransform {
    private final String sourceText;
    private final String destinationText;
    private final byte[] source;
    private final int sourceTokens;
    private final DestinationToken[] destination;
    private final boolean endsWithRest;

    private SubjectTransform(String sourceText, String destinationText, List<DestinationToken> tokens) {
        this.sourceText = sourceText;
        this.destinationText = destinationText;
        this.source = Subjects.bytes(sourceText);
        this.sourceTokens = Subjects.tokenCount(source, 0, source.length);
        this.endsWithRest = tokens.get(tokens.size() - 1).isRest();
        this.destination =
                tokens.subList(0, tokens.size() - (endsWithRest ? 1 : 0)).toArray(DestinationToken[]::new);
    }

    /**
     * A transform for subject mappings.
     *
     * @throws InvalidMappingException with nats-server's text when source or destination cannot be used
     */
    public static SubjectTransform parse(String source, String destination) {
        checkDestination(destination);
        return compile(source, destination, false);
    }

    /**
     * A transform for imports, which must be reversible: only references to wildcards, and to all of them.
     *
     * @throws InvalidMappingException with nats-server's text when source or destination cannot be used
     */
    public static SubjectTransform parseStrict(String source, String destination) {
        return compile(source, destination, true);
    }

    public String source() {
        return sourceText;
    }

    public String destination() {
        return destinationText;
    }

    /**
     * Whether the source stands for this published subject. Unlike in a subscription, a token {@code >} in the subject
     * is matched by {@code >} only.
     */
    public boolean matches(byte[] b, int off, int len) {
        return standsFor(source, b, off, len);
    }

    static boolean standsFor(byte[] source, byte[] b, int off, int len) {
        return Subjects.covers(source, 0, source.length, b, off, len) && Subjects.hasNoEmptyToken(b, off, off + len);
    }

    /**
     * The destination for a subject that the source {@linkplain #matches stands for}, in an array of its own.
     *
     * @param random for {@code random(n)}
     */
    public byte[] apply(byte[] b, int off, int len, RandomGenerator random) {
        SubjectBuffer out = new SubjectBuffer(destinationText.length() + len);
        out.splitSource(b, off, len);
        for (int i = 0; i < destination.length; i++) {
            if (i > 0) {
                out.append(Subjects.DOT);
            }
            destination[i].write(b, off, len, random, out);
        }
        if (endsWithRest) {
            if (destination.length > 0) {
                out.append(Subjects.DOT);
            }
            int rest = out.sourceTokenStart(sourceTokens - 1);
            out.append(b, rest, off + len - rest);
        }
        return out.toByteArray();
    }

    private static SubjectTransform compile(String source, String destination, boolean strict) {
        String[] from = source.split("\\.", -1);
        String[] to = destination.split("\\.", -1);
        if (!isWellFormed(from)
                || !isWellFormed(to)
                || wildcardsOf(to).length > 0
                || endsWithRest(from) != endsWithRest(to)) {
            throw InvalidMappingException.invalidSubject();
        }
        int[] wildcards = wildcardsOf(from);
        List<DestinationToken> tokens = new ArrayList<>();
        int references = 0;
        for (String text : to) {
            DestinationToken token = DestinationParser.parse(text);
            if (strict && token.function() != null && token.function() != TransformFunction.WILDCARD) {
                throw InvalidMappingException.token(
                        "the only mapping function allowed for import transforms is {{Wildcard()}}", text);
            }
            boolean literalSource = wildcards.length == 0 && !endsWithRest(from);
            tokens.add(literalSource ? withoutWildcards(token, text) : resolve(token, text, wildcards));
            references += token.wildcards().length;
        }
        if (strict && references < wildcards.length) {
            throw InvalidMappingException.token("not using all of the token wildcard(s)", destination);
        }
        return new SubjectTransform(source, destination, tokens);
    }

    private static DestinationToken withoutWildcards(DestinationToken token, String text) {
        TransformFunction function = token.function();
        if (function == null || function == TransformFunction.RANDOM) {
            return token;
        }
        if (function == TransformFunction.PARTITION) {
            return token.reading(new int[0]);
        }
        throw InvalidMappingException.token("wildcard index out of range", text);
    }

    /** Wildcard numbers below 1 mean the first token of the source, as they do in nats-server. */
    private static DestinationToken resolve(DestinationToken token, String text, int[] wildcards) {
        int[] sourceTokens = new int[token.wildcards().length];
        for (int i = 0; i < sourceTokens.length; i++) {
            int number = token.wildcards()[i];
            if (number > wildcards.length) {
                throw InvalidMappingException.token("wildcard index out of range", text + ": [" + number + "]");
            }
            sourceTokens[i] = number < 1 ? 0 : wildcards[number - 1];
        }
        return token.reading(sourceTokens);
    }

    /** What a mapping's destination must hold beyond the rules of a transform. */
    private static void checkDestination(String destination) {
        boolean afterRest = false;
        for (String token : destination.split("\\.", -1)) {
            if (token.isEmpty()) {
                throw InvalidMappingException.destination("invalid transform");
            }
            if (afterRest) {
                throw InvalidMappingException.token("invalid transform", token);
            }
            if (DestinationParser.looksLikeCall(token)) {
                DestinationParser.checkKnown(token);
            } else if (hasBlank(token)) {
                throw InvalidMappingException.destination("invalid transform");
            }
            afterRest = token.equals(">");
        }
    }

    private static boolean hasBlank(String token) {
        return token.chars().anyMatch(c -> c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f');
    }

    private static boolean isWellFormed(String[] tokens) {
        for (int i = 0; i < tokens.length; i++) {
            if (tokens[i].isEmpty() || (i < tokens.length - 1 && tokens[i].equals(">"))) {
                return false;
            }
        }
        return true;
    }

    private static boolean endsWithRest(String[] tokens) {
        return tokens[tokens.length - 1].equals(">");
    }

    private static int[] wildcardsOf(String[] tokens) {
        return IntStream.range(0, tokens.length)
                .filter(i -> tokens[i].equals("*"))
                .toArray();
    }

    @Override
    public String toString() {
        return sourceText + " -> " + destinationText;
    }
}
