package dev.natsbroker.broker.auth;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A configured password or token: plain text, or a bcrypt hash ({@code $2a$}, {@code $2b$}, {@code $2x$}, {@code $2y$}). */
final class Password {
    private static final Pattern BCRYPT = Pattern.compile("\\$2[abxy]\\$\\d{2}\\$.*", Pattern.DOTALL);
    private static final int HASH_LENGTH = 60;
    /** Where the four versions differ, the hash of a password does not, so all are checked as the first of them. */
    private static final BCrypt.Version VERSION = BCrypt.Version.VERSION_2A;

    private final byte[] stored;
    private final boolean hashed;

    /** @param stored as configured; null is the empty password */
    Password(@Nullable String stored) {
        String text = stored == null ? "" : stored;
        this.hashed = BCRYPT.matcher(text).matches();
        this.stored = text.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether a check takes milliseconds and must be kept off the event loops. */
    boolean isExpensive() {
        return hashed;
    }

    /** Compares in a time that does not depend on the content; null is the empty password. */
    boolean matches(@Nullable String given) {
        byte[] password = given == null ? new byte[0] : given.getBytes(StandardCharsets.UTF_8);
        return hashed ? matchesHash(password) : MessageDigest.isEqual(stored, password);
    }

    private boolean matchesHash(byte[] password) {
        int cost = (stored[4] - '0') * 10 + stored[5] - '0';
        if (stored.length != HASH_LENGTH || cost < BCrypt.MIN_COST || cost > BCrypt.MAX_COST) {
            return false;
        }
        byte[] hash = stored.clone();
        System.arraycopy(VERSION.versionIdentifier, 0, hash, 1, VERSION.versionIdentifier.length);
        return BCrypt.verifyer(VERSION, LongPasswordStrategies.truncate(VERSION))
                .verify(password, hash)
                .verified;
    }
}
