package dev.natsbroker.broker.subject;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A reusable subject under construction. Owned by one thread; its content is valid until the next use. It grows to the
 * longest subject that it has held and is never given back, so that mapping a subject allocates nothing.
 */
public final class SubjectBuffer {
    private byte[] bytes = new byte[64];
    private int length;
    private int[] tokenStarts = new int[16];
    private int tokenCount;

    /** The array that holds the subject from index 0 on; replaced when it grows. */
    public byte[] bytes() {
        return bytes;
    }

    /** The number of bytes of the subject. */
    public int length() {
        return length;
    }

    /** A copy of the subject. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    void clear() {
        length = 0;
    }

    void append(byte[] b, int off, int len) {
        reserve(len);
        System.arraycopy(b, off, bytes, length, len);
        length += len;
    }

    void append(byte b) {
        reserve(1);
        bytes[length++] = b;
    }

    void appendNumber(long number) {
        int start = length;
        long rest = number;
        do {
            append((byte) ('0' + rest % 10));
            rest /= 10;
        } while (rest > 0);
        for (int i = start, j = length - 1; i < j; i++, j--) {
            byte swapped = bytes[i];
            bytes[i] = bytes[j];
            bytes[j] = swapped;
        }
    }

    /** Notes where the tokens of the subject to transform begin; kept until the next call. */
    void splitSource(byte[] b, int off, int len) {
        tokenCount = 0;
        int end = off + len;
        for (int start = off; start <= end; ) {
            if (tokenCount + 1 >= tokenStarts.length) {
                tokenStarts = Arrays.copyOf(tokenStarts, tokenStarts.length * 2);
            }
            tokenStarts[tokenCount++] = start;
            start = Subjects.tokenEnd(b, start, end) + 1;
        }
        tokenStarts[tokenCount] = end + 1;
    }

    int sourceTokenCount() {
        return tokenCount;
    }

    int sourceTokenStart(int token) {
        return tokenStarts[token];
    }

    int sourceTokenEnd(int token) {
        return tokenStarts[token + 1] - 1;
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
