package dev.natsbroker.broker.account;

import dev.natsbroker.broker.subject.Subjects;
import java.nio.charset.StandardCharsets;

/**
 * Subjects of JetStream that are different for nearly each message, but whose receivers depend on their beginning only, as long as
 * nobody subscribes more selectively. So one cached match can serve all that begin alike.
 */
public enum PrefixedSubjects {
    /** Acknowledgements: {@code $JS.ACK.<stream>.<consumer>.<numbers>}. */
    ACKS("$JS.ACK.", 2),
    /** Gets of the last message of a subject: {@code $JS.API.DIRECT.GET.<stream>.<subject>}. */
    DIRECT_GETS("$JS.API.DIRECT.GET.", 1);

    private final byte[] start;
    private final int namesBehind;
    private final byte[] all;
    private final int tokens;

    PrefixedSubjects(String start, int namesBehind) {
        this.start = start.getBytes(StandardCharsets.US_ASCII);
        this.namesBehind = namesBehind;
        this.all = (start + "*.".repeat(namesBehind) + ">").getBytes(StandardCharsets.US_ASCII);
        this.tokens = Subjects.tokenCount(all, 0, all.length);
    }

    /** The length of the part that decides about the receivers of a subject, or 0 if the subject is none of these. */
    public int keyLength(byte[] bytes, int offset, int length) {
        if (length <= start.length || !Subjects.equal(start, 0, bytes, offset, start.length)) {
            return 0;
        }
        int end = offset + length;
        int dots = 0;
        for (int at = offset + start.length; at < end; at++) {
            if (bytes[at] == '.' && ++dots == namesBehind) {
                return at + 1 < end ? at + 1 - offset : 0;
            }
        }
        return 0;
    }

    /** Whether a subscription selects by more than the part that is meant to decide. */
    boolean isSelective(byte[] subscription) {
        boolean takesAllBelow = subscription[subscription.length - 1] == '>'
                && Subjects.tokenCount(subscription, 0, subscription.length) <= tokens;
        return !takesAllBelow && Subjects.collides(subscription, all);
    }
}
