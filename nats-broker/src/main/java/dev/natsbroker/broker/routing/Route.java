package dev.natsbroker.broker.routing;

import dev.natsbroker.broker.message.Subscription;
import dev.natsbroker.broker.subject.Matches;
import dev.natsbroker.broker.subject.Subjects;
import java.nio.charset.StandardCharsets;

/**
 * The receivers of one subject as found at two generations of an account's interest, with the bytes that start a delivery.
 * Immutable; owned by the cache of one thread.
 */
final class Route {
    private static final byte[] HMSG = "HMSG ".getBytes(StandardCharsets.US_ASCII);

    private final int hash;
    private final int literalGeneration;
    private final int wildcardGeneration;
    private final int subjectLength;
    private final byte[] head;
    private final Matches<Subscription> matches;

    Route(
            byte[] bytes,
            int offset,
            int length,
            int hash,
            int literalGeneration,
            int wildcardGeneration,
            Matches<Subscription> matches) {
        this.hash = hash;
        this.literalGeneration = literalGeneration;
        this.wildcardGeneration = wildcardGeneration;
        this.subjectLength = length;
        this.matches = matches;
        head = new byte[HMSG.length + length + 1];
        System.arraycopy(HMSG, 0, head, 0, HMSG.length);
        System.arraycopy(bytes, offset, head, HMSG.length, length);
        head[head.length - 1] = ' ';
    }

    int hash() {
        return hash;
    }

    boolean isFor(byte[] bytes, int offset, int length) {
        return subjectLength == length && Subjects.equal(head, HMSG.length, bytes, offset, length);
    }

    boolean isCurrent(int currentLiteral, int currentWildcard) {
        return literalGeneration == currentLiteral && wildcardGeneration == currentWildcard;
    }

    /** {@code "HMSG subject "}; {@code "MSG subject "} is the same from the second byte on. */
    byte[] head() {
        return head;
    }

    Matches<Subscription> matches() {
        return matches;
    }
}
