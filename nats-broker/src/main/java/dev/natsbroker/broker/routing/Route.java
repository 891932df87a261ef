package dev.natsbroker.broker.routing;

import dev.natsbroker.broker.message.Subscription;
import dev.natsbroker.broker.subject.Matches;
import dev.natsbroker.broker.subject.Subjects;
import java.nio.charset.StandardCharsets;

/**
 * The receivers of one subject as found at two generations of an account's interest, with the bytes that start a delivery.
 * Immutable; owned by the cache of one thread.
 *
 * <p>A route may also stand for all subjects that start with the same bytes: see {@link RouteCache#keyLength}.
 */
final class Route {
    private static final byte[] HMSG = "HMSG ".getBytes(StandardCharsets.US_ASCII);

    private final int hash;
    private final int literalGeneration;
    private final int wildcardGeneration;
    private final int subjectLength;
    private final boolean prefix;
    private final byte[] head;
    private final Matches<Subscription> matches;

    Route(
            byte[] bytes,
            int offset,
            int length,
            boolean prefix,
            int hash,
            int literalGeneration,
            int wildcardGeneration,
            Matches<Subscription> matches) {
        this.hash = hash;
        this.literalGeneration = literalGeneration;
        this.wildcardGeneration = wildcardGeneration;
        this.subjectLength = length;
        this.prefix = prefix;
        this.matches = matches;
        head = headOf(bytes, offset, length);
    }

    int hash() {
        return hash;
    }

    /** Whether it is that of the subject, or of the subject's beginning if it stands for a prefix. */
    boolean isFor(byte[] bytes, int offset, int length) {
        return (prefix ? subjectLength < length : subjectLength == length)
                && Subjects.equal(head, HMSG.length, bytes, offset, subjectLength);
    }

    boolean isPrefix() {
        return prefix;
    }

    boolean isCurrent(int currentLiteral, int currentWildcard) {
        return literalGeneration == currentLiteral && wildcardGeneration == currentWildcard;
    }

    /** {@code "HMSG subject "}; {@code "MSG subject "} is the same from the second byte on. */
    byte[] head(byte[] bytes, int offset, int length) {
        return prefix ? headOf(bytes, offset, length) : head;
    }

    private static byte[] headOf(byte[] bytes, int offset, int length) {
        byte[] made = new byte[HMSG.length + length + 1];
        System.arraycopy(HMSG, 0, made, 0, HMSG.length);
        System.arraycopy(bytes, offset, made, HMSG.length, length);
        made[made.length - 1] = ' ';
        return made;
    }

    Matches<Subscription> matches() {
        return matches;
    }
}
