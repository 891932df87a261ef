package dev.natsbroker.spring.cache;

import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.springframework.util.ReflectionUtils;

/**
 * Cache keys as tokens of bucket keys. A key's text is its {@code toString()}: 1 and "1" are the same key, in every JVM.
 * A-Z, a-z, 0-9, '-', '_' and '/' stand for themselves; every other byte of the UTF-8 text is {@code =XX} in hex; the empty text
 * is {@code =}. What would be longer than 200 characters is {@code =sha256=} and the hash of the text.
 */
final class CacheKeys {
    private static final int LONGEST = 200;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private CacheKeys() {}

    static String encode(Object key) {
        String text = text(key);
        if (text.isEmpty()) {
            return "=";
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder encoded = new StringBuilder(bytes.length);
        for (byte b : bytes) {
            if (isPlain(b)) {
                encoded.append((char) b);
            } else {
                encoded.append('=');
                HEX.toHexDigits(encoded, b);
            }
        }
        return encoded.length() > LONGEST ? "=sha256=" + sha256(bytes) : encoded.toString();
    }

    private static boolean isPlain(byte b) {
        return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '-' || b == '_' || b == '/';
    }

    private static String text(Object key) {
        if (key instanceof Object[] array) {
            return Arrays.deepToString(array);
        }
        Method toString = ReflectionUtils.findMethod(key.getClass(), "toString");
        if (toString == null || toString.getDeclaringClass() == Object.class) {
            throw new IllegalArgumentException("Cache key of " + key.getClass()
                    + " does not say what it is: give the class a toString() of its content, or the annotation a key");
        }
        return key.toString();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }
}
