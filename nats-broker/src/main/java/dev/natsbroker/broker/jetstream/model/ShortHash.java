package dev.natsbroker.broker.jetstream.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Eight characters that stand for a longer text: accounts in ack subjects, sources in headers, consumers of mirrors. */
public final class ShortHash {
    private static final int LENGTH = 8;

    private ShortHash() {}

    /** The first eight bytes of the SHA-256, each as one of 62 letters and digits. */
    public static String of(String text) {
        byte[] digest = sha256().digest(text.getBytes(StandardCharsets.UTF_8));
        StringBuilder hash = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            hash.append(Nuid.DIGITS.charAt((digest[i] & 0xff) % Nuid.DIGITS.length()));
        }
        return hash.toString();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
