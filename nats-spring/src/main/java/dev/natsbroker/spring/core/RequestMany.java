package dev.natsbroker.spring.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a request with many replies (ADR-47) has enough of them: at the first of these conditions.
 *
 * @param timeout longest time in all
 * @param stall longest time after one reply until the next; null for no limit
 * @param maxReplies most replies
 * @param untilEmpty whether an empty reply ends them; it is not part of the result
 */
public record RequestMany(Duration timeout, @Nullable Duration stall, int maxReplies, boolean untilEmpty) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a time or the number is not positive
     */
    public RequestMany {
        requirePositive("timeout", timeout);
        if (stall != null) {
            requirePositive("stall", stall);
        }
        if (maxReplies < 1) {
            throw new IllegalArgumentException("maxReplies is " + maxReplies + ", but must be 1 or more");
        }
    }

    /** Everything that comes within {@code timeout}. */
    public static RequestMany within(Duration timeout) {
        return new RequestMany(timeout, null, Integer.MAX_VALUE, false);
    }

    /** The same, and no more than {@code newMaxReplies} replies. */
    public RequestMany atMost(int newMaxReplies) {
        return new RequestMany(timeout, stall, newMaxReplies, untilEmpty);
    }

    /** The same, and until nothing has come for {@code newStall} after a reply. */
    public RequestMany untilQuietFor(Duration newStall) {
        return new RequestMany(timeout, newStall, maxReplies, untilEmpty);
    }

    /** The same, and until an empty reply. */
    public RequestMany untilEmptyReply() {
        return new RequestMany(timeout, stall, maxReplies, true);
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be more than 0");
        }
    }
}
