package dev.natsbroker.broker.subject;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One token of a transform's destination: literal text, or a function of tokens of the source. Immutable.
 */
final class DestinationToken {
    private static final int[] NONE = {};
    private static final int FNV_OFFSET = 0x811C9DC5;
    private static final int FNV_PRIME = 0x01000193;

    private final byte[] text;
    private final @Nullable TransformFunction function;
    private final int[] wildcards;
    private final int number;

    private DestinationToken(byte[] text, @Nullable TransformFunction function, int[] wildcards, int number) {
        this.text = text;
        this.function = function;
        this.wildcards = wildcards;
        this.number = number;
    }

    static DestinationToken literal(String text) {
        return new DestinationToken(Subjects.bytes(text), null, NONE, 0);
    }

    static DestinationToken call(TransformFunction function, int[] wildcards, int number) {
        return new DestinationToken(FilterNode.NO_KEY, function, wildcards, number);
    }

    static DestinationToken split(int[] wildcards, String delimiter) {
        return new DestinationToken(Subjects.bytes(delimiter), TransformFunction.SPLIT, wildcards, 0);
    }

    @Nullable
    TransformFunction function() {
        return function;
    }

    /** The numbers of the wildcards that the function reads, as written. */
    int[] wildcards() {
        return wildcards;
    }

    boolean isRest() {
        return function == null && Subjects.isRest(text, 0, text.length);
    }

    /** The same token reading these tokens of the source in place of the numbered wildcards. */
    DestinationToken reading(int[] sourceTokens) {
        return new DestinationToken(text, function, sourceTokens, number);
    }

    void write(byte[] source, int off, int len, RandomGenerator random, SubjectBuffer out) {
        if (function == null) {
            out.append(text, 0, text.length);
        } else if (function == TransformFunction.PARTITION) {
            out.appendNumber(number == 0 ? 0 : (hash(source, off, len, out) & 0xFFFF_FFFFL) % (number & 0xFFFF_FFFFL));
        } else if (function == TransformFunction.RANDOM) {
            out.appendNumber(number == 0 ? 0 : (random.nextInt() >>> 1) % number);
        } else {
            int start = out.sourceTokenStart(wildcards[0]);
            writePart(function, source, start, out.sourceTokenEnd(wildcards[0]) - start, out);
        }
    }

    private void writePart(TransformFunction kind, byte[] b, int start, int len, SubjectBuffer out) {
        if (kind == TransformFunction.SPLIT) {
            writeSplit(b, start, len, out);
        } else if (kind == TransformFunction.WILDCARD || number <= 0 || number >= len) {
            out.append(b, start, len);
        } else {
            switch (kind) {
                case LEFT -> out.append(b, start, number);
                case RIGHT -> out.append(b, start + len - number, number);
                case SPLIT_FROM_LEFT -> writeTwo(b, start, number, len, out);
                case SPLIT_FROM_RIGHT -> writeTwo(b, start, len - number, len, out);
                case SLICE_FROM_LEFT -> writeSlices(b, start, len, number, out);
                case SLICE_FROM_RIGHT -> writeSlices(b, start, len, len % number == 0 ? number : len % number, out);
                default -> throw new IllegalStateException("not a function of one token: " + kind);
            }
        }
    }

    private static void writeTwo(byte[] b, int start, int first, int len, SubjectBuffer out) {
        out.append(b, start, first);
        out.append(Subjects.DOT);
        out.append(b, start + first, len - first);
    }

    /** Chunks of {@code number} bytes, but for the first one and what remains for the last. */
    private void writeSlices(byte[] b, int start, int len, int first, SubjectBuffer out) {
        out.append(b, start, first);
        for (int done = first; done < len; done += number) {
            out.append(Subjects.DOT);
            out.append(b, start + done, Math.min(number, len - done));
        }
    }

    /** The non-empty parts between delimiters; an empty delimiter splits before every UTF-8 character. */
    private void writeSplit(byte[] b, int start, int len, SubjectBuffer out) {
        int end = start + len;
        boolean first = true;
        for (int from = start; from < end; ) {
            int to = partEnd(b, from, end);
            if (to > from) {
                if (!first) {
                    out.append(Subjects.DOT);
                }
                out.append(b, from, to - from);
                first = false;
            }
            from = to + text.length;
        }
    }

    private int partEnd(byte[] b, int from, int end) {
        int i = from;
        if (text.length == 0) {
            do {
                i++;
            } while (i < end && (b[i] & 0xC0) == 0x80);
            return i;
        }
        while (i < end && !startsWithDelimiter(b, i, end)) {
            i++;
        }
        return i;
    }

    private boolean startsWithDelimiter(byte[] b, int at, int end) {
        if (end - at < text.length) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (b[at + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    /** FNV-1a over the listed tokens without separator, or over the whole subject when none is listed. */
    private int hash(byte[] b, int off, int len, SubjectBuffer tokens) {
        if (wildcards.length == 0) {
            return fnv(FNV_OFFSET, b, off, off + len);
        }
        int hash = FNV_OFFSET;
        for (int token : wildcards) {
            hash = fnv(hash, b, tokens.sourceTokenStart(token), tokens.sourceTokenEnd(token));
        }
        return hash;
    }

    private static int fnv(int seed, byte[] b, int start, int end) {
        int hash = seed;
        for (int i = start; i < end; i++) {
            hash = (hash ^ (b[i] & 0xFF)) * FNV_PRIME;
        }
        return hash;
    }
}
