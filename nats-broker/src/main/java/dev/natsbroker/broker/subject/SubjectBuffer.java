package dev.natsbroker.broker.subject;

import java.util.Arrays;

/** A subject under construction, and where the tokens of the subject begin that it is made from. Used by one thread. */
final class SubjectBuffer {
    private byte[] bytes;
    private int length;
    private int[] tokenStarts = new int[16];

    SubjectBuffer(int expectedLength) {
        bytes = new byte[expectedLength];
    }

    byte[] toByteArray() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
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

    /** Notes where the tokens of the subject to transform begin. */
    void splitSource(byte[] b, int off, int len) {
        int tokenCount = 0;
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
}
