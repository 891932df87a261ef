package dev.natsbroker.broker.subject;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The rules of subjects, on ranges of bytes. A subject is a list of tokens separated by {@code .}; a token that is
 * exactly {@code *} stands for one token, a last token that is exactly {@code >} for one or more. Bytes are opaque:
 * there is no character set and no case folding. The {@code String} forms take text from configuration and use its
 * UTF-8 bytes.
 *
 * <p>All methods are pure and allocate nothing, except {@link #quote} and the {@code String} forms.
 *
 * @see <a href="https://docs.nats.io/nats-concepts/subjects">Subject-Based Messaging</a>
 */
public final class Subjects {
    static final byte DOT = '.';
    static final byte STAR = '*';
    static final byte REST = '>';

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MULTIPLIER_1 = 0x9E3779B97F4A7C15L;
    private static final long MULTIPLIER_2 = 0xD6E8FEB86659FD93L;

    private Subjects() {}

    /** Whether the bytes may be subscribed to: no empty token, {@code >} only as the last token. */
    public static boolean isValid(byte[] b, int off, int len) {
        int end = off + len;
        int start = off;
        while (true) {
            int stop = tokenEnd(b, start, end);
            if (stop == start || (stop < end && isRest(b, start, stop))) {
                return false;
            }
            if (stop == end) {
                return true;
            }
            start = stop + 1;
        }
    }

    /** Whether the text is a legal subject of the configuration: valid, and free of blanks and line ends. */
    public static boolean isValid(String subject) {
        byte[] b = bytes(subject);
        for (byte value : b) {
            if (value == ' ' || value == '\t' || value == '\n' || value == '\r' || value == '\f') {
                return false;
            }
        }
        return isValid(b, 0, b.length);
    }

    /** Whether no token is exactly {@code *} or {@code >}; {@code foo*} is literal. Says nothing about empty tokens. */
    public static boolean isLiteral(byte[] b, int off, int len) {
        int end = off + len;
        for (int i = off; i < end; i++) {
            if ((b[i] == STAR || b[i] == REST) && (i == off || b[i - 1] == DOT) && (i + 1 == end || b[i + 1] == DOT)) {
                return false;
            }
        }
        return true;
    }

    /** @see #isLiteral(byte[], int, int) */
    public static boolean isLiteral(String subject) {
        byte[] b = bytes(subject);
        return isLiteral(b, 0, b.length);
    }

    /** Whether a token is exactly {@code *} or {@code >}. */
    public static boolean hasWildcard(byte[] b, int off, int len) {
        return !isLiteral(b, off, len);
    }

    /** The check of pedantic mode for a subject that is published to: no empty token, no wildcard token. */
    public static boolean isValidPublish(byte[] b, int off, int len) {
        return isValid(b, off, len) && isLiteral(b, off, len);
    }

    /** The number of tokens, empty ones included; 0 for no bytes. */
    public static int tokenCount(byte[] b, int off, int len) {
        if (len == 0) {
            return 0;
        }
        int count = 1;
        for (int i = off, end = off + len; i < end; i++) {
            if (b[i] == DOT) {
                count++;
            }
        }
        return count;
    }

    /** @see #tokenCount(byte[], int, int) */
    public static int tokenCount(String subject) {
        byte[] b = bytes(subject);
        return tokenCount(b, 0, b.length);
    }

    /**
     * Whether a message published to {@code subject} reaches a subscription to {@code filter}. Wildcard tokens of the
     * published subject are ordinary tokens: {@code foo.*} reaches {@code foo.*} and {@code >} but not {@code foo.bar}.
     * A subject with an empty token reaches nothing. The filter must be valid.
     */
    public static boolean matches(
            byte[] filter, int filterOff, int filterLen, byte[] subject, int subjectOff, int subjectLen) {
        int filterEnd = filterOff + filterLen;
        int end = subjectOff + subjectLen;
        int f = filterOff;
        int s = subjectOff;
        while (true) {
            int filterStop = tokenEnd(filter, f, filterEnd);
            if (isRest(filter, f, filterStop)) {
                return hasNoEmptyToken(subject, s, end);
            }
            int stop = tokenEnd(subject, s, end);
            if (stop == s || !(isStar(filter, f, filterStop) || isSame(filter, f, filterStop, subject, s, stop))) {
                return false;
            }
            if (filterStop == filterEnd || stop == end) {
                return filterStop == filterEnd && stop == end;
            }
            f = filterStop + 1;
            s = stop + 1;
        }
    }

    /** @see #matches(byte[], int, int, byte[], int, int) */
    public static boolean matches(byte[] filter, byte[] subject) {
        return matches(filter, 0, filter.length, subject, 0, subject.length);
    }

    /** @see #matches(byte[], int, int, byte[], int, int) */
    public static boolean matches(String filter, String subject) {
        return matches(bytes(filter), bytes(subject));
    }

    /** Whether every subject that {@code narrow} stands for is one that {@code wide} stands for. Both must be valid. */
    public static boolean covers(byte[] wide, int wideOff, int wideLen, byte[] narrow, int narrowOff, int narrowLen) {
        int wideEnd = wideOff + wideLen;
        int narrowEnd = narrowOff + narrowLen;
        int w = wideOff;
        int n = narrowOff;
        while (true) {
            int wideStop = tokenEnd(wide, w, wideEnd);
            int narrowStop = tokenEnd(narrow, n, narrowEnd);
            if (isRest(wide, w, wideStop)) {
                return true;
            }
            if (isRest(narrow, n, narrowStop)) {
                return false;
            }
            if (!isStar(wide, w, wideStop) && !isSame(wide, w, wideStop, narrow, n, narrowStop)) {
                return false;
            }
            if (wideStop == wideEnd || narrowStop == narrowEnd) {
                return wideStop == wideEnd && narrowStop == narrowEnd;
            }
            w = wideStop + 1;
            n = narrowStop + 1;
        }
    }

    /** @see #covers(byte[], int, int, byte[], int, int) */
    public static boolean covers(byte[] wide, byte[] narrow) {
        return covers(wide, 0, wide.length, narrow, 0, narrow.length);
    }

    /** @see #covers(byte[], int, int, byte[], int, int) */
    public static boolean covers(String wide, String narrow) {
        return covers(bytes(wide), bytes(narrow));
    }

    /** Whether some subject is one that both filters stand for. Both must be valid. */
    public static boolean collides(byte[] a, int aOff, int aLen, byte[] b, int bOff, int bLen) {
        int aEnd = aOff + aLen;
        int bEnd = bOff + bLen;
        int i = aOff;
        int j = bOff;
        while (true) {
            int aStop = tokenEnd(a, i, aEnd);
            int bStop = tokenEnd(b, j, bEnd);
            if (isRest(a, i, aStop) || isRest(b, j, bStop)) {
                return true;
            }
            if (!isStar(a, i, aStop) && !isStar(b, j, bStop) && !isSame(a, i, aStop, b, j, bStop)) {
                return false;
            }
            if (aStop == aEnd || bStop == bEnd) {
                return aStop == aEnd && bStop == bEnd;
            }
            i = aStop + 1;
            j = bStop + 1;
        }
    }

    /** @see #collides(byte[], int, int, byte[], int, int) */
    public static boolean collides(byte[] a, byte[] b) {
        return collides(a, 0, a.length, b, 0, b.length);
    }

    /** @see #collides(byte[], int, int, byte[], int, int) */
    public static boolean collides(String a, String b) {
        return collides(bytes(a), bytes(b));
    }

    /** A well-mixed hash of the bytes. */
    public static int hash(byte[] b, int off, int len) {
        return hash(b, off, len, 0);
    }

    /** A well-mixed hash of the bytes; tables that hold what strangers send use a seed that strangers do not know. */
    public static int hash(byte[] b, int off, int len, long seed) {
        long h = seed ^ (len * MULTIPLIER_2);
        int end = off + len;
        if (len >= Long.BYTES) {
            int i = off;
            for (; i < end - Long.BYTES; i += Long.BYTES) {
                h = fold(h ^ (long) LONGS.get(b, i), MULTIPLIER_1);
            }
            h = fold(h ^ (long) LONGS.get(b, end - Long.BYTES), MULTIPLIER_1);
        } else {
            h = fold(h ^ shortWord(b, off, len), MULTIPLIER_1);
        }
        h = fold(h, MULTIPLIER_2);
        return (int) (h ^ (h >>> 32));
    }

    /** The text that Go's {@code %q} prints, quotation marks included; the -ERR texts show subjects in this form. */
    public static String quote(byte[] b, int off, int len) {
        return GoQuote.quote(b, off, len);
    }

    /** @see #quote(byte[], int, int) */
    public static String quote(byte[] b) {
        return GoQuote.quote(b, 0, b.length);
    }

    /** @see #quote(byte[], int, int) */
    public static String quote(String text) {
        return quote(bytes(text));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The index of the next dot at or after {@code start}, or {@code end}. */
    static int tokenEnd(byte[] b, int start, int end) {
        int i = start;
        while (i < end && b[i] != DOT) {
            i++;
        }
        return i;
    }

    static boolean isStar(byte[] b, int start, int stop) {
        return stop - start == 1 && b[start] == STAR;
    }

    static boolean isRest(byte[] b, int start, int stop) {
        return stop - start == 1 && b[start] == REST;
    }

    /**
     * Whether two ranges of the same length hold the same bytes. For the short ranges that subjects are it is quicker than
     * {@link Arrays#equals(byte[], int, int, byte[], int, int)}, which is made for long ones.
     */
    public static boolean equal(byte[] a, int aOff, byte[] b, int bOff, int len) {
        if (len < Long.BYTES) {
            for (int i = 0; i < len; i++) {
                if (a[aOff + i] != b[bOff + i]) {
                    return false;
                }
            }
            return true;
        }
        int last = len - Long.BYTES;
        for (int i = 0; i < last; i += Long.BYTES) {
            if ((long) LONGS.get(a, aOff + i) != (long) LONGS.get(b, bOff + i)) {
                return false;
            }
        }
        return (long) LONGS.get(a, aOff + last) == (long) LONGS.get(b, bOff + last);
    }

    static boolean equal(byte[] key, byte[] b, int off, int len) {
        return key.length == len && Arrays.equals(key, 0, len, b, off, off + len);
    }

    private static boolean isSame(byte[] a, int aStart, int aStop, byte[] b, int bStart, int bStop) {
        return Arrays.equals(a, aStart, aStop, b, bStart, bStop);
    }

    static boolean hasNoEmptyToken(byte[] b, int off, int end) {
        int start = off;
        while (true) {
            int stop = tokenEnd(b, start, end);
            if (stop == start) {
                return false;
            }
            if (stop == end) {
                return true;
            }
            start = stop + 1;
        }
    }

    private static long shortWord(byte[] b, int off, int len) {
        if (len >= Integer.BYTES) {
            long low = (int) INTS.get(b, off) & 0xFFFF_FFFFL;
            return low | (long) (int) INTS.get(b, off + len - Integer.BYTES) << 32;
        }
        long word = 0;
        for (int i = 0; i < len; i++) {
            word = word << 8 | (b[off + i] & 0xFF);
        }
        return word;
    }

    /** Both halves of the 128-bit product: every input bit reaches every output bit. */
    private static long fold(long value, long multiplier) {
        return Math.multiplyHigh(value, multiplier) ^ (value * multiplier);
    }
}
