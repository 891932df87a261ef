package dev.natsbroker.broker.routing;

import dev.natsbroker.broker.message.Subscription;
import dev.natsbroker.broker.subject.Matches;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

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

    boolean isFor(byte[] bytes, int offset, int length, int subjectHash) {
        return hash == subjectHash
                && subjectLength == length
                && Arrays.equals(head, HMSG.length, HMSG.length + length, bytes, offset, offset + length);
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
