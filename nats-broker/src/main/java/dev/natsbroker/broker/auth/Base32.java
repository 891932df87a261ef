package dev.natsbroker.broker.auth;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Base32 of RFC 4648 without padding, upper case: the text form of NKeys. */
final class Base32 {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private Base32() {}

    static String encode(byte[] data) {
        StringBuilder text = new StringBuilder((data.length * 8 + 4) / 5);
        int bits = 0;
        int pending = 0;
        for (byte b : data) {
            pending = (pending << 8) | (b & 0xFF);
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text.append(ALPHABET.charAt((pending >>> bits) & 0x1F));
            }
        }
        if (bits > 0) {
            text.append(ALPHABET.charAt((pending << (5 - bits)) & 0x1F));
        }
        return text.toString();
    }

    /** The bytes, or null when the text is not the encoding of any. */
    static byte @Nullable [] decode(String text) {
        byte[] data = new byte[text.length() * 5 / 8];
        int length = 0;
        int bits = 0;
        int pending = 0;
        for (int i = 0; i < text.length(); i++) {
            int value = ALPHABET.indexOf(text.charAt(i));
            if (value < 0) {
                return null;
            }
            pending = (pending << 5) | value;
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                data[length++] = (byte) (pending >>> bits);
            }
        }
        boolean leftover = (pending & ((1 << bits) - 1)) != 0;
        return leftover || bits >= 5 ? null : Arrays.copyOf(data, length);
    }
}
