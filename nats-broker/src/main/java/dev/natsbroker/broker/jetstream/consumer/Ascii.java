package dev.natsbroker.broker.jetstream.consumer;

import dev.natsbroker.broker.message.Digits;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A text that grows, in the bytes in which it is sent. Reused; owned by one thread. */
final class Ascii {
    private byte[] bytes;
    private int length;

    Ascii(int capacity) {
        bytes = new byte[capacity];
    }

    static byte[] of(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    Ascii clear() {
        length = 0;
        return this;
    }

    Ascii put(byte[] source) {
        return put(source, 0, source.length);
    }

    Ascii put(byte[] source, int offset, int count) {
        ensure(count);
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
        return this;
    }

    Ascii put(char character) {
        ensure(1);
        bytes[length++] = (byte) character;
        return this;
    }

    Ascii put(String text) {
        return put(of(text));
    }

    /** A number, perhaps a negative one. */
    Ascii put(long number) {
        if (number < 0) {
            return put(Long.toString(number));
        }
        ensure(Digits.LENGTH_MAX);
        length = Digits.write(number, bytes, length);
        return this;
    }

    private void ensure(int room) {
        if (bytes.length - length < room) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + room));
        }
    }
}
