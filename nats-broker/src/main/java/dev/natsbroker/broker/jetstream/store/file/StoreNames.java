package dev.natsbroker.broker.jetstream.store.file;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/**
 * File names for the names of streams and consumers: safe on any file system, and different for names that differ, even where case does
 * not count. Small letters, digits, {@code -} and {@code _} stand for themselves, a capital is {@code +} and the small letter, every
 * other byte is {@code %} and two hex digits. Long names are cut and end in {@code ~} and their SHA-256; the real name stands in the
 * file's content.
 */
public final class StoreNames {
    private static final int LENGTH_MAX = 160;
    private static final int PREFIX = 80;
    private static final int HEX = 16;
    /** Names that Windows keeps for devices, in any case and with any ending. */
    private static final Set<String> RESERVED = Set.of("con", "prn", "aux", "nul");

    private StoreNames() {}

    /** The file name, without ending. */
    public static String encode(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        StringBuilder encoded = new StringBuilder(bytes.length + 16);
        for (byte b : bytes) {
            append(encoded, b);
        }
        if (isReserved(encoded)) {
            encoded.replace(0, 1, hex((byte) encoded.charAt(0)));
        }
        if (encoded.length() > LENGTH_MAX) {
            encoded.setLength(PREFIX);
            encoded.append('~').append(sha256(bytes));
        }
        return encoded.toString();
    }

    /** The name that {@link #encode} has made {@code fileName} of; the file name itself if it is none, or of a name that was cut. */
    public static String decode(String fileName) {
        ByteArrayOutputStream name = new ByteArrayOutputStream(fileName.length());
        for (int i = 0; i < fileName.length(); i++) {
            char c = fileName.charAt(i);
            int high = c == '%' && i + 2 < fileName.length() ? Character.digit(fileName.charAt(i + 1), HEX) : -1;
            int low = high < 0 ? -1 : Character.digit(fileName.charAt(i + 2), HEX);
            if (low >= 0) {
                name.write(high * HEX + low);
                i += 2;
            } else if (c == '+' && i + 1 < fileName.length()) {
                name.write(Character.toUpperCase(fileName.charAt(i + 1)));
                i++;
            } else {
                name.write(c);
            }
        }
        String decoded = name.toString(StandardCharsets.UTF_8);
        return encode(decoded).equals(fileName) ? decoded : fileName;
    }

    private static void append(StringBuilder encoded, byte b) {
        if (b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '-' || b == '_') {
            encoded.append((char) b);
        } else if (b >= 'A' && b <= 'Z') {
            encoded.append('+').append((char) (b + 'a' - 'A'));
        } else {
            encoded.append(hex(b));
        }
    }

    private static boolean isReserved(StringBuilder encoded) {
        String name = encoded.toString();
        return RESERVED.contains(name) || name.length() == 4 && name.matches("(com|lpt)[0-9]");
    }

    private static String hex(byte b) {
        return String.format(Locale.ROOT, "%%%02x", b & 0xFF);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
